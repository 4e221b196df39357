//! Versions, products, outages and offers.

use super::*;
use crate::participants::{self, Consent, Kind, Profile, Setting};
use crate::shipped::{CATALOG, limits, smallest};
use proptest::prelude::*;
use std::cmp::Ordering;

mod answers;
mod requests;

// Versions.

#[track_caller]
fn check_order(sorted: &[&str]) {
    for (at, one) in sorted.iter().enumerate() {
        for (other_at, other) in sorted.iter().enumerate() {
            assert_eq!(compare(one, other), at.cmp(&other_at), "{one} and {other}");
        }
    }
}

#[test]
fn versions_in_order() {
    check_order(&["1.0-rc1", "1.0-rc2", "1.0", "1.0.1", "1.2", "1.10", "2"]);
    check_order(&["6.5", "6.5a", "6.5b", "6.6"]);
    check_order(&["9.9.9", "10.0.0.1", "10.0.0.10", "99999999999999999999999", "100000000000000000000000"]);
    for (one, other) in
        [("1.0", "1"), ("v1.2", "1.2.0"), ("1_2", "1.2"), ("1.02", "1.2"), ("1.0RC1", "1.0-rc1")]
    {
        assert_eq!(compare(one, other), Ordering::Equal, "{one} and {other}");
    }
}

fn range(from: &str, to: &str) -> Versions {
    let bound =
        |text: &str, inclusive| (!text.is_empty()).then(|| Bound { version: text.to_owned(), inclusive });
    Versions { from: bound(from, true), to: bound(to, false), listed: Vec::new() }
}

#[track_caller]
fn check_range(versions: &Versions, version: &str, wanted: Option<bool>) {
    assert_eq!(versions.contain(version), wanted, "{version} in {versions:?}");
}

#[test]
fn ranges_contain_and_an_unknown_version_is_unknown() {
    check_range(&range("1.2", "2.0"), "1.2", Some(true));
    check_range(&range("1.2", "2.0"), "1.99", Some(true));
    check_range(&range("1.2", "2.0"), "2.0", Some(false));
    check_range(&range("1.2", "2.0"), "1.1.9", Some(false));
    check_range(&range("", "2.0"), "0.1", Some(true));
    check_range(&range("1.2", ""), "7", Some(true));
    check_range(&range("1.2", "2.0"), "", None);
    check_range(&range("1.2", "2.0"), "latest", None);
    check_range(&range("", ""), "", Some(true));
    let listed = Versions { listed: vec!["1.0".into(), "3.0".into()], ..Versions::default() };
    check_range(&listed, "3", Some(true));
    check_range(&listed, "2", Some(false));
}

proptest! {
    #[test]
    fn versions_are_totally_ordered(a in "[0-9a-c.rv-]{0,8}", b in "[0-9a-c.rv-]{0,8}", c in ".{0,6}") {
        prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
        prop_assert_eq!(compare(&a, &a), Ordering::Equal);
        let _ = compare(&a, &c); // Whatever it is, it is compared.
        let _ = range(&a, &b).contain(&c);
    }
}

fn id(text: &str) -> ParticipantId {
    text.parse().unwrap()
}

// Resources.

fn gaps(words: &str) -> BTreeSet<ward_domain::MeasureId> {
    words.split_whitespace().map(|word| word.parse().unwrap()).collect()
}

#[track_caller]
fn check_match(resource: &Resource, profile: &Profile, wanted: Option<(usize, &[&str])>) {
    let all = [resource.clone()];
    let open = gaps("E1.1 E2.1 E4.1");
    let found = matches(&all, Need { profile, limits: limits(), gaps: &open });
    let found = found.first().map(|one| (one.gaps.len(), one.to_find_out.clone()));
    assert_eq!(found, wanted.map(|(count, asked)| (count, asked.to_vec())), "{resource:?}");
}

#[test]
fn offers_fit_gaps_and_eligibility() {
    let profile = Profile {
        kind: Kind::CriticalAccess,
        state: Some("TX".parse().unwrap()),
        beds: Some(25),
        setting: Setting::Unknown,
        ..Profile::default()
    };
    let offer = Resource { id: "scan".into(), measures: gaps("E1.1 E2.1 H1.1"), ..Resource::default() };
    check_match(&offer, &profile, Some((2, &[])));
    check_match(&Resource { measures: gaps("H1.1"), ..offer.clone() }, &profile, None);
    check_match(&Resource { kinds: [Kind::Acute].into(), ..offer.clone() }, &profile, None);
    check_match(
        &Resource { kinds: [Kind::CriticalAccess].into(), ..offer.clone() },
        &profile,
        Some((2, &[])),
    );
    check_match(&Resource { states: ["NY".parse().unwrap()].into(), ..offer.clone() }, &profile, None);
    check_match(&Resource { rural: true, ..offer.clone() }, &profile, Some((2, &["rural or urban"])));
    check_match(&Resource { rural: true, ..offer }, &Profile { setting: Setting::Urban, ..profile }, None);
}
