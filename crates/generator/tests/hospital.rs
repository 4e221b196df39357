//! The generated files hold together: they parse, they repeat, they grow with the beds, and the truth is in them.

use jiff::civil::date;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::{Organisation, Status};
use ward_generator::{ExportFile, Faults, Hospital, Plan, Truth, clinic, hospital};

fn made(beds: u32, seed: u64, faults: Faults) -> Hospital {
    hospital(&Plan { beds, seed, as_of: date(2026, 11, 21), faults })
}

#[track_caller]
fn file<'a>(hospital: &'a Hospital, name: &str) -> &'a ExportFile {
    hospital.files.iter().find(|file| file.name == name).unwrap_or_else(|| panic!("no file {name}"))
}

fn text(file: &ExportFile) -> &str {
    std::str::from_utf8(&file.bytes).expect("exports are UTF-8")
}

#[track_caller]
fn rows(hospital: &Hospital, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(file(hospital, name).bytes.as_slice());
    reader.deserialize().collect::<Result<_, _>>().expect("rows have the columns of the header")
}

fn subjects(hospital: &Hospital, measure: &str) -> BTreeSet<String> {
    let faults = hospital.truth.faults.iter().filter(|fault| fault.measure.to_string() == measure);
    faults.map(|fault| fault.subject.clone()).collect()
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    assert_eq!(made(25, 7, Faults::Planted), made(25, 7, Faults::Planted));
}

#[test]
fn another_seed_gives_other_people() {
    let mails = |seed| -> BTreeSet<String> {
        let rows = rows(&made(25, seed, Faults::Planted), "roster-employees.csv");
        rows.into_iter().map(|mut row| row.remove("Worker").unwrap()).collect()
    };
    let (one, other) = (mails(7), mails(8));
    assert!(one.intersection(&other).count() * 2 < one.len());
}

#[test]
fn faults_change_nobody_s_name() {
    let names = |faults| -> Vec<String> {
        let rows = rows(&made(25, 7, faults), "roster-employees.csv");
        rows.into_iter().map(|mut row| row.remove("Worker").unwrap()).collect()
    };
    assert_eq!(names(Faults::Planted), names(Faults::None));
}

#[test]
fn every_file_parses() {
    for faults in [Faults::Planted, Faults::None] {
        every_file_parses_of(&made(25, 7, faults));
    }
}

#[track_caller]
fn every_file_parses_of(hospital: &Hospital) {
    for file in &hospital.files {
        let name = file.name.as_str();
        match name.rsplit('.').next().unwrap_or_default() {
            "xml" | "nessus" => {
                let mut reader = quick_xml::Reader::from_str(text(file));
                while reader.read_event().unwrap_or_else(|e| panic!("{name}: {e}")) != Event::Eof {}
            }
            "json" => drop(serde_json::from_slice::<serde_json::Value>(&file.bytes).expect("it parses")),
            "jsonl" => text(file)
                .lines()
                .for_each(|line| drop(serde_json::from_str::<serde_json::Value>(line).expect("it parses"))),
            "csv" => assert!(rows(hospital, name).len() > 1, "{name}"),
            "toml" => drop(text(file).parse::<toml::Table>().expect("it parses")),
            other => panic!("{name}: nobody checks .{other}"),
        }
    }
}

#[test]
fn the_profile_is_one_that_ward_accepts() {
    let hospital = made(25, 7, Faults::Planted);
    let mut table: toml::Table = text(file(&hospital, "ward-organisation.toml")).parse().unwrap();
    let toml::Value::Table(profile) = &mut table["organisation"] else { panic!("no table") };
    assert!(profile.remove("declared_on").unwrap().is_datetime());
    let organisation: Organisation = profile.clone().try_into().unwrap();
    assert_eq!(organisation.name, hospital.name);
    assert_eq!(organisation.size, hospital.size);
    assert!(organisation.declares_public("203.0.113.40".parse().unwrap()));
}

#[test]
fn the_catalogue_counts_its_entries() {
    let hospital = made(25, 7, Faults::Planted);
    let kev: serde_json::Value =
        serde_json::from_slice(&file(&hospital, "known_exploited_vulnerabilities.json").bytes).unwrap();
    let entries = kev["vulnerabilities"].as_array().unwrap();
    assert_eq!(kev["count"], entries.len());
    assert!((40..=60).contains(&entries.len()));
    for entry in entries {
        let day = |key: &str| entry[key].as_str().unwrap().parse::<jiff::civil::Date>().unwrap();
        let days = day("dateAdded").until(day("dueDate")).unwrap().get_days();
        assert!(
            if day("dateAdded") < date(2026, 6, 10) { days == 21 } else { days == 3 || days == 14 },
            "{entry}"
        );
    }
}

/// Subjects that stand for many rows, or for the organisation.
const WHOLE: &[&str] = &[
    "compromised medical device",
    "logs of file server",
    "the directory entra",
    "the organisation",
    "the tasks of all drills",
];

#[test]
fn every_subject_of_a_fault_occurs_in_the_files() {
    let hospital = made(25, 7, Faults::Planted);
    let everything: String = hospital.files.iter().map(|file| text(file).to_lowercase()).collect();
    for fault in &hospital.truth.faults {
        if WHOLE.contains(&fault.subject.as_str()) {
            continue;
        }
        // A finding on a device, a rule on a firewall, a port of a host: each part stands somewhere.
        let words = |c: char| c == ':' || c == '/' || c == '(' || c == ')';
        for part in
            fault.subject.split(" on ").flat_map(|part| part.split(" to ")).flat_map(|p| p.split(words))
        {
            let part = part.trim().trim_start_matches("rule ").trim_start_matches("backup of ");
            assert!(everything.contains(&part.to_lowercase()), "{} {part}", fault.measure);
        }
    }
}

/// The measures with a status, in order.
fn with(truth: &Truth, wanted: Status) -> String {
    let ids = truth.measures.iter().filter(|(_, status)| **status == wanted).map(|(id, _)| id.to_string());
    ids.collect::<Vec<_>>().join(" ")
}

#[test]
fn measures_and_goals_follow_from_the_faults() {
    let truth = made(25, 7, Faults::Planted).truth;
    let failing: BTreeSet<_> = truth.faults.iter().map(|fault| fault.measure).collect();
    let goals: BTreeSet<_> = failing.iter().map(|measure| measure.goal()).collect();
    assert_eq!(goals.len(), 20, "every goal has a fault");
    assert_eq!(failing.len(), 67);
    assert_eq!(with(&truth, Status::NotMet).split(' ').count(), failing.len() - 1);
    assert_eq!(with(&truth, Status::Partly), "E4.1");
    assert_eq!(with(&truth, Status::Unknown), "E1.7 E8.6");
    assert_eq!(truth.measures.len(), 124);
    let not_met: Vec<String> =
        truth.goals.iter().filter(|(_, s)| **s == Status::NotMet).map(|(id, _)| id.to_string()).collect();
    assert_eq!(not_met, ["E1", "H5"]);
    assert!(truth.goals.values().all(|status| matches!(status, Status::NotMet | Status::Partly)));
}

#[test]
fn without_faults_everything_is_met_but_for_two_measures() {
    let truth = made(25, 7, Faults::None).truth;
    assert_eq!(truth.faults, []);
    assert_eq!(with(&truth, Status::NotApplicable), "E1.7");
    assert_eq!(with(&truth, Status::Unknown), "E8.6");
    assert_eq!(with(&truth, Status::Met).split(' ').count(), 122);
    let open: Vec<String> =
        truth.goals.iter().filter(|(_, s)| **s != Status::Met).map(|(id, s)| format!("{id} {s:?}")).collect();
    assert_eq!(open, ["E8 Partly"]);
}

#[test]
fn a_clinic_shows_some_and_leaves_much_open() {
    let clinic = clinic(7, date(2026, 11, 21));
    assert_eq!(clinic.size, ward_domain::Size::Small);
    assert_eq!(with(&clinic.truth, Status::NotMet), "E2.1 E5.2 E7.4 E10.2 H4.1");
    assert_eq!(with(&clinic.truth, Status::Met).split(' ').count(), 22);
    assert!(with(&clinic.truth, Status::Unknown).split(' ').count() > 90);
    assert!(!clinic.truth.goals.values().any(|status| *status == Status::Met));
    let active = rows(&clinic, "payroll-people.csv").into_iter().filter(|row| row["Status"] == "Active");
    assert_eq!(active.count(), 5);
    every_file_parses_of(&clinic);
}

#[test]
fn another_seed_gives_another_clinic() {
    let names = |seed| clinic(seed, date(2026, 11, 21)).name;
    assert_eq!(names(1), names(1));
    assert!((2..9).any(|seed| names(seed) != names(1)));
}

#[test]
fn truth_survives_json() {
    let truth = made(25, 7, Faults::Planted).truth;
    let json = serde_json::to_string(&truth).unwrap();
    assert_eq!(serde_json::from_str::<ward_generator::Truth>(&json).unwrap(), truth);
}

#[test]
fn a_25_bed_hospital_has_the_size_of_one() {
    let hospital = made(25, 7, Faults::Planted);
    let count = |name| rows(&hospital, name).len();
    assert_eq!(count("roster-employees.csv"), 140 + 9);
    assert_eq!(count("roster-nonemployees.csv"), 45);
    assert_eq!(count("asset-inventory.csv"), 260);
    assert!((200..=215).contains(&count("entra-mfa-registration.csv")));
}

#[test]
fn sizes_grow_with_the_beds() {
    let bytes = |beds| -> Vec<usize> {
        made(beds, 7, Faults::Planted).files.iter().map(|file| file.bytes.len()).collect()
    };
    let (small, large) = (bytes(10), bytes(200));
    assert!(large.iter().sum::<usize>() > 8 * small.iter().sum::<usize>());
}

#[test]
fn hospitals_of_odd_sizes_have_every_fault_too() {
    let expected: BTreeSet<_> =
        made(25, 7, Faults::Planted).truth.faults.iter().map(|fault| fault.measure).collect();
    for (beds, seed) in [(0, 1), (5, 2), (13, 3), (400, 4)] {
        let found: BTreeSet<_> =
            made(beds, seed, Faults::Planted).truth.faults.iter().map(|fault| fault.measure).collect();
        assert_eq!(found, expected, "{beds} beds");
    }
}

/// Fields of the inventory that a fault may leave empty.
const BLANKS: &[&str] = &["Owned by", "Support ends", "Business criticality", "Location", "Holds ePHI"];

#[test]
fn percentages_miss_their_target_by_the_planted_subjects() {
    let hospital = made(25, 7, Faults::Planted);
    let inventory = rows(&hospital, "asset-inventory.csv");
    let is_computer = |row: &&BTreeMap<String, String>| {
        ["Windows Server", "Linux Server", "Workstation", "Laptop"].contains(&row["Class"].as_str())
    };
    let computers = inventory.iter().filter(is_computer).count();
    assert!(subjects(&hospital, "E1.6").len() * 20 > computers);
    let bare = |row: &&BTreeMap<String, String>| BLANKS.iter().any(|column| row[*column].is_empty());
    let bare: BTreeSet<String> = inventory.iter().filter(bare).map(|row| row["FQDN"].clone()).collect();
    assert_eq!(bare, subjects(&hospital, "H1.3"));
    assert!(bare.len() * 20 > inventory.len());
    assert!(subjects(&hospital, "E4.1").len() * 20 > 140 + 45);
}

#[test]
fn only_planted_accounts_match_nobody_who_works_here() {
    for faults in [Faults::Planted, Faults::None] {
        let hospital = made(25, 7, faults);
        let is_active = |row: &BTreeMap<String, String>, status: &str| row[status] != "Terminated";
        let mut known: BTreeSet<String> = BTreeSet::new();
        for row in
            rows(&hospital, "roster-employees.csv").iter().filter(|row| is_active(row, "Worker Status"))
        {
            known.extend([row["Employee ID"].clone(), row["Email - Work"].clone()]);
        }
        known.extend(rows(&hospital, "roster-nonemployees.csv").into_iter().map(|row| row["Email"].clone()));
        known.extend(rows(&hospital, "ward-exceptions.csv").into_iter().map(|row| row["subject"].clone()));
        let users: serde_json::Value =
            serde_json::from_slice(&file(&hospital, "entra-users.json").bytes).unwrap();
        let is_orphan = |user: &&serde_json::Value| {
            let keys = ["employeeId", "mail", "userPrincipalName"]
                .map(|key| user[key].as_str().unwrap_or_default().to_lowercase());
            user["accountEnabled"] == true && !keys.iter().any(|key| known.contains(key))
        };
        let users = users["value"].as_array().unwrap().iter().filter(is_orphan);
        let orphans: BTreeSet<String> =
            users.map(|user| user["userPrincipalName"].as_str().unwrap().to_lowercase()).collect();
        assert_eq!(orphans, subjects(&hospital, "E6.2"));
    }
}

#[test]
fn medical_devices_are_never_scanned() {
    let hospital = made(25, 7, Faults::Planted);
    let medical: Vec<_> = rows(&hospital, "asset-inventory.csv")
        .into_iter()
        .filter(|row| row["Class"] == "Medical Device")
        .collect();
    assert_eq!(medical.len(), 60);
    for scan in
        hospital.files.iter().filter(|file| file.name.contains("nmap") || file.name.contains("nessus"))
    {
        for device in &medical {
            assert!(!text(scan).contains(&device["FQDN"]), "{} in {}", device["FQDN"], scan.name);
        }
    }
}
