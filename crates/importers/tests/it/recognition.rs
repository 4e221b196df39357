//! Every importer knows its own files and no other's.

use super::{Fixture, fixtures, read};
use proptest::prelude::*;
use std::collections::BTreeSet;
use ward_importers::{Confidence, Head, IMPORTERS, Mapping, recognise};

#[test]
fn every_fixture_is_recognised_as_what_it_is() {
    for Fixture { id, name, bytes } in fixtures() {
        match recognise(&bytes, None) {
            Ok(importer) => assert_eq!(importer.about().id, id, "{id}/{name}"),
            // What nobody can recognise may stand among the fixtures to show that it is told so.
            Err(error) => assert!(name.starts_with("unknown"), "{id}/{name}: {error}"),
        }
    }
}

#[test]
fn no_two_importers_are_certain_of_one_file() {
    for Fixture { id, name, bytes } in fixtures() {
        let head = Head::of(&bytes);
        let certain: Vec<_> = IMPORTERS
            .iter()
            .filter(|importer| importer.recognise(&head) == Confidence::Certain)
            .map(|importer| importer.about().id)
            .collect();
        assert!(certain.is_empty() || certain == [id.as_str()], "{id}/{name}: {certain:?}");
    }
}

#[test]
fn every_importer_has_a_name_a_folder_and_words_for_people() {
    let folders: BTreeSet<String> = fixtures().into_iter().map(|fixture| fixture.id).collect();
    let ids: BTreeSet<String> = IMPORTERS.iter().map(|importer| importer.about().id.to_owned()).collect();
    assert_eq!(ids.len(), IMPORTERS.len(), "two importers share an id");
    assert_eq!(folders, ids, "each id in IMPORTERS has a folder in fixtures/, and the other way round");
    for importer in IMPORTERS {
        let about = importer.about();
        for words in [about.name, about.how_to_get, about.carries, about.evidence_kind] {
            assert!(
                !words.is_empty() && !words.contains("  ") && !words.ends_with('.'),
                "{}: `{words}`",
                about.id
            );
        }
    }
}

#[test]
fn every_importer_has_a_fixture_with_one_row_and_one_with_none() {
    let fixtures = fixtures();
    for importer in IMPORTERS {
        let id = importer.about().id;
        for start in ["one.", "none."] {
            let named: Vec<_> = fixtures.iter().filter(|f| f.id == id && f.name.starts_with(start)).collect();
            assert!(!named.is_empty(), "add fixtures/{id}/{start}*");
            for fixture in named {
                assert!(read(*importer, &fixture.bytes).is_ok(), "{id}/{}", fixture.name);
            }
        }
    }
}

#[test]
fn a_file_is_recognised_by_its_beginning() {
    // A workbook is known by the directory at its end.
    for Fixture { id, name, bytes } in fixtures().into_iter().filter(|f| !f.bytes.starts_with(b"PK")) {
        let padded = [bytes.as_slice(), &vec![b' '; 100_000]].concat();
        let beginning = recognise(&padded[..64 << 10], None).map(|importer| importer.about().id);
        let whole = recognise(&bytes, None).map(|importer| importer.about().id);
        assert_eq!(beginning, whole, "{id}/{name}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_recognised_or_described(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        if let Err(error) = recognise(&bytes, None) {
            prop_assert!(!error.looks_like.is_empty());
        }
    }

    #[test]
    fn any_text_is_recognised_or_described(text in "[<>{}\\[\\]\",:;/!?a-z0-9 \\r\\n\\x00=-]{0,300}") {
        if let Err(error) = recognise(text.as_bytes(), None) {
            prop_assert!(!error.looks_like.is_empty());
        }
    }

    #[test]
    fn what_is_recognised_does_not_depend_on_the_order_of_importers(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let head = Head::of(&bytes);
        let best = IMPORTERS.iter().map(|importer| importer.recognise(&head)).max();
        prop_assert_eq!(best > Some(Confidence::No), recognise(&bytes, None).is_ok());
    }
}

#[test]
fn a_mapping_decides_where_its_columns_stand_and_where_nobody_else_knows() {
    let mapping = Mapping::parse("format = \"roster\"\n[columns]\n\"Emp No\" = \"person-id\"\n").unwrap();
    let id = |text: &str| recognise(text.as_bytes(), Some(&mapping)).unwrap().about().id;
    assert_eq!(id("Emp No,Wer,Wo\n1,A,B\n"), "roster");
    assert_eq!(id("Nr,Wer,Wo\n1,A,B\n"), "roster", "so that the person hears which column is not there");
    for fixture in crate::fixtures() {
        let by_itself = recognise(&fixture.bytes, None).map(|importer| importer.about().id);
        if let Ok(by_itself) = by_itself {
            let mapped = recognise(&fixture.bytes, Some(&mapping)).unwrap().about().id;
            assert_eq!(mapped, by_itself, "{}/{}", fixture.id, fixture.name);
        }
    }
}
