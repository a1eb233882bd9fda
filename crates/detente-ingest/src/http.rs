//! HTTP responses as archives keep them: header, then a body that may be sent in chunks or compressed.
//!
//! In: the bytes of a response. Out: its [`Head`] and its body, decoded within the limits.
//!
//! Worked example: `HTTP/1.1 200 OK`, `Content-Type: text/html; charset=KOI8-R`, `Content-Encoding: gzip` gives the
//! status 200, the media type `text/html`, the charset `koi8-r`, and the decompressed body.

use crate::fault::Problem;
use crate::unpack::{Budget, Counted, Metered, fill, whole};
use flate2::bufread::{MultiGzDecoder, ZlibDecoder};
use std::io::{self, BufRead, BufReader, Read};

/// Header lines of one response.
const LINES: usize = 256;

/// What the header of a response says.
#[derive(Debug, Default)]
pub(crate) struct Head {
    pub(crate) status: u16,
    pub(crate) media: String,
    pub(crate) charset: Option<String>,
    encoding: String,
    is_chunked: bool,
}

impl Head {
    /// Reads a header of at most `limit` bytes; none if there is no whole one.
    pub(crate) fn read(source: &mut impl BufRead, limit: u64) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        let mut limited = source.take(limit);
        loop {
            let start = bytes.len();
            if limited.read_until(b'\n', &mut bytes)? == 0 {
                return Ok(None);
            }
            if bytes[start..].trim_ascii().is_empty() {
                break;
            }
        }
        let mut lines = [httparse::EMPTY_HEADER; LINES];
        let mut response = httparse::Response::new(&mut lines);
        let mut parser = httparse::ParserConfig::default();
        // Archives keep what servers sent, and servers send anything.
        parser
            .allow_spaces_after_header_name_in_responses(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .ignore_invalid_headers_in_responses(true);
        if parser.parse_response(&mut response, &bytes).is_err() {
            return Ok(None);
        }
        let field = |name: &str| {
            let found = response.headers.iter().find(|line| line.name.eq_ignore_ascii_case(name));
            found
                .map(|line| String::from_utf8_lossy(line.value).trim().to_ascii_lowercase())
                .unwrap_or_default()
        };
        let (media, charset) = media(&field("content-type"));
        Ok(Some(Head {
            status: response.code.unwrap_or_default(),
            media,
            charset,
            encoding: field("content-encoding"),
            is_chunked: field("transfer-encoding").contains("chunked"),
        }))
    }
}

/// A media type and its charset: "text/html; charset=utf-8".
pub(crate) fn media(field: &str) -> (String, Option<String>) {
    let field = field.to_ascii_lowercase();
    let mut parts = field.split(';');
    let media = parts.next().unwrap_or_default().trim().to_owned();
    let charset = parts.find_map(|part| {
        part.trim().strip_prefix("charset=").map(|c| c.trim_matches(['"', '\'', ' ']).to_owned())
    });
    (media, charset.filter(|c| !c.is_empty()))
}

/// The body of a response, at most `most` bytes of it once decoded.
pub(crate) fn body(
    head: &Head,
    source: &mut impl BufRead,
    most: u64,
    budget: &Budget,
) -> Result<Vec<u8>, Problem> {
    // Many archives undo the chunks and keep the header that tells of them.
    let is_chunked = head.is_chunked && fill(source).is_ok_and(starts_chunk);
    if is_chunked {
        let chunks = BufReader::new(Chunks { inner: source, left: 0, state: State::Size });
        decoded(&head.encoding, chunks, most, budget)
    } else {
        decoded(&head.encoding, source, most, budget)
    }
}

/// A body with its content encoding undone. Archives undo that as well, so what does not start compressed is not.
pub(crate) fn decoded(
    encoding: &str,
    mut source: impl BufRead,
    most: u64,
    budget: &Budget,
) -> Result<Vec<u8>, Problem> {
    let start = fill(&mut source).map_err(Problem::of_io)?;
    let is_gzip = start.starts_with(b"\x1f\x8b");
    // The first byte of a zlib stream: deflate with a window of at most 32 KiB.
    let is_zlib = start.first().is_some_and(|byte| byte & 0x8f == 0x08);
    match encoding {
        "gzip" | "x-gzip" if is_gzip => {
            let (counted, packed) = Counted::new(source);
            whole(Metered::new(MultiGzDecoder::new(counted), packed, budget), most, most)
        }
        "deflate" if is_zlib => {
            let (counted, packed) = Counted::new(source);
            whole(Metered::new(ZlibDecoder::new(counted), packed, budget), most, most)
        }
        "br" | "zstd" if std::str::from_utf8(&start[..start.len().min(64)]).is_err() => {
            let what = "a body compressed with brotli or zstd";
            Err(Problem::Unsupported { what, remedy: "archive it without compression" })
        }
        _ => whole(source, most, most),
    }
}

/// Whether bytes start with the size of a chunk.
fn starts_chunk(bytes: &[u8]) -> bool {
    let digits = bytes.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let after = bytes.get(digits..).unwrap_or_default();
    (1..=8).contains(&digits)
        && (after.starts_with(b"\r\n") || after.starts_with(b";") || after.starts_with(b" "))
}

/// The bytes of a body sent in chunks.
struct Chunks<R> {
    inner: R,
    left: u64,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Size,
    Data,
    End,
}

impl<R: BufRead> Chunks<R> {
    /// Reads the line with the size of the next chunk; the last has none.
    fn next_size(&mut self) -> io::Result<()> {
        const LONGEST: u64 = 1024;
        let mut line = Vec::new();
        // The data of the chunk before ends with a line end of its own.
        while line.trim_ascii().is_empty() {
            line.clear();
            if Read::by_ref(&mut self.inner).take(LONGEST).read_until(b'\n', &mut line)? == 0 {
                self.state = State::End;
                return Ok(());
            }
        }
        let text = String::from_utf8_lossy(&line);
        let size = text.split([';', ' ', '\r', '\n']).next().unwrap_or_default();
        let broken = |_| io::Error::new(io::ErrorKind::InvalidData, "a chunk without a size");
        self.left = u64::from_str_radix(size, 16).map_err(broken)?;
        self.state = if self.left == 0 { State::End } else { State::Data };
        Ok(())
    }
}

impl<R: BufRead> Read for Chunks<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.state == State::Size {
            self.next_size()?;
        }
        if self.state == State::End {
            return Ok(0);
        }
        let bytes = Read::by_ref(&mut self.inner).take(self.left).read(buffer)?;
        self.left -= bytes as u64;
        if bytes == 0 {
            self.state = State::End;
        } else if self.left == 0 {
            self.state = State::Size;
        }
        Ok(bytes)
    }
}
