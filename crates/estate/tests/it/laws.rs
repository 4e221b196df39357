//! The order of files, their repetition and what comes later change nothing, whatever they say.

use crate::build::{
    File, a_course, a_directory, a_person, a_registration, a_roster, a_scan, a_training_list, an_account,
    an_inventory, day, numbered, organisation, registrations, sources,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use ward_domain::observation::{AssetSeen, PersonSeen};
use ward_estate::identity::Decisions;
use ward_estate::{Source, end_of_day, fold};

/// Days close together and far apart, with repetitions.
fn a_day() -> impl Strategy<Value = &'static str> {
    select(vec![
        "2026-03-01",
        "2026-04-10",
        "2026-04-20",
        "2026-05-01",
        "2026-05-02",
        "2026-06-01",
        "2026-06-01",
    ])
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(words.to_vec()).prop_map(str::to_owned)
}

fn maybe(words: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    proptest::option::of(word(words))
}

fn an_asset() -> impl Strategy<Value = AssetSeen> {
    let address =
        select(vec!["10.0.0.1", "10.0.0.2", "203.0.113.5", "10.9.0.3"]).prop_map(|a| a.parse().unwrap());
    let serial = maybe(&["S1", "S2", "none"]);
    let mac = maybe(&["02:00:00:00:00:01", "02:00:00:00:00:02"]);
    let (fqdn, host_name, site) =
        (maybe(&["a.h.example", "b.h.example", "a.other.example"]), maybe(&["a", "b"]), maybe(&["N", "S"]));
    (serial, mac, fqdn, host_name, site, proptest::collection::vec(address, 0..2)).prop_map(
        |(serial, mac, fqdn, host_name, site, addresses)| AssetSeen {
            serial,
            macs: mac.into_iter().collect(),
            fqdn,
            host_name,
            site,
            addresses,
            ..AssetSeen::default()
        },
    )
}

fn a_scan_file() -> impl Strategy<Value = File> {
    let host = (
        an_asset(),
        any::<bool>(),
        proptest::option::of(any::<bool>()),
        proptest::collection::vec(1..4u32, 0..3),
    );
    (a_day(), any::<bool>(), proptest::collection::vec(host, 0..4)).prop_map(|(on, ended, hosts)| {
        let scan = if ended { a_scan(on) } else { a_scan(on).scan(|s| s.ended = None) };
        hosts.into_iter().fold(scan, |scan, (asset, completed, credentialed, findings)| {
            let scan = scan
                .asset(asset)
                .looked(|h| (h.completed, h.credentialed) = (completed, credentialed))
                .open(80);
            findings.into_iter().fold(scan, |scan, check| scan.finding(check, (check % 2) as u16 * 80))
        })
    })
}

fn an_inventory_file() -> impl Strategy<Value = File> {
    (a_day(), proptest::collection::vec(an_asset(), 0..4))
        .prop_map(|(on, assets)| assets.into_iter().fold(an_inventory(on), File::asset))
}

const NUMBERS: &[&str] = &["", "7", "8"];
const NAMES: &[&str] = &["Ana Lee", "Bo Kim", "Lee, Ana", "Kim"];
const MAILS: &[&str] = &["", "ana@h.example", "bo@h.example"];

fn a_people_file() -> impl Strategy<Value = File> {
    let row = (word(NUMBERS), word(NAMES), word(MAILS), proptest::option::of(Just("2026-05-15T23:59:59")));
    (a_day(), any::<bool>(), proptest::collection::vec(row, 0..4)).prop_map(|(on, volunteers, rows)| {
        let roster = if volunteers { a_roster(on).of_series("volunteers") } else { a_roster(on) };
        rows.into_iter().fold(roster, |roster, (number, name, mail, end)| {
            let end = end.map(|text| text.parse().unwrap());
            roster.person(PersonSeen { end, ..a_person(&number, &name, &mail) })
        })
    })
}

fn an_accounts_file() -> impl Strategy<Value = File> {
    let row = (word(&["ana@h.example", "bo@h.example", "svc"]), word(NUMBERS), any::<bool>());
    (a_day(), any::<bool>(), proptest::collection::vec(row, 0..4)).prop_map(|(on, factors, rows)| {
        let file = if factors { registrations(on) } else { a_directory(on) };
        rows.into_iter().fold(file, |file, (log_in, number, flag)| {
            let mut account = if factors { a_registration(&log_in, flag) } else { an_account(&log_in) };
            account.person_id = (!number.is_empty()).then_some(number);
            file.account(account)
        })
    })
}

fn a_training_file() -> impl Strategy<Value = File> {
    let row = (word(NUMBERS), word(NAMES), word(MAILS), word(&["", "2026-02-01", "2026-05-20"]));
    (a_day(), proptest::collection::vec(row, 0..4)).prop_map(|(on, rows)| {
        rows.into_iter().fold(a_training_list(on), |list, (number, name, mail, done)| {
            list.training(a_course(&number, &name, &mail, &done))
        })
    })
}

fn some_files() -> impl Strategy<Value = Vec<File>> {
    let file = prop_oneof![
        3 => a_scan_file(), 2 => an_inventory_file(), 2 => a_people_file(), 2 => an_accounts_file(), 1 => a_training_file()
    ];
    proptest::collection::vec(file, 1..8).prop_map(numbered)
}

fn folded(sources: &[Source<'_>], on: &str) -> ward_estate::Estate {
    fold(&organisation(), sources, &Decisions::default(), day(on))
}

proptest! {
    #[test]
    fn order_and_repetition_change_nothing(files in some_files(), moves in proptest::collection::vec(any::<Index>(), 8), twice in any::<Index>()) {
        let sources = sources(&files);
        let mut shuffled = sources.clone();
        for (from, to) in moves.iter().take(shuffled.len()).enumerate() {
            let to = to.index(shuffled.len());
            shuffled.swap(from, to);
        }
        shuffled.push(*twice.get(&sources));
        prop_assert_eq!(folded(&sources, "2026-06-30"), folded(&shuffled, "2026-06-30"));
    }

    #[test]
    fn a_file_taken_for_two_days_counts_once_on_the_earlier(files in some_files(), which in any::<Index>()) {
        let sources = sources(&files);
        let again = Source { collected_at: end_of_day(day("2026-06-29")), ..*which.get(&sources) };
        let with_again: Vec<Source<'_>> = [again].into_iter().chain(sources.iter().copied()).collect();
        prop_assert_eq!(folded(&sources, "2026-06-30"), folded(&with_again, "2026-06-30"));
    }

    #[test]
    fn what_was_collected_later_changes_nothing(files in some_files(), on in a_day()) {
        let sources = sources(&files);
        let until: Vec<Source<'_>> = sources.iter().copied().filter(|s| s.collected_at <= end_of_day(day(on))).collect();
        prop_assert_eq!(folded(&sources, on), folded(&until, on));
    }

    #[test]
    fn every_row_is_somewhere_and_every_position_leads_to_something(files in some_files()) {
        let estate = folded(&sources(&files), "2026-06-30");
        let count = |of: fn(&File) -> usize| files.iter().map(of).sum::<usize>();
        prop_assert_eq!(estate.assets.iter().map(|a| a.rows.len()).sum::<usize>(), count(|f| f.says.assets.len()));
        prop_assert_eq!(estate.people.iter().map(|p| p.rows.len()).sum::<usize>(), count(|f| f.says.people.len()));
        prop_assert_eq!(estate.accounts.iter().map(|a| a.sightings.len()).sum::<usize>(), count(|f| f.says.accounts.len()));
        prop_assert_eq!(estate.assets.iter().map(|a| a.host_scans.len()).sum::<usize>(), count(|f| f.says.coverage.len()));
        for (position, account) in (0u32..).zip(&estate.accounts) {
            if let Some(owner) = account.owner {
                prop_assert!(estate.people[owner as usize].accounts.contains(&position));
            }
        }
        for finding in &estate.findings {
            let (first, last, fixed) = finding.days();
            prop_assert!(first <= last && fixed.is_none_or(|fixed| last <= fixed));
            prop_assert!(estate.findings_of(finding.asset).contains(finding));
        }
    }
}
