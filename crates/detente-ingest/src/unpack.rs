//! Decompression under a running budget: declared sizes lie, so what comes out is counted.
//!
//! In: a source of bytes. Out: the same, or what its gzip or zstd stream holds, up to the limits; beyond them reading fails
//! with a [`Bomb`].
//!
//! Worked example: ten gigabytes of zeros in ten megabytes of gzip end after the first MiB that is more than 200 times what
//! was read of the file.

use crate::fault::{Bomb, Problem};
use crate::limits::Limits;
use flate2::bufread::MultiGzDecoder;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// Bytes that no ratio is asked of.
const FREE: u64 = 1024 * 1024;

/// Bytes of the buffers.
const BUFFER: usize = 64 * 1024;

/// How a stream is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// By how the stream starts.
    pub(crate) fn of(start: &[u8]) -> Option<Self> {
        if start.starts_with(b"\x1f\x8b") {
            Some(Packing::Gzip)
        } else if start.starts_with(b"\x28\xb5\x2f\xfd") {
            Some(Packing::Zstd)
        } else {
            None
        }
    }
}

/// What one file or archive may still give, over all its members and layers.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    left: Rc<Cell<u64>>,
    limits: Rc<Limits>,
}

impl Budget {
    pub(crate) fn new(limits: &Rc<Limits>) -> Self {
        Budget { left: Rc::new(Cell::new(limits.archive_bytes)), limits: Rc::clone(limits) }
    }

    fn take(&self, bytes: u64) -> Result<(), Bomb> {
        let left = self.left.get().checked_sub(bytes).ok_or(Bomb::Archive(self.limits.archive_bytes))?;
        self.left.set(left);
        Ok(())
    }
}

/// A reader that counts what passes.
pub(crate) struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R> Counted<R> {
    pub(crate) fn new(inner: R) -> (Self, Rc<Cell<u64>>) {
        let count = Rc::new(Cell::new(0));
        (Counted { inner, count: Rc::clone(&count) }, count)
    }

    pub(crate) fn inner_mut(&mut self) -> &mut R {
        &mut self.inner
    }

    fn add(&self, bytes: usize) {
        self.count.set(self.count.get().saturating_add(bytes as u64));
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        self.add(bytes);
        Ok(bytes)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }
    fn consume(&mut self, bytes: usize) {
        self.inner.consume(bytes);
        self.add(bytes);
    }
}

impl<R: io::Seek> io::Seek for Counted<R> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// A reader that can go back to a mark, if that is not far.
pub(crate) struct Rewind<R> {
    inner: R,
    /// What was read since the mark, or after going back is to be read again.
    kept: Vec<u8>,
    at: usize,
    is_far: bool,
}

impl<R: BufRead> Rewind<R> {
    /// Bytes that are kept.
    const MOST: usize = 1024 * 1024;

    pub(crate) fn new(inner: R) -> Self {
        Rewind { inner, kept: Vec::new(), at: 0, is_far: false }
    }

    /// Sets the mark here.
    pub(crate) fn mark(&mut self) {
        self.kept.drain(..self.at);
        self.at = 0;
        self.is_far = false;
    }

    /// Goes back to the mark; stays here if that is too far.
    pub(crate) fn rewind(&mut self) {
        if !self.is_far {
            self.at = 0;
        }
    }
}

impl<R: BufRead> Read for Rewind<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let part = self.fill_buf()?;
        let bytes = part.len().min(buffer.len());
        buffer[..bytes].copy_from_slice(&part[..bytes]);
        self.consume(bytes);
        Ok(bytes)
    }
}

impl<R: BufRead> BufRead for Rewind<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.kept.len() { Ok(&self.kept[self.at..]) } else { self.inner.fill_buf() }
    }
    fn consume(&mut self, bytes: usize) {
        if self.at < self.kept.len() {
            self.at += bytes;
            return;
        }
        if self.kept.len() + bytes > Self::MOST {
            self.kept.clear();
            self.at = 0;
            self.is_far = true;
        } else if let (false, Ok(part)) = (self.is_far, self.inner.fill_buf()) {
            self.kept.extend_from_slice(&part[..bytes]);
            self.at = self.kept.len();
        }
        self.inner.consume(bytes);
    }
}

/// A decompressed stream that stops at the budget.
pub(crate) struct Metered<R> {
    inner: R,
    /// Compressed bytes read so far, and how many there were when this stream began.
    packed: Rc<Cell<u64>>,
    before: u64,
    unpacked: u64,
    budget: Budget,
}

impl<R: Read> Metered<R> {
    pub(crate) fn new(inner: R, packed: Rc<Cell<u64>>, budget: &Budget) -> Self {
        Metered { inner, before: packed.get(), packed, unpacked: 0, budget: budget.clone() }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        self.unpacked += bytes as u64;
        self.budget.take(bytes as u64).map_err(io::Error::other)?;
        let ratio = self.budget.limits.ratio;
        let packed = self.packed.get() - self.before;
        if self.unpacked > FREE.saturating_add(packed.saturating_mul(ratio)) {
            return Err(io::Error::other(Bomb::Ratio(ratio)));
        }
        Ok(bytes)
    }
}

/// The buffered start of a source.
pub(crate) fn fill(source: &mut impl BufRead) -> io::Result<&[u8]> {
    while let Err(error) = source.fill_buf() {
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    source.fill_buf()
}

/// All bytes of a source that must not have more than `most`; the complaint names `limit`.
pub(crate) fn whole(source: impl Read, most: u64, limit: u64) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    source.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(Problem::of_io)?;
    if bytes.len() as u64 > most { Err(Problem::TooLong { limit }) } else { Ok(bytes) }
}

/// The decompressed stream of all members or frames.
pub(crate) fn unpack<'a>(
    packing: Packing,
    source: impl BufRead + 'a,
    budget: &Budget,
) -> io::Result<Box<dyn BufRead + 'a>> {
    let (counted, packed) = Counted::new(source);
    Ok(match packing {
        Packing::Gzip => {
            let decoder = MultiGzDecoder::new(counted);
            Box::new(BufReader::with_capacity(BUFFER, Metered::new(decoder, packed, budget)))
        }
        Packing::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(counted)?;
            // 128 MiB, which the zstd program takes without being told as well.
            decoder.window_log_max(27)?;
            Box::new(BufReader::with_capacity(BUFFER, Metered::new(decoder, packed, budget)))
        }
    })
}
