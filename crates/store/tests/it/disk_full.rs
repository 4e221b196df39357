//! No room for more bytes: it is said, and nothing is lost or half-kept.

use crate::child::{holds_whole_imports, importing};
use crate::place::Place;

/// Runs imports until files may not grow any more.
fn fills(place: &Place, blocks: u32) -> String {
    let output = importing(place, Some(blocks)).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    said.lines().find_map(|line| line.split_once("FAILED ")).expect(&said).1.to_owned()
}

#[test]
fn a_database_that_cannot_grow_says_so_and_keeps_what_it_has() {
    let place = Place::sqlite();
    drop(place.open_with_org());
    // 512 KiB: room for a few imports in the database or its log, and for any one evidence file.
    let said = fills(&place, 1024);
    assert!(said.starts_with("the disk is full, or its quota is used up, while"), "{said}");
    let store = place.open();
    let before = holds_whole_imports(&store);
    assert!(before > 0);
    drop(store);
    // With room again, it goes on where it stopped.
    let said = fills(&place, 4096);
    assert!(said.contains("the disk is full"), "{said}");
    assert!(holds_whole_imports(&place.open()) > before);
}

#[test]
fn an_evidence_file_that_cannot_be_written_says_so_and_leaves_nothing() {
    let Some(place) = Place::postgres() else { return };
    drop(place.open_with_org());
    // 32 KiB: less than one evidence file, and the database is another process.
    let said = fills(&place, 64);
    assert!(
        said.starts_with("the disk is full, or its quota is used up, while writing the evidence file"),
        "{said}"
    );
    assert_eq!(std::fs::read_dir(place.path().join("incoming")).unwrap().count(), 0);
    assert_eq!(holds_whole_imports(&place.open()), 0);
}
