//! What can be made again.

use crate::place::{ORG, Place, append, created_at, sha256};
use ward_store::{Extra, SegmentKey};

crate::on_both! {
    a_segment_comes_back_for_exactly_its_key
    a_segment_comes_with_its_entry
    a_segment_is_replaced
    a_projection_comes_back_and_is_replaced
    what_is_derived_can_be_dropped_and_the_record_stays
}

fn key(mapping: Option<&str>) -> SegmentKey<'_> {
    SegmentKey { evidence: sha256(b"scan"), format: "nessus", format_version: 2, mapping }
}

fn a_segment_comes_back_for_exactly_its_key(place: &Place) {
    let store = place.open();
    let rows = b"many rows \0 of observations".repeat(10_000);
    store.put_segment(key(None), &rows).unwrap();
    store.put_segment(key(Some("format = 'x'")), b"").unwrap();
    assert_eq!(store.segment(key(None)).unwrap().unwrap(), rows);
    assert_eq!(store.segment(key(Some("format = 'x'"))).unwrap().unwrap(), b"");
    assert_eq!(store.segment(key(Some("format = 'y'"))).unwrap(), None);
    assert_eq!(store.segment(SegmentKey { format_version: 3, ..key(None) }).unwrap(), None);
    assert_eq!(store.segment(SegmentKey { format: "nmap", ..key(None) }).unwrap(), None);
    assert_eq!(store.segment(SegmentKey { evidence: sha256(b"other"), ..key(None) }).unwrap(), None);
}

fn a_segment_comes_with_its_entry(place: &Place) {
    let store = place.open_with_org();
    append(&store, ORG, 0, &["added"], &[Extra::Segment { key: key(None), bytes: b"rows" }]).unwrap();
    assert_eq!(store.segment(key(None)).unwrap().unwrap(), b"rows");
}

fn a_segment_is_replaced(place: &Place) {
    let store = place.open();
    store.put_segment(key(None), b"old").unwrap();
    store.put_segment(key(None), b"new").unwrap();
    assert_eq!(store.segment(key(None)).unwrap().unwrap(), b"new");
}

fn a_projection_comes_back_and_is_replaced(place: &Place) {
    let store = place.open_with_org();
    store.create_organisation("other", created_at()).unwrap();
    assert_eq!(store.projection(ORG, "estate").unwrap(), None);
    store.put_projection(ORG, "estate", b"old").unwrap();
    store.put_projection(ORG, "estate", b"new").unwrap();
    store.put_projection("other", "estate", b"theirs").unwrap();
    assert_eq!(store.projection(ORG, "estate").unwrap().unwrap(), b"new");
    assert_eq!(store.projection(ORG, "other").unwrap(), None);
}

fn what_is_derived_can_be_dropped_and_the_record_stays(place: &Place) {
    let store = place.open_with_org();
    store.create_organisation("other", created_at()).unwrap();
    let extras = [Extra::Segment { key: key(None), bytes: b"rows" }, Extra::Assessment { json: b"{}" }];
    append(&store, ORG, 0, &["added"], &extras).unwrap();
    store.put_projection(ORG, "estate", b"x").unwrap();
    store.put_projection("other", "estate", b"theirs").unwrap();
    store.drop_derived(ORG).unwrap();
    assert_eq!(store.segment(key(None)).unwrap(), None);
    assert_eq!(store.projection(ORG, "estate").unwrap(), None);
    assert_eq!(store.projection("other", "estate").unwrap().unwrap(), b"theirs");
    assert_eq!(store.size(ORG).unwrap(), 1);
    assert_eq!(store.assessment(ORG, sha256(b"{}")).unwrap().unwrap(), b"{}");
}
