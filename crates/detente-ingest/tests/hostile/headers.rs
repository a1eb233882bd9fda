//! T17: members of archives whose headers lie about their lengths, and the members around them.

use super::measured::walk;
use super::{STORY, folder, read, told};
use std::io::{Cursor, Write};
use std::path::Path;
use tar::Header;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What a header says, the archive, which ids come out, and what is told; nothing where all is read.
type Case = (&'static str, Vec<u8>, &'static [&'static str], Option<&'static str>);

/// Archives of this name, each beside a sound file, which is read in any case: what comes out and what is told, at next to no cost.
#[track_caller]
fn check(name: &str, cases: &[Case]) {
    let mut wrong = Vec::new();
    for (what, archive, ids, complaint) in cases {
        let folder = folder(&[(name, archive), ("zz.txt", STORY.as_bytes())]);
        let paths = [name, "zz.txt"].map(|name| folder.path().join(name));
        let items = read(&paths);
        let lines = told(&items, folder.path());
        let (mut found, mut faults) = (Vec::new(), Vec::new());
        for (item, line) in items.iter().zip(&lines) {
            if item.is_ok() { found.push(line.as_str()) } else { faults.push(line.as_str()) }
        }
        let is_told = match complaint {
            Some(complaint) => !faults.is_empty() && faults.iter().all(|fault| fault.contains(complaint)),
            None => faults.is_empty(),
        };
        if found != [ids, &["zz"][..]].concat() || !is_told {
            wrong.push(format!("{what}: {lines:#?}"));
        }
        let cost = walk(&paths.each_ref().map(|path| path.as_path()), 0);
        assert!(cost.time.as_secs() <= 10 && cost.memory <= 64 && cost.written <= 1024, "{what}: {cost:?}");
    }
    assert!(wrong.is_empty(), "{name}: {}", wrong.join("\n"));
}

/// A zip of three members, the second of them this one.
fn zip(middle: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("a.txt", STORY.as_bytes()), ("lie.txt", middle), ("z.txt", STORY.as_bytes())] {
        writer.start_file(name, SimpleFileOptions::default()).expect("a member");
        writer.write_all(bytes).expect("its bytes");
    }
    writer.finish().expect("a zip").into_inner()
}

/// Writes a number over a field of the second member: `local` bytes after the start of its own header, `listed` after that of its place in the list.
fn with(mut zip: Vec<u8>, local: Option<usize>, listed: Option<usize>, bytes: &[u8]) -> Vec<u8> {
    let place = |mark: &[u8], zip: &[u8]| {
        let mut found = zip.windows(4).enumerate().filter(|(_, four)| *four == mark).map(|(at, _)| at);
        found.nth(1).expect("a second member")
    };
    let mut write = |mark: &[u8], field: Option<usize>| {
        let Some(field) = field else { return };
        let at = place(mark, &zip) + field;
        zip[at..at + bytes.len()].copy_from_slice(bytes);
    };
    write(b"PK\x03\x04", local);
    write(b"PK\x01\x02", listed);
    zip
}

#[test]
fn t17_members_of_a_zip_that_lie_about_their_lengths() {
    const ALL: &[&str] = &["a", "lie", "z"];
    const OTHERS: &[&str] = &["a", "z"];
    const TOLD: Option<&str> = Some("a.zip: lie.txt: broken or cut");
    let sound = zip(STORY.as_bytes());
    let lie = |local, listed, bytes: &[u8]| with(sound.clone(), local, listed, bytes);
    let (few, many) = (&10_u32.to_le_bytes(), &0xffff_fff0_u32.to_le_bytes());
    // What is a bomb, and says that it is small.
    let bomb = with(zip(&vec![b'x'; 300 << 20]), Some(22), Some(24), few);
    check(
        "a.zip",
        &[
            ("nothing false", sound.clone(), ALL, None),
            ("short", lie(Some(22), Some(24), few), OTHERS, TOLD),
            // What ends before its length is whole by its sum.
            ("long", lie(Some(22), Some(24), many), ALL, None),
            ("packed, short", lie(Some(18), Some(20), few), OTHERS, TOLD),
            ("packed, long", lie(Some(18), Some(20), many), ALL, None),
            ("sum", lie(Some(14), Some(16), few), OTHERS, TOLD),
            ("length of the name", lie(Some(26), None, &[0xff, 0xff]), OTHERS, TOLD),
            ("place", lie(None, Some(42), many), OTHERS, TOLD),
            ("bomb", bomb, OTHERS, Some("a.zip: lie.txt: ")),
        ],
    );
}

/// A tar of three members, the second of which says in its header that it has a length of `size`, as 12 bytes.
fn tar(size: &[u8; 12]) -> Vec<u8> {
    let mut all = Vec::new();
    for name in ["a.txt", "lie.txt", "z.txt"] {
        let mut header = Header::new_gnu();
        header.set_path(name).expect("a name");
        header.set_size(STORY.len() as u64);
        header.set_mode(0o644);
        if name == "lie.txt" {
            header.as_old_mut().size = *size;
        }
        header.set_cksum();
        all.extend_from_slice(header.as_bytes());
        all.extend_from_slice(STORY.as_bytes());
        all.resize(all.len().div_ceil(512) * 512, 0);
    }
    all.resize(all.len() + 1024, 0);
    all
}

#[test]
fn t17_members_of_a_tar_that_lie_about_their_lengths() {
    const TOLD: Option<&str> = Some("a.tar: ");
    let octal = |size: usize| tar(&format!("{size:011o}\0").into_bytes().try_into().expect("12 bytes"));
    let blocks = STORY.len().div_ceil(512) * 512;
    check(
        "a.tar",
        &[
            ("nothing false", octal(STORY.len()), &["a", "lie", "z"], None),
            ("short, within the last block", octal(blocks - 511), &["a", "lie", "z"], None),
            // Without the true length nobody knows where the next member starts.
            ("a block short", octal(blocks - 512), &["a", "lie"], TOLD),
            ("over the next", octal(blocks + 512), &["a"], TOLD),
            ("eight gigabytes", tar(b"77777777777\0"), &["a"], TOLD),
            ("no number", tar(b"zzzzzzzzzzz\0"), &["a"], TOLD),
            // As GNU's tar writes large ones.
            ("95 bits", tar(&[0xff; 12]), &["a"], TOLD),
        ],
    );
}

#[test]
fn t17_what_lies_in_a_file_of_its_own_costs_that_file() {
    let lie = tar(b"77777777777\0");
    let folder = folder(&[("a.txt", STORY.as_bytes()), ("b.tar", &lie), ("c.txt", STORY.as_bytes())]);
    let paths: Vec<_> = ["a.txt", "b.tar", "c.txt"].iter().map(|name| folder.path().join(name)).collect();
    let cost = walk(&paths.iter().map(|path| path.as_path()).collect::<Vec<&Path>>(), 0);
    assert_eq!(cost.articles, 3, "{cost:?}");
}
