//! Organisations and records.

use crate::place::{ORG, Place, append, created_at, new_entry, note, sha256, texts};
use proptest::prelude::*;
use std::ops::ControlFlow;
use ward_store::{AppendError, Extra, OrganisationRow, StoreError};

crate::on_both! {
    a_new_store_is_empty
    organisations_are_listed_by_the_bytes_of_their_ids
    an_organisation_is_made_once
    entries_come_back_as_they_went_in
    entries_survive_closing_the_store
    entries_can_be_read_from_any_number
    entries_can_be_read_one_by_one
    the_newest_checkpoint_counts
    records_of_two_organisations_are_apart
    an_append_after_somebody_elses_is_refused
    an_append_to_nobody_is_refused
    an_append_that_fails_leaves_nothing
    an_append_without_entries_is_fine
    assessments_come_back_by_their_digest
    a_thousand_entries_are_what_a_list_would_hold
}

fn a_new_store_is_empty(place: &Place) {
    let store = place.open();
    assert_eq!(store.organisations().unwrap(), []);
    assert_eq!(store.size(ORG).unwrap(), 0);
    assert_eq!(store.entries(ORG, 0).unwrap(), []);
    assert_eq!(store.checkpoint(ORG).unwrap(), None);
}

fn organisations_are_listed_by_the_bytes_of_their_ids(place: &Place) {
    let store = place.open();
    for id in ["b", "a_b", "ä", "B", "a", "apple", "A"] {
        store.create_organisation(id, created_at()).unwrap();
    }
    append(&store, "a", 0, &["one", "two"], &[]).unwrap();
    let rows = store.organisations().unwrap();
    assert_eq!(
        rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(),
        ["A", "B", "a", "a_b", "apple", "b", "ä"]
    );
    assert_eq!(rows[2], OrganisationRow { id: "a".into(), created_at: created_at(), size: 2 });
}

fn an_organisation_is_made_once(place: &Place) {
    let store = place.open_with_org();
    let again = store.create_organisation(ORG, created_at());
    assert!(matches!(again, Err(StoreError::OrganisationExists(id)) if id == ORG));
}

fn entries_come_back_as_they_went_in(place: &Place) {
    let store = place.open_with_org();
    let odd = [&b""[..], b"\0\xff\n'\"$1 ?1", "ü".as_bytes()];
    let entries: Vec<_> = odd.iter().map(|bytes| new_entry(bytes)).collect();
    store.append(ORG, 0, &entries, &note(3), &[]).unwrap();
    let found = store.entries(ORG, 0).unwrap();
    assert_eq!(found.iter().map(|e| e.number).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(found.iter().map(|e| e.bytes.as_slice()).collect::<Vec<_>>(), odd);
    assert_eq!(found.iter().map(|e| e.leaf).collect::<Vec<_>>(), odd.map(|bytes| sha256(bytes).0));
    assert_eq!(store.leaves(ORG).unwrap(), odd.map(|bytes| sha256(bytes).0));
}

fn entries_survive_closing_the_store(place: &Place) {
    append(&place.open_with_org(), ORG, 0, &["one"], &[]).unwrap();
    let store = place.open();
    assert_eq!(texts(&store.entries(ORG, 0).unwrap()), ["one"]);
    assert_eq!(store.size(ORG).unwrap(), 1);
}

fn entries_can_be_read_from_any_number(place: &Place) {
    let store = place.open_with_org();
    append(&store, ORG, 0, &["zero", "one", "two"], &[]).unwrap();
    assert_eq!(texts(&store.entries(ORG, 1).unwrap()), ["one", "two"]);
    assert_eq!(texts(&store.entries(ORG, 3).unwrap()), Vec::<String>::new());
    assert_eq!(texts(&store.entries(ORG, u64::MAX).unwrap()), Vec::<String>::new());
}

fn entries_can_be_read_one_by_one(place: &Place) {
    let store = place.open_with_org();
    append(&store, ORG, 0, &["zero", "one", "two"], &[]).unwrap();
    let mut seen = Vec::new();
    let take = |entry: ward_store::StoredEntry| {
        seen.push(entry.number);
        if entry.number == 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    store.each_entry(ORG, 0, take).unwrap();
    assert_eq!(seen, [0, 1]);
    assert_eq!(store.size(ORG).unwrap(), 3, "the connection is fine after stopping early");
}

fn the_newest_checkpoint_counts(place: &Place) {
    let store = place.open_with_org();
    append(&store, ORG, 0, &["zero"], &[]).unwrap();
    append(&store, ORG, 1, &["one"; 10], &[]).unwrap();
    let checkpoint = store.checkpoint(ORG).unwrap().unwrap();
    assert_eq!((checkpoint.size, checkpoint.note), (11, note(11)));
}

fn records_of_two_organisations_are_apart(place: &Place) {
    let store = place.open_with_org();
    store.create_organisation("other", created_at()).unwrap();
    append(&store, ORG, 0, &["ours"], &[Extra::Assessment { json: b"{}" }]).unwrap();
    append(&store, "other", 0, &["theirs", "theirs too"], &[]).unwrap();
    assert_eq!(texts(&store.entries(ORG, 0).unwrap()), ["ours"]);
    assert_eq!(texts(&store.entries("other", 0).unwrap()), ["theirs", "theirs too"]);
    assert_eq!(store.checkpoint(ORG).unwrap().unwrap().size, 1);
    assert_eq!(store.assessment("other", sha256(b"{}")).unwrap(), None);
}

fn an_append_after_somebody_elses_is_refused(place: &Place) {
    let store = place.open_with_org();
    append(&store, ORG, 0, &["first", "second"], &[]).unwrap();
    for expected in [0, 1, 3, 99] {
        let refused = append(&store, ORG, expected, &["third"], &[Extra::Assessment { json: b"{}" }]);
        assert!(matches!(refused, Err(AppendError::SomeoneElseWrote { size: 2 })), "{refused:?}");
    }
    assert_eq!(texts(&store.entries(ORG, 0).unwrap()), ["first", "second"]);
    assert_eq!(store.assessment(ORG, sha256(b"{}")).unwrap(), None);
    append(&store, ORG, 2, &["third"], &[]).unwrap();
}

fn an_append_to_nobody_is_refused(place: &Place) {
    let store = place.open();
    let refused = append(&store, "nobody", 0, &["lost"], &[]);
    assert!(matches!(refused, Err(AppendError::Store(StoreError::NoSuchOrganisation(_)))), "{refused:?}");
    assert_eq!(store.size("nobody").unwrap(), 0);
}

fn an_append_that_fails_leaves_nothing(place: &Place) {
    let store = place.open_with_org();
    // Entries, checkpoint and assessment are written before the segment, which then fails.
    forbid_segments(place);
    let key =
        ward_store::SegmentKey { evidence: sha256(b"x"), format: "x", format_version: 1, mapping: None };
    let extras = [Extra::Assessment { json: b"{}" }, Extra::Segment { key, bytes: b"rows" }];
    let failed = append(&store, ORG, 0, &["zero", "one"], &extras);
    assert!(matches!(failed, Err(AppendError::Store(StoreError::Database { .. }))), "{failed:?}");
    assert_eq!(store.size(ORG).unwrap(), 0);
    assert_eq!(store.checkpoint(ORG).unwrap(), None);
    assert_eq!(store.assessment(ORG, sha256(b"{}")).unwrap(), None);
    append(&store, ORG, 0, &["zero"], &extras[..1]).unwrap();
}

/// Makes every write to the table of segments fail.
fn forbid_segments(place: &Place) {
    match place.url() {
        None => rusqlite::Connection::open(place.path().join("ward.db"))
            .unwrap()
            .execute_batch("CREATE TRIGGER no BEFORE INSERT ON segment BEGIN SELECT RAISE(ABORT, 'no'); END")
            .unwrap(),
        Some(url) => postgres::Client::connect(url, postgres::NoTls)
            .unwrap()
            .batch_execute("ALTER TABLE segment ADD CONSTRAINT no CHECK (format_version < 0)")
            .unwrap(),
    }
}

fn an_append_without_entries_is_fine(place: &Place) {
    let store = place.open_with_org();
    append(&store, ORG, 0, &[], &[]).unwrap();
    append(&store, ORG, 0, &[], &[]).unwrap();
    assert_eq!(store.checkpoint(ORG).unwrap().unwrap().size, 0);
}

fn assessments_come_back_by_their_digest(place: &Place) {
    let store = place.open_with_org();
    let json = br#"{"version":1}"#.repeat(1000);
    append(&store, ORG, 0, &["judged"], &[Extra::Assessment { json: &json }]).unwrap();
    append(&store, ORG, 1, &["judged again"], &[Extra::Assessment { json: &json }]).unwrap();
    assert_eq!(store.assessment(ORG, sha256(&json)).unwrap().unwrap(), json);
    assert_eq!(store.assessment(ORG, sha256(b"other")).unwrap(), None);
}

fn a_thousand_entries_are_what_a_list_would_hold(place: &Place) {
    let store = place.open();
    let batches = prop::collection::vec(prop::collection::vec(any::<Vec<u8>>(), 0..12), 0..8);
    let config = ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let organisation = std::cell::Cell::new(0);
    let law = |(batches, from): (Vec<Vec<Vec<u8>>>, u64)| {
        let id = format!("org-{}", organisation.replace(organisation.get() + 1));
        store.create_organisation(&id, created_at()).unwrap();
        let mut model: Vec<Vec<u8>> = Vec::new();
        for batch in batches {
            let entries: Vec<_> = batch.iter().map(|bytes| new_entry(bytes)).collect();
            let size = model.len() as u64;
            store.append(&id, size, &entries, &note(size), &[]).unwrap();
            model.extend(batch);
        }
        prop_assert_eq!(store.size(&id).unwrap(), model.len() as u64);
        let found = store.entries(&id, from).unwrap();
        let numbers: Vec<_> = found.iter().map(|entry| entry.number).collect();
        prop_assert_eq!(numbers, (from..model.len() as u64).collect::<Vec<_>>());
        let bytes: Vec<_> = found.into_iter().map(|entry| entry.bytes).collect();
        prop_assert_eq!(&bytes[..], model.get(from as usize..).unwrap_or_default());
        Ok(())
    };
    runner.run(&(batches, 0_u64..60), law).unwrap();
}
