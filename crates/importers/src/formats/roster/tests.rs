//! What rosters are read as, as tables.

use super::*;
use crate::Confidence;
use crate::table::testing::Sample;
use jiff::civil::{Date, DateTime, date};
use ward_domain::observation::{Origin, PersonKind, PersonStatus};

#[track_caller]
fn check_system(headings: &str, tool: &str, kind: Option<PersonKind>) {
    let commas = headings.matches(',').count();
    let sample = Sample::read(&Roster, &format!("{headings}\n100234{}\n", ",".repeat(commas)));
    assert_eq!(sample.confidence, Confidence::Certain, "{headings}");
    assert_eq!(sample.observations.tool, tool);
    assert_eq!(sample.observations.origin, Origin::Machine);
    assert_eq!(sample.observations.people[0].person_id.as_deref(), Some("100234"));
    assert_eq!(sample.observations.people[0].kind, kind);
}

#[test]
fn systems_are_known_by_their_headings() {
    let employee = Some(PersonKind::Employee);
    check_system(
        "Employee ID,Legal Name,Worker Type,Hire Date,Termination Date,Work Email,Supervisory Organization",
        "Workday",
        None,
    );
    check_system(
        "Employee ID,Preferred Name,Worker Type,Business Title,Worker Status,Hire Date",
        "Workday",
        None,
    );
    check_system(
        "Contingent Worker ID,Worker,Contract Start Date,Contract End Date,Manager",
        "Workday contingent workers",
        Some(PersonKind::Contractor),
    );
    check_system(
        "Employee #,First Name,Last Name,Work Email,Hire Date,Employment Status,Job Title",
        "BambooHR",
        employee,
    );
    check_system(
        "Employee Number,First Name,Last Name,Email Address,Last Hire Date,Termination Date,Org Level 1",
        "UKG Pro",
        employee,
    );
    check_system(
        "Employee Id,First Name,Last Name,Date Hired,Date Terminated,Employee Status",
        "UKG Ready",
        employee,
    );
    check_system(
        "Associate ID,Legal First Name,Legal Last Name,Position Status,Hire Date,Job Title Description",
        "ADP Workforce Now",
        employee,
    );
    check_system("EMPLID,NAME,EMPL_STATUS,HIRE_DT,TERMINATION_DT,PER_ORG,DEPTID", "PeopleSoft", None);
    check_system(
        "Volunteer Number,First Name,Last Name,Start Date,End Date,Status",
        "Volgistics",
        Some(PersonKind::Volunteer),
    );
    check_system(
        "Volunteer ID,First Name,Last Name,Date Joined,Account Status",
        "Better Impact",
        Some(PersonKind::Volunteer),
    );
}

#[track_caller]
fn check_not(headings: &str) {
    assert_eq!(Sample::confidence(&Roster, &format!("{headings}\n1,2,3,4\n")), Confidence::No, "{headings}");
}

#[test]
fn other_lists_are_not_rosters() {
    check_not("Name,Start Date,End Date");
    check_not("Employee ID,Course,Status,Completed On,Email");
    check_not("Name,Serial Number,Department,Start Date");
    check_not("userPrincipalName,displayName,userType,department");
    check_not("Asset Tag,Owner,Department");
}

#[test]
fn a_row_is_read_whole() {
    let text = "Person ID,Name,Email,Log-in,Worker Type,Status,Start Date,End Date,End Time,Termination Type,Access Removed On,Sponsor,\
                Department,Job Title,Security Role\n\
                7,Ben Okafor,BEN@ward.example,ben@ward.example,Locum Tenens,Terminated,2025-01-02,14 Mar 2026,5:30 PM,Involuntary,\
                2026-03-14 18:00,Dr Ruiz,Radiology,Physician,incident response\n";
    let sample = Sample::read(&Roster, text);
    assert_eq!((sample.confidence, sample.observations.origin), (Confidence::Likely, Origin::OwnRecord));
    assert_eq!(
        sample.observations.people,
        [PersonSeen {
            person_id: Some("7".into()),
            name: "Ben Okafor".into(),
            mail: Some("ben@ward.example".into()),
            log_in: Some("ben@ward.example".into()),
            kind: Some(PersonKind::Contractor),
            status: Some(PersonStatus::Ended),
            start: Some(date(2025, 1, 2)),
            end: Some(date(2026, 3, 14).at(17, 30, 0, 0)),
            is_involuntary: Some(true),
            access_ended: Some(date(2026, 3, 14).at(18, 0, 0, 0)),
            sponsor: Some("Dr Ruiz".into()),
            department: Some("Radiology".into()),
            title: Some("Physician".into()),
            security_role: Some("incident response".into()),
            line: 2,
        }]
    );
    sample.says_nothing();
}

/// Reads one column of end dates.
fn ends(values: &[&str]) -> (Vec<Option<DateTime>>, Sample) {
    let rows: Vec<_> = values.iter().map(|value| format!("p@ward.example,Employee,\"{value}\"\n")).collect();
    let text = format!("Mail,Worker Type,End Date\n{}", rows.concat());
    let sample = Sample::read(&Roster, &text);
    (sample.observations.people.iter().map(|person| person.end).collect(), sample)
}

#[track_caller]
fn check_ends(values: &[&str], expected: &[Option<Date>], says: Option<(u32, &str)>) {
    let (found, sample) = ends(values);
    let expected: Vec<_> = expected.iter().map(|day| day.map(|day| day.at(23, 59, 59, 0))).collect();
    assert_eq!(found, expected);
    match says {
        Some((line, part)) => sample.says(line, part),
        None => sample.says_nothing(),
    }
}

#[test]
fn an_ambiguous_end_is_a_question_and_never_a_guess() {
    let (march_4, april_3) = (Some(date(2026, 3, 4)), Some(date(2026, 4, 3)));
    check_ends(
        &["3/4/2026"],
        &[None],
        Some((0, "“End Date” writes days and months so that 03/04/2026 can be read two ways")),
    );
    check_ends(&["3/4/2026", "3/14/2026"], &[march_4, Some(date(2026, 3, 14))], None);
    check_ends(&["3/4/2026", "14/3/2026"], &[april_3, Some(date(2026, 3, 14))], None);
    check_ends(
        &["3/4/2026", "14/3/2026", "3/14/2026"],
        &[None, Some(date(2026, 3, 14)), Some(date(2026, 3, 14))],
        Some((0, "day first on line 3 and the month first on line 4")),
    );
    check_ends(&["5/5/2026", ""], &[Some(date(2026, 5, 5)), None], None);
    check_ends(&["46085"], &[march_4], Some((2, "day numbers")));
    check_ends(&["3/4/26"], &[None], Some((2, "two digits")));
}

#[test]
fn a_mapping_settles_dates_words_and_columns() {
    let text = "Emp No.;Kürzel;Gone;What\n7;ana@ward.example;3/4/2026;PRN pool\n";
    let mapping = "format = \"roster\"\ndate_order = \"day-first\"\n[columns]\n\"emp no.\" = \"person-id\"\n\"KÜRZEL\" = \"log-in\"\n\
                   Gone = \"end\"\nWhat = \"kind\"\nShoe = \"title\"\n[values.kind]\n\"prn pool\" = \"employee\"\n";
    let sample = Sample::read_mapped(&Roster, text, mapping);
    let person = &sample.observations.people[0];
    assert_eq!(
        (person.person_id.as_deref(), person.log_in.as_deref()),
        (Some("7"), Some("ana@ward.example"))
    );
    assert_eq!(
        (person.kind, person.end),
        (Some(PersonKind::Employee), Some(date(2026, 4, 3).at(23, 59, 59, 0)))
    );
    assert_eq!(sample.observations.origin, Origin::OwnRecord);
    sample.says(1, "“shoe”");
    assert_eq!(
        sample.tally.understood,
        ["Emp No. → person-id", "Kürzel → log-in", "Gone → end", "What → kind"]
    );
}

#[test]
fn unknown_words_are_problems_and_no_guesses() {
    let sample = Sample::read(&Roster, "Mail,Worker Type,Status\na@ward.example,Wizard,Sleeping\n");
    let person = &sample.observations.people[0];
    assert_eq!((person.kind, person.status), (None, None));
    sample.says(2, "“wizard”");
    sample.says(2, "“sleeping”");
}

#[track_caller]
fn check_words(kind: &str, status: &str, expected: (Option<PersonKind>, Option<PersonStatus>)) {
    let text = format!("Mail,Worker Type,Status\na@ward.example,{kind},{status}\n");
    let person = Sample::read(&Roster, &text).observations.people[0].clone();
    assert_eq!((person.kind, person.status), expected, "{kind} {status}");
}

#[test]
fn the_words_of_systems_are_known() {
    let (active, ended) = (Some(PersonStatus::Active), Some(PersonStatus::Ended));
    check_words("Employee", "Active", (Some(PersonKind::Employee), active));
    check_words("Contingent Worker", "1", (Some(PersonKind::Contractor), active));
    check_words("POI", "T", (Some(PersonKind::Affiliate), ended));
    check_words("Non-employed provider", "No", (Some(PersonKind::Affiliate), ended));
    check_words("Resident", "Leave of Absence", (Some(PersonKind::Student), Some(PersonStatus::OnLeave)));
    check_words("Volunteer", "Full-Time", (Some(PersonKind::Volunteer), active));
    check_words("Vendor", "", (Some(PersonKind::Vendor), None));
}

#[test]
fn termination_types_may_be_paths() {
    assert_eq!(is_involuntary("terminate employee > involuntary > conduct"), Some(true));
    assert_eq!(is_involuntary("terminate employee > voluntary > relocation"), Some(false));
    assert_eq!(is_involuntary("yes"), Some(true));
    assert_eq!(is_involuntary("other"), None);
}

#[test]
fn titles_before_the_header_and_rows_after_the_list_do_no_harm() {
    let text = "Radiant Ridge Hospital – active workers,,\nRun on 2026-11-20,,\n\nWork Email,Worker Type,Hire Date\n\
                a@ward.example,Employee,2026-01-02\n,,\nTotal: 1\nx,y,z,extra\n";
    let sample = Sample::read(&Roster, text);
    assert_eq!(sample.observations.people.len(), 1);
    assert_eq!(sample.observations.people[0].line, 5);
    sample.says(7, "1 cells and the header 3");
    sample.says(8, "4 cells");
    assert_eq!((sample.tally.read, sample.tally.skipped), (3, 2));
}

#[test]
fn series_follow_system_and_columns_in_any_order() {
    let series = |text: &str| Sample::read(&Roster, text).observations.series.unwrap();
    let one = series("Mail,Worker Type,End Date\na@ward.example,Employee,\n");
    assert_eq!(one, series("End Date,Mail,Worker Type\n,b@ward.example,Employee\n"));
    assert_ne!(one, series("Mail,Worker Type,Start Date\na@ward.example,Employee,\n"));
    assert!(one.starts_with("roster:"));
}
