//! T18: archives whose names mean to leave the place they are unpacked at.

use super::{folder, read, told};
use detente_ingest::{Fault, Item};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use tar::{EntryType, Header};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Names that mean harm, or are merely odd.
const NAMES: &[&str] = &[
    "../up.txt",
    "../../../../../../../../tmp/detente-canary.txt",
    "/tmp/detente-canary.txt",
    "C:\\windows\\canary.txt",
    "..\\up.txt",
    "folder/./x/../y.txt",
    "a\nline.txt",
    "\u{1b}[31mred.txt",
    "Case.txt",
    "case.txt",
    "CON.txt",
    "same.txt",
    "same.txt",
    "ünïcödé \u{202e}txt.txt",
];

/// What stands at a place of the disk.
#[derive(Debug, PartialEq)]
enum Thing {
    Folder,
    File(Vec<u8>),
    Link(PathBuf),
    Other,
}

/// Everything below a folder, links not followed.
fn tree(at: &Path) -> BTreeMap<PathBuf, Thing> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(at).expect("a folder").flatten() {
        let path = entry.path();
        let kind = entry.file_type().expect("a kind");
        let thing = if kind.is_symlink() {
            Thing::Link(std::fs::read_link(&path).expect("its aim"))
        } else if kind.is_dir() {
            all.extend(tree(&path));
            Thing::Folder
        } else if kind.is_file() {
            Thing::File(std::fs::read(&path).expect("its bytes"))
        } else {
            Thing::Other
        };
        all.insert(path, thing);
    }
    all
}

/// Archives, two folders deep below one that is watched: what they give, where nothing at all changes on the disk.
fn read_unchanged(archives: &[(&str, &[u8])]) -> (Vec<Result<Item, Fault>>, PathBuf) {
    // Files that a member could overwrite, where the archive lies and above.
    let watched = folder(&[("canary.txt", b"still here"), ("up.txt", b"still here")]);
    let inner = watched.path().join("outer/inner");
    std::fs::create_dir_all(&inner).expect("a folder");
    std::fs::create_dir(watched.path().join("empty")).expect("a folder");
    std::fs::write(inner.join("case.txt"), b"still here").expect("a file");
    for (name, bytes) in archives {
        std::fs::write(inner.join(name), bytes).expect("an archive");
    }
    // Of where the program runs only what the names aim at is looked at: others work there.
    let aims = [
        "../up.txt",
        "up.txt",
        "..\\up.txt",
        "canary.txt",
        "case.txt",
        "link.txt",
        "/tmp/detente-canary.txt",
    ];
    let there = || aims.map(|aim| std::fs::symlink_metadata(aim).is_ok());
    let (before, aimed) = (tree(watched.path()), there());
    let items = read(&archives.iter().map(|(name, _)| inner.join(name)).collect::<Vec<_>>());
    assert_eq!(tree(watched.path()), before);
    assert!(there() == aimed && !aimed[6], "{aims:?}: {:?}", there());
    (items, inner)
}

/// An archive of this name is read record by record, and nothing on the disk changes.
#[track_caller]
fn check(name: &str, archive: &[u8], expected: usize) {
    let (items, folder) = read_unchanged(&[(name, archive)]);
    let lines = told(&items, &folder);
    assert_eq!(items.iter().filter(|item| item.is_ok()).count(), expected, "{name}: {lines:#?}");
    assert!(lines.iter().all(|line| !line.contains(|c: char| c.is_control())), "{lines:#?}");
}

fn zip() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in NAMES.iter().take(12) {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a member");
        writer.write_all(b"Freedonia recalled its envoy.").expect("its bytes");
    }
    writer.add_symlink("link.txt", "/etc/passwd", SimpleFileOptions::default()).expect("a link");
    writer.start_file("broken.txt", SimpleFileOptions::default()).expect("a member");
    writer.write_all(b"\0\x01\x02").expect("its bytes");
    writer.finish().expect("a zip").into_inner()
}

fn member(kind: EntryType, name: &str, target: &str, bytes: &[u8]) -> Vec<u8> {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    let field = &mut header.as_old_mut().name;
    field[..name.len().min(100)].copy_from_slice(&name.as_bytes()[..name.len().min(100)]);
    let link = &mut header.as_old_mut().linkname;
    link[..target.len()].copy_from_slice(target.as_bytes());
    header.set_cksum();
    let mut all = header.as_bytes().to_vec();
    all.extend_from_slice(bytes);
    all.resize(all.len().div_ceil(512) * 512, 0);
    all
}

fn tar() -> Vec<u8> {
    let mut all = Vec::new();
    for name in NAMES {
        all.extend(member(EntryType::Regular, name, "", b"Freedonia recalled its envoy."));
    }
    all.extend(member(EntryType::Symlink, "link.txt", "/etc", b""));
    all.extend(member(EntryType::Regular, "link.txt/passwd.txt", "", b"Sylvania denied it."));
    all.extend(member(EntryType::Link, "hard.txt", "/etc/passwd", b""));
    all.extend(member(EntryType::Fifo, "pipe.txt", "", b""));
    all.extend(member(EntryType::Block, "disk.txt", "", b""));
    all.extend(member(EntryType::Regular, "broken.txt", "", b"\0\x01\x02"));
    all.resize(all.len() + 1024, 0);
    all
}

#[test]
fn t18_members_are_records_whatever_their_names() {
    check("a.zip", &zip(), 12);
    check("a.tar", &tar(), NAMES.len() + 1);
}

#[test]
fn t18_long_names_come_from_members_of_their_own() {
    let long = format!("{}.txt", "n".repeat(300));
    let pax = format!("{} path={long}\n", 300 + 4 + 10);
    let mut all = member(EntryType::GNULongName, "././@LongLink", "", format!("{long}\0").as_bytes());
    all.extend(member(EntryType::Regular, "short", "", b"One."));
    all.extend(member(EntryType::XHeader, "x", "", pax.as_bytes()));
    all.extend(member(EntryType::Regular, "short", "", b"Two."));
    // A name of 70 MB is not held.
    all.extend(member(EntryType::GNULongName, "././@LongLink", "", &vec![b'n'; 70 << 20]));
    all.extend(member(EntryType::Regular, "three.txt", "", b"Three."));
    all.resize(all.len() + 1024, 0);
    let (items, _) = read_unchanged(&[("a.tar", &all)]);
    let texts: Vec<String> = items.into_iter().flatten().map(|item| item.article.text).collect();
    assert_eq!(texts, ["One.", "Two."]);
}

#[test]
fn t18_archives_in_archives_are_refused_and_their_neighbours_read() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("inner.zip", zip()), ("inner.tar", tar()), ("a.txt", b"One.".to_vec())] {
        writer.start_file(name, SimpleFileOptions::default()).expect("a member");
        writer.write_all(&bytes).expect("its bytes");
    }
    let (items, folder) = read_unchanged(&[("a.zip", &writer.finish().expect("a zip").into_inner())]);
    let refused = |name| {
        format!("a.zip: {name}: an archive in an archive; unpack the outer one; the member was skipped")
    };
    assert_eq!(told(&items, &folder), [refused("inner.zip"), refused("inner.tar"), "a".into()]);
}
