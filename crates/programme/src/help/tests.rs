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

// Products.

fn id(text: &str) -> ParticipantId {
    text.parse().unwrap()
}

fn product<'a>(vendor: &'a str, name: &'a str, version: &'a str, devices: u32) -> Product<'a> {
    Product { vendor, product: name, version, identifier: None, devices }
}

fn index() -> ProductIndex {
    let mut builder = ProductIndexBuilder::default();
    let cve = |text: &str| text.parse().unwrap();
    builder.add(
        &id("a"),
        [product("Acme Corp.", "Pump-Server", "1.5", 3), product("Acme Corp.", "Pump-Server", "2.0", 9)],
        [],
    );
    builder.add(
        &id("b"),
        [product("ACME CORP", "pump server", "", 2)],
        [cve("CVE-2026-1000"), cve("CVE-2026-1000")],
    );
    let named = Product {
        identifier: Some("cpe:2.3:a:acme_corp:pump\\-server:1.7:*:*:*:*:*:*:*"),
        ..product("", "Infusion thing", "1.7", 4)
    };
    builder.add(&id("c"), [named], []);
    let package =
        Product { identifier: Some("pkg:npm/left-pad@1.0.0"), ..product("", "left-pad", "1.0.0", 1) };
    builder.add(&id("d"), [package], [cve("CVE-2026-2000")]);
    builder.build()
}

fn advisory(
    vendor: &str,
    name: &str,
    identifier: Option<&str>,
    versions: Versions,
    cves: &[&str],
) -> Advisory {
    let product = AffectedProduct {
        vendor: vendor.into(),
        product: name.into(),
        identifier: identifier.map(Into::into),
        versions,
    };
    let products = if vendor.is_empty() && identifier.is_none() { Vec::new() } else { vec![product] };
    Advisory { products, cves: cves.iter().map(|cve| cve.parse().unwrap()).collect() }
}

/// Organisations, devices, perhaps; and who.
#[track_caller]
fn check_affected(advisory: &Advisory, wanted: (usize, u64, usize), who: &str) {
    let found = index().affected(advisory);
    assert_eq!((found.organisations, found.devices, found.perhaps), wanted, "{found:?}");
    assert_eq!(found.touched.keys().map(ParticipantId::as_str).collect::<Vec<_>>().join(" "), who);
    assert_eq!(found.asked, 4);
}

#[test]
fn who_is_affected() {
    let acme = |versions| advisory("acme corp", "Pump Server", None, versions, &[]);
    check_affected(&acme(range("1.0", "2.0")), (2, 7, 1), "a b c");
    check_affected(&acme(range("", "")), (3, 18, 0), "a b c");
    check_affected(&acme(range("3.0", "")), (0, 0, 1), "b");
    let by_cpe = advisory("", "", Some("cpe:/a:acme_corp:pump-server"), range("1.6", "1.8"), &[]);
    check_affected(&by_cpe, (1, 4, 1), "b c");
    let package = advisory("", "", Some("pkg:npm/left-pad"), range("", "1.3"), &[]);
    check_affected(&package, (1, 1, 0), "d");
    check_affected(&advisory("", "", None, range("", ""), &["CVE-2026-1000"]), (1, 0, 0), "b");
    check_affected(&advisory("", "", None, range("", ""), &["CVE-2026-3000"]), (0, 0, 0), "");
    check_affected(&advisory("Nobody", "Nothing", None, range("", ""), &["CVE-2026-2000"]), (1, 0, 0), "d");
}

#[test]
fn a_name_and_an_identifier_of_the_same_row_count_once() {
    let mut builder = ProductIndexBuilder::default();
    let both = Product { identifier: Some("pkg:deb/acme/pump@1.0"), ..product("Acme", "Pump", "1.0", 5) };
    builder.add(&id("a"), [both], []);
    let asked = advisory("Acme", "Pump", Some("pkg:deb/acme/pump"), range("", ""), &[]);
    assert_eq!(builder.build().affected(&asked).devices, 5);
}

/// The answers of the index equal those of looking at every product in turn.
fn by_hand(estates: &[Vec<(u8, u8, u32)>], asked: u8, from: u8, to: u8) -> (usize, u64) {
    let hit = |row: &&(u8, u8, u32)| row.0 == asked && (from..to).contains(&row.1);
    let devices =
        |estate: &Vec<(u8, u8, u32)>| estate.iter().filter(hit).map(|row| u64::from(row.2)).sum::<u64>();
    (estates.iter().filter(|estate| devices(estate) > 0).count(), estates.iter().map(devices).sum())
}

proptest! {
    #[test]
    fn the_index_answers_like_looking_at_every_product(
        estates in prop::collection::vec(prop::collection::vec((0..4_u8, 0..12_u8, 1..5_u32), 0..12), 0..12),
        asked in 0..5_u8, from in 0..12_u8, to in 0..13_u8,
    ) {
        let mut builder = ProductIndexBuilder::default();
        for (number, estate) in estates.iter().enumerate() {
            let texts: Vec<_> = estate.iter().map(|row| (format!("p{}", row.0), format!("1.{}", row.1), row.2)).collect();
            let products = texts.iter().map(|(name, version, devices)| product("v", name, version, *devices));
            builder.add(&id(&format!("e{number}")), products, []);
        }
        let wanted = advisory("V", &format!("P{asked}"), None, range(&format!("1.{from}"), &format!("1.{to}")), &[]);
        let found = builder.build().affected(&wanted);
        prop_assert_eq!((found.organisations, found.devices), by_hand(&estates, asked, from, to));
    }
}

// Outages and resources.

#[track_caller]
fn check_outage(users: usize, others: usize, wanted: Option<usize>, named: usize) {
    let mut lists = BTreeMap::new();
    for number in 0..users {
        lists.insert(id(&format!("u{number}")), vec!["Other".to_owned(), "CLEARING-HOUSE, Inc.".to_owned()]);
    }
    for number in 0..others {
        lists.insert(id(&format!("o{number}")), vec!["Clearing".to_owned()]);
    }
    let agreed = BTreeSet::from([id("u0"), id("o0")]);
    let found = dependence("Clearing House LLC", &lists, &agreed);
    assert_eq!((found.organisations, found.asked, found.named.len()), (wanted, users + others, named));
}

#[test]
fn an_outage_is_counted_and_small_counts_are_not_shown() {
    check_outage(0, 3, Some(0), 0);
    check_outage(1, 3, None, 1);
    check_outage(10, 0, None, 1);
    check_outage(11, 5, Some(11), 1);
}

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
