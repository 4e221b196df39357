//! What people declare in Ward's own files: the profile, signed answers and approved exceptions.

use super::check::SELECTOR;
use super::{Site, csv_bytes};
use crate::devices::{DMZ_BLOCK, PUBLIC_BLOCK, SECOND_SITE};
use crate::people::EMERGENCY_ACCOUNTS;
use crate::truth::Faultlist;

pub(super) fn organisation(site: &Site<'_>) -> Vec<u8> {
    let (name, domain, parked) = (site.name, site.domain, site.parked_domain());
    let declared = site.day(1);
    format!(
        "# What {name} says about itself.\n\
         [organisation]\n\
         name = \"{name}\"\n\
         size = \"medium\"\n\
         declared_on = {declared}\n\
         domains = [\"{domain}\", \"{parked}\"]\n\
         public_addresses = [\"{PUBLIC_BLOCK}\", \"{SECOND_SITE}\"]\n\
         public_hosts = [\"www.{domain}\"]\n\
         dmz_addresses = [\"{DMZ_BLOCK}\"]\n\
         dkim_selectors = [\"{SELECTOR}\"]\n"
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

/// Answers for a measure as a whole: measure, artefact, comment. The measures that only people can answer, and parts of
/// others that no file shows.
#[rustfmt::skip] // A table: one answer a line.
const WHOLE: &[(&str, &str, &str)] = &[
    ("E2.5", "mail-filter-export.pdf", "Programs in attachments are blocked for all mailboxes"),
    ("E2.6", "report-button.pdf", "Everybody has the report button; the service desk reads the address each day"),
    ("E3.1", "conditional-access-export.pdf", "Conditional access asks every user for a second factor, from any place"),
    ("E3.3", "sign-in-log-summary.pdf", "No single-factor sign-in from outside in the last 30 days; legacy protocols are blocked"),
    ("E3.4", "remote-tool-users.pdf", "Vendors use named accounts with a second factor, switched on for each visit"),
    ("E3.6", "ephi-systems.pdf", "All systems that hold patient data ask for a second factor at the first sign-in"),
    ("E4.3", "course-syllabus.pdf", "The course covers all topics of the checklist; reviewed this year"),
    ("E4.6", "reminders.pdf", "A reminder went to all staff in each quarter"),
    ("E5.5", "mail-encryption.pdf", "Patient data leaves by the portal or by encrypted mail; checked with three samples"),
    ("E6.6", "access-review.pdf", "Access lists of all systems with patient data signed off this quarter"),
    ("E7.1", "incident-plan.pdf", "Plan of this year, with deputies, a legal adviser and a printed copy in the command centre"),
    ("E7.5", "reporting-clocks.pdf", "One page with whom to tell within how many hours and days"),
    ("E7.7", "downtime-packs.pdf", "Downtime packs of all units checked this autumn"),
    ("E8.1", "log-in-review.pdf", "Each log-in belongs to one person; stations use badge and tap"),
    ("E8.4", "password-rules.pdf", "15 characters everywhere, and the list of stolen passwords is on"),
    ("E8.5", "device-network-accounts.pdf", "The segment of medical devices has its own accounts"),
    ("E8.7", "lockout-rules.pdf", "Ten wrong passwords lock the account and raise an alert in all directories"),
    ("E9.1", "administrator-workstations.pdf", "Administrator accounts cannot reach the web or read mail"),
    ("E9.4", "administrator-sign-ins.pdf", "No administrator signed in at an office computer in the last 30 days"),
    ("E9.5", "administrator-review.pdf", "All administrators confirmed this quarter"),
    ("E9.6", "application-super-users.pdf", "Super users of the record and the laboratory system confirmed this half year"),
    ("H1.5", "network-map.pdf", "Map with the paths of patient data, drawn again this spring"),
    ("H1.6", "cloud-services.pdf", "Every service found was approved or blocked within a month"),
    ("H2.4", "software-parts.pdf", "The parts of all listed devices were compared with the new advisories this month"),
    ("H2.5", "disclosure-policy.pdf", "Who reports a flaw has an answer within five days; two reports this year"),
    ("H3.5", "vendor-news.pdf", "The breach portal and the feeds are read each Monday"),
    ("H4.1", "penetration-test.pdf", "Tested in summer by a firm from outside, from outside and from within"),
    ("H4.3", "portal-test.pdf", "The portal was tested in summer, with log-in"),
    ("H4.5", "product-reports.pdf", "One flaw in a product was told to its maker"),
    ("H4.6", "safeguards-review.pdf", "Scanners, backups and alarms were reviewed in spring"),
    ("H6.3", "alert-times.pdf", "First action after 22 minutes in the middle, never after more than 3 hours"),
    ("H6.4", "threat-list.pdf", "Ten ways of attack listed, nine of them raised an alert in the test"),
    ("H6.5", "edge-protection.pdf", "Intrusion prevention and the name filter block; all else is refused in both directions"),
    ("H6.6", "detection-test.pdf", "The monthly test reached the duty phone after 11 minutes"),
    ("H6.7", "threat-alerts.pdf", "Member of the sharing centre; alerts come to two people"),
    ("H7.1", "zones.pdf", "Guests, users, servers, medical devices, building, management and backup are apart"),
    ("H7.3", "reach-test.pdf", "Tried from guest, user and edge network: nothing answers that should not"),
    ("H7.6", "management-ports.pdf", "Management ports answer the jump server only"),
    ("H8.4", "log-store.pdf", "Only two people may delete; a copy lies elsewhere"),
    ("H8.5", "access-logs.pdf", "Access logs of the record were read this month"),
    ("H8.6", "log-search.pdf", "Found within 6 minutes in the exercise; clocks within a second"),
    ("H9.1", "one-plan.pdf", "The plan covers the campus and the clinic"),
    ("H9.4", "long-outage.pdf", "Thirty days on paper are planned and staffed"),
    ("H9.5", "second-channel.pdf", "Radios and a second messenger, tried in the downtime shift"),
    ("H9.6", "reporting-rehearsal.pdf", "The reports were written in the autumn exercise, in time"),
    ("H10.1", "baselines.pdf", "One written baseline for each class of device"),
    ("H10.3", "changes.pdf", "Twenty changes of the quarter compared with their approvals: all there"),
    ("H10.4", "unneeded-software.pdf", "The image holds what the job needs; the list was checked this quarter"),
    ("H10.5", "configuration-restore.pdf", "A switch was restored from its copy this spring"),
];

pub(super) fn answers(site: &Site<'_>, faults: &mut Faultlist) -> Vec<u8> {
    let as_of = site.plan.as_of;
    let people = &site.staff.people;
    let security = site.mail_of("Information Security Officer");
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
        .map(|&(measure, artefact, comment)| {
            // Of what only people can answer, one thing is not so.
            let (says, comment) = match measure {
                "H8.5" => {
                    let why = "answered no: nobody read the access logs";
                    let no = ("no", "Nobody has read them since the summer");
                    faults.either(
                        site.plan.faults,
                        &[(measure, "the organisation")],
                        why,
                        no,
                        ("yes", comment),
                    )
                }
                _ => ("yes", comment),
            };
            answer(measure, "", says, artefact, comment)
        })
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
    let approver = site.mail_of("Chief Executive Officer");
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
