//! What people declare in Ward's own files: the profile, signed answers and approved exceptions.

use super::{Site, csv_bytes};
use crate::devices::{DMZ_BLOCK, PUBLIC_BLOCK, SECOND_SITE};
use crate::people::EMERGENCY_ACCOUNTS;

pub(super) fn organisation(site: &Site<'_>) -> Vec<u8> {
    let (name, domain) = (site.name, site.domain);
    let declared = site.day(1);
    format!(
        "# What {name} says about itself.\n\
         [organisation]\n\
         name = \"{name}\"\n\
         size = \"medium\"\n\
         declared_on = {declared}\n\
         domains = [\"{domain}\"]\n\
         public_addresses = [\"{PUBLIC_BLOCK}\", \"{SECOND_SITE}\"]\n\
         public_hosts = [\"www.{domain}\"]\n\
         dmz_addresses = [\"{DMZ_BLOCK}\"]\n"
    )
    .into_bytes()
}

const ANSWER_COLUMNS: [&str; 9] = [
    "measure",
    "subject",
    "answer",
    "signer",
    "signed on",
    "artefact",
    "document kind",
    "expires",
    "comment",
];

/// Answers for a measure as a whole: measure, artefact, comment.
const WHOLE: &[(&str, &str, &str)] = &[
    (
        "E3.1",
        "conditional-access-export.pdf",
        "Conditional access asks every user for a second factor, from any place",
    ),
    (
        "E3.3",
        "sign-in-log-summary.pdf",
        "No single-factor sign-in from outside in the last 30 days; legacy protocols are blocked",
    ),
    (
        "E3.4",
        "remote-tool-users.pdf",
        "Vendors use named accounts with a second factor, switched on for each visit",
    ),
    (
        "E3.6",
        "ephi-systems.pdf",
        "All systems that hold patient data ask for a second factor at the first sign-in",
    ),
    ("E4.3", "course-syllabus.pdf", "The course covers all topics of the checklist; reviewed this year"),
    ("E4.5", "phishing-tests.pdf", "Six tests in the last twelve months; repeat clickers were coached"),
    ("E4.6", "reminders.pdf", "A reminder went to all staff in each quarter"),
    ("H1.4", "medical-device-list.pdf", "All networked devices listed with maker, model and version"),
    ("H1.5", "network-map.pdf", "Map with the paths of patient data, drawn again this spring"),
    ("H1.6", "cloud-services.pdf", "Every service found was approved or blocked within a month"),
    ("H1.7", "end-of-support.pdf", "Each device past support has a plan and a date"),
    ("E6.6", "access-review.pdf", "Access lists of all systems with patient data signed off this quarter"),
];

pub(super) fn answers(site: &Site<'_>) -> Vec<u8> {
    let as_of = site.plan.as_of;
    let people = &site.staff.people;
    let mail_of =
        |title: &str| people.iter().find(|p| p.title == title).map(|p| p.mail.clone()).unwrap_or_default();
    let security = mail_of("Information Security Officer");
    let answer = |measure: &str, subject: &str, answer: &str, artefact: &str, comment: &str| {
        [
            measure.to_owned(),
            subject.to_owned(),
            answer.to_owned(),
            security.clone(),
            site.day(6).to_string(),
            artefact.to_owned(),
            "own".to_owned(),
            site.day(-80).to_string(),
            comment.to_owned(),
        ]
    };
    let mut rows: Vec<_> = WHOLE
        .iter()
        .map(|(measure, artefact, comment)| answer(measure, "", "yes", artefact, comment))
        .collect();
    if let Some(finding) = &site.network.triaged {
        let comment =
            "Scoped within 2 hours, memory image taken the same day, decision after 50 hours: no compromise";
        rows.push(answer("E1.7", finding, "yes", "triage-record-0417.pdf", comment));
    }
    for person in people.iter().filter(|person| person.left_lately(as_of)) {
        let (says, comment) = if person.has_returned_everything {
            ("yes", "Badge, keys and token returned; shared secrets changed")
        } else {
            ("no", "Badge not returned")
        };
        rows.push(answer(
            "E6.5",
            &person.mail,
            says,
            &format!("leaver-checklist-{}.pdf", person.id),
            comment,
        ));
        let told = "Partners told on the last day";
        rows.push(answer("E6.7", &person.mail, "yes", &format!("partner-notice-{}.pdf", person.id), told));
    }
    csv_bytes(ANSWER_COLUMNS, rows.into_iter())
}

const EXCEPTION_COLUMNS: [&str; 7] =
    ["measure", "subject", "reason", "compensating control", "approver", "approved on", "expires"];

pub(super) fn exceptions(site: &Site<'_>) -> Vec<u8> {
    let officer = site.staff.people.iter().find(|person| person.title == "Chief Executive Officer");
    let approver = officer.map(|person| person.mail.clone()).unwrap_or_default();
    // The accounts are without second factor (E3.1, E3.5), belong to no person (E6.2) and take no course (E4.1).
    let rows =
        EMERGENCY_ACCOUNTS.iter().flat_map(|local| ["E3.1", "E3.5", "E4.1", "E6.2"].map(|m| (m, local)));
    let rows = rows.map(|(measure, local)| {
        [
            measure.to_owned(),
            format!("{local}@{}", site.domain),
            "Emergency access to charts when sign-in services are down".to_owned(),
            "Long sealed secret, read-only role, alert on every use, tested each month".to_owned(),
            approver.clone(),
            site.day(100).to_string(),
            site.day(-200).to_string(),
        ]
    });
    csv_bytes(EXCEPTION_COLUMNS, rows)
}
