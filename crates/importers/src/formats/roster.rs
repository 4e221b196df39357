//! Workforce rosters as CSV: employees, contractors, affiliates, volunteers, students and vendor staff, from the system
//! that keeps each of them or from a list that somebody keeps by hand.

use crate::table::{COLLECTED, Field, Layout, System, Table, recognise, yes_or_no};
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading};
use std::io::BufRead;
use ward_domain::observation::{PersonKind, PersonSeen, PersonStatus};

/// Reads workforce rosters.
pub struct Roster;

static ABOUT: About = About {
    id: "roster",
    name: "Workforce roster (CSV)",
    how_to_get: "Export everybody who works for you, with start and end dates, from the HR system; export or keep a second \
                 list of contractors, affiliated physicians, students and volunteers with their sponsors",
    carries: "Who belongs to the organisation, how, from when and until when, and who answers for those who are no \
              employees; no accounts",
    version: 1,
    evidence_kind: "workforce-roster",
};

const KINDS: &[&str] = &["employee", "contractor", "affiliate", "volunteer", "student", "vendor"];
const STATES: &[&str] = &["active", "on-leave", "ended"];

/// Headings of Workday, BambooHR, UKG, ADP, PeopleSoft and the volunteer systems, then common ones. Where a system has
/// several dates, the one that decides comes first: the last hire before the first, the termination before the last
/// day worked.
pub(crate) static LAYOUT: Layout = Layout {
    id: "roster",
    fields: &[
        Field::new("person-id", &[
            "Employee ID", "Employee Number", "Employee #", "Worker ID", "Contingent Worker ID", "Associate ID", "File Number",
            "EMPLID", "Person ID", "Person Number", "Personnel Number", "Volunteer Number", "Volunteer ID", "Student ID", "Badge Number",
            "Staff ID", "Emp ID", "Emp No", "Workday ID", "Contractor ID", "ID",
        ]),
        Field::new("name", &[
            "Preferred Name", "Legal Name", "Full Name", "Worker", "Employee Name", "Last name, First name", "Payroll Name", "Name",
            "Display Name", "Employee Name (Last Suffix, First MI)", "Volunteer Name", "Contractor Name", "Employee",
        ]),
        Field::new("first-name", &["Preferred First Name", "First Name", "Legal First Name", "Given Name", "FIRST_NAME"]),
        Field::new("last-name", &["Preferred Last Name", "Last Name", "Legal Last Name", "Surname", "Family Name", "LAST_NAME"]),
        Field::new("mail", &[
            "Work Email", "Email - Work", "Email - Primary Work", "Primary Work Email", "Work Email Address", "Business Email",
            "Work Contact: Work Email", "Email Address", "Email", "E-mail", "EMAIL_ADDR", "Mail",
        ]),
        Field::new("log-in", &["User Principal Name", "UPN", "Network ID", "AD Account", "Log-in", "Login", "User Name", "Username", "Account Name", "OPRID"]),
        Field::of_words("kind", &[
            "Worker Type", "Contingent Worker Type", "Person Type", "Employee Type", "Employee/Contingent Worker", "Worker Category",
            "Worker Category Description", "Workforce Type", "Worker Sub-Type", "Employment Type", "PER_ORG", "Relationship",
            "Affiliation", "Volunteer Type", "Kind", "Person Kind",
        ], KINDS),
        Field::of_words("status", &[
            "Worker Status", "Active Status", "Employee Status", "Position Status", "EMPL_STATUS", "HR_STATUS", "Account Status",
            "Status", "Employment Status", "Employment Status Code", "Currently Active", "Active",
        ], STATES),
        Field::new("start", &[
            "Last Hire Date", "Date of Last Hire", "Most Recent Hire Date", "LAST_HIRE_DT", "Hire/Rehire Date", "Hire Date", "Date Hired",
            "HIRE_DT", "Contract Start Date", "Assignment Start Date", "Start Date", "Date Joined", "Date Started", "Original Hire Date",
            "Start", "First Day",
        ]),
        Field::new("end", &[
            "Termination Date", "Date Terminated", "TERMINATION_DT", "Termination Date/Time", "Contract End Date", "Assignment End Date",
            "End Date", "Separation Date", "End of Engagement", "Last Day of Work", "Last Day Worked", "Last Date Worked", "LAST_DATE_WORKED",
            "Date Left", "Expiration Date", "End", "Last Day",
        ]),
        Field::new("end-time", &["Termination Time", "End Time", "Separation Time", "Last Day Worked Time"]),
        Field::of_words("involuntary", &[
            "Involuntary", "Is Involuntary", "Termination Type", "Termination Category", "Primary Termination Category", "Separation Type",
            "Termination Reason Category", "Reason Category", "Termination Reason Type",
        ], &["yes", "no"]),
        Field::new("access-ended", &[
            "Access Removed", "Access Removed On", "Access Removed At", "Access Ended", "Access End Date", "Accounts Disabled On",
            "Accounts Disabled At", "Accounts Disabled", "Account Disabled On", "Deprovisioned On", "Date Access Removed",
        ]),
        Field::new("sponsor", &["Sponsor", "Sponsor Name", "Sponsoring Manager", "Sponsoring Physician", "Sponsoring Department", "Responsible Manager", "Host"]),
        Field::new("manager", &["Manager", "Worker's Manager", "Manager Name", "Supervisor", "Reporting to", "Reports To Name"]),
        Field::new("department", &[
            "Department", "Department Name", "Home Department Description", "Home Department", "Supervisory Organization", "Cost Center",
            "Division", "Org Level 1", "Org Level 2", "Org Level", "Default Department", "DEPT_DESCR", "DEPTNAME", "DEPTID", "Unit",
        ]),
        Field::new("title", &["Business Title", "Job Title", "Job Title Description", "Job", "JOBTITLE", "Job Profile", "Position Title", "Title", "Role"]),
        Field::new("security-role", &["Security Role", "Security Duty", "Privileged Role", "Special Security Role"]),
        Field::new(COLLECTED, &["Report Date", "Report Effective Date", "Report Run Date", "As Of", "As Of Date", "Exported On"]),
    ],
    systems: &[
        System {
            name: "Workday contingent workers",
            marks: &[&["Contingent Worker ID", "Contingent Worker Type"], &["Contract End Date", "Supplier", "Contract Start Date"]],
        },
        System {
            name: "Workday",
            marks: &[&["Employee ID", "Worker ID", "Workday ID"], &["Supervisory Organization"], &["Hire Date", "Original Hire Date", "Worker Type"]],
        },
        System {
            name: "Workday",
            marks: &[&["Employee ID", "Worker ID"], &["Worker Type"], &["Business Title"], &["Legal Name", "Preferred Name", "Worker"]],
        },
        System { name: "BambooHR", marks: &[&["Employee #"], &["Hire Date"], &["Employment Status", "Reporting to", "Status"]] },
        System {
            name: "UKG Pro",
            marks: &[&["Employee Number"], &["Last Hire Date", "Date of Last Hire"], &["Org Level 1", "Org Level 1 Code", "Org Level 2", "Org Level"]],
        },
        System { name: "UKG Ready", marks: &[&["Employee Id"], &["Date Hired"], &["Date Terminated", "Employee Status"]] },
        System {
            name: "ADP Workforce Now",
            marks: &[&["Associate ID", "File Number", "Position ID"], &["Position Status"], &["Hire Date", "Hire/Rehire Date"]],
        },
        System { name: "PeopleSoft", marks: &[&["EMPLID"], &["EMPL_STATUS", "HR_STATUS"], &["HIRE_DT", "LAST_HIRE_DT", "PER_ORG"]] },
        System { name: "Better Impact", marks: &[&["Volunteer ID"], &["Account Status"], &["Start Date", "Date Joined"]] },
        System { name: "Volgistics", marks: &[&["Volunteer Number"], &["Start Date"], &["Status"]] },
    ],
    needs: &[
        &["person-id", "mail", "log-in", "last-name", "name"],
        &["start", "end", "kind", "access-ended", "sponsor"],
        // Names with dates alone may be projects or devices.
        &["mail", "log-in", "last-name", "kind", "title", "department", "sponsor", "access-ended", "involuntary"],
    ],
    foreign: &[
        "course", "coursename", "coursetitle", "module", "modulename", "trainingtitle", "trainingname", "completiondate", "completedon",
        "campaignname", "transcriptstatus", "serialnumber", "serial", "assettag", "macaddress", "ipaddress", "cve", "pluginid",
        "accountenabled", "blockcredential", "methodsregistered", "measure", "compensatingcontrol",
    ],
};

impl Importer for Roster {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        recognise(head, &LAYOUT)
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut table = Table::open(input, context, &LAYOUT)?;
        let mut observations = table.observations("roster");
        let people = &mut observations.people;
        let only_kind = kind_of_system(table.system());
        let names = ["name", "first-name", "last-name"].map(|field| table.column(field));
        let (person_id, mail, log_in) = (table.column("person-id"), table.column("mail"), table.column("log-in"));
        let (kind, status, start) = (table.column("kind"), table.column("status"), table.column("start"));
        let (end, end_time, access_ended) = (table.column("end"), table.column("end-time"), table.column("access-ended"));
        let (involuntary, department, title) = (table.column("involuntary"), table.column("department"), table.column("title"));
        let (security_role, collected) = (table.column("security-role"), table.column(COLLECTED));
        // A manager is a sponsor only on lists of people who are no employees.
        let sponsor = match table.column("sponsor") {
            sponsor if sponsor.is_there() => sponsor,
            _ if table.system() == Some("Workday contingent workers") => table.column("manager"),
            none => none,
        };

        while table.next()? {
            let (line, row) = (table.line(), people.len());
            let name = table.name(names);
            let (person_id, mail, log_in) = (table.text(person_id), table.lower(mail), table.lower(log_in));
            if person_id.is_none() && mail.is_none() && log_in.is_none() && name.is_empty() {
                table.skipped(line, "the row names nobody: it has no number, mail address, log-in or name");
                continue;
            }
            // BambooHR and others write `Contractor` as an employment status.
            let kind_by_status = table.word(status).and_then(|word| telling_kind_of(&word));
            let kind = if kind.is_there() { table.meaning(kind, kind_of) } else { kind_by_status.or(only_kind) };
            let time = table.time_of_day(end_time);
            people.push(PersonSeen {
                person_id,
                name,
                mail,
                log_in,
                kind,
                status: table.meaning(status, status_of),
                start: table.when(start, row).map(|when| when.date),
                end: table.when_with_time(end, row, time).map(|when| when.end()),
                is_involuntary: table.meaning(involuntary, is_involuntary),
                access_ended: table.when(access_ended, row).map(|when| when.end()),
                sponsor: table.text(sponsor),
                department: table.text(department),
                title: table.text(title),
                security_role: table.text(security_role),
                line,
            });
            table.collected(collected);
            table.used();
        }

        for late in table.settle_dates() {
            let Some(person) = people.get_mut(late.row) else { continue };
            match late.field {
                "start" => person.start = Some(late.when.date),
                "end" => person.end = Some(late.when.end()),
                "access-ended" => person.access_ended = Some(late.when.end()),
                _ => {}
            }
        }
        Ok(table.finish(observations))
    }
}

/// The kind of everybody in a system that keeps one kind only.
fn kind_of_system(system: Option<&str>) -> Option<PersonKind> {
    match system? {
        "BambooHR" | "UKG Pro" | "UKG Ready" | "ADP Workforce Now" => Some(PersonKind::Employee),
        "Workday contingent workers" => Some(PersonKind::Contractor),
        "Better Impact" | "Volgistics" => Some(PersonKind::Volunteer),
        _ => None,
    }
}

/// The words of a type column.
fn kind_of(word: &str) -> Option<PersonKind> {
    telling_kind_of(word).or_else(|| match word {
        "employee" | "emp" | "e" | "regular" | "regular employee" | "full-time" | "full time" | "fulltime" | "part-time" | "part time"
        | "parttime" | "ft" | "pt" | "prn" | "per diem" | "per-diem" | "temporary" | "temp" | "temporary employee" | "seasonal" | "staff" | "casual"
        | "full time regular" | "part time regular" | "regular full-time" | "regular part-time" | "full-time employee" | "part-time employee"
        | "salaried" | "hourly" | "physician (employed)" | "employed" | "employed provider" => Some(PersonKind::Employee),
        _ => None,
    })
}

/// The words that name a kind in whatever column they stand.
fn telling_kind_of(word: &str) -> Option<PersonKind> {
    match word {
        "contractor" | "contingent worker" | "contingent" | "cwr" | "independent contractor" | "agency" | "agency nurse" | "agency staff"
        | "traveler" | "traveller" | "travel nurse" | "locum" | "locums" | "locum tenens" | "consultant" | "leased" | "leased employee"
        | "outsourced" | "freelancer" | "1099" | "agency temp" | "contract" => Some(PersonKind::Contractor),
        "affiliate" | "affiliated" | "affiliated physician" | "non-employed provider" | "non-employee provider" | "non-employed" | "poi"
        | "person of interest" | "community physician" | "medical staff" | "credentialed provider" | "partner" | "partner staff"
        | "non-employee" | "nonemployee" | "courtesy staff" | "clergy" | "chaplain" | "board member" => Some(PersonKind::Affiliate),
        "volunteer" | "vol" | "auxiliary" => Some(PersonKind::Volunteer),
        "student" | "resident" | "medical resident" | "intern" | "trainee" | "fellow" | "extern" | "nursing student" | "medical student"
        | "apprentice" => Some(PersonKind::Student),
        "vendor" | "vendor staff" | "supplier" | "vendor representative" | "vendor rep" | "service provider" => Some(PersonKind::Vendor),
        _ => None,
    }
}

/// The words of a status column; single letters are PeopleSoft's EMPL_STATUS.
fn status_of(word: &str) -> Option<PersonStatus> {
    match word {
        "active" | "a" | "current" | "employed" | "accepted" | "working" | "regular" | "on assignment" | "in process" => Some(PersonStatus::Active),
        "on-leave" | "on leave" | "leave" | "leave of absence" | "loa" | "l" | "p" | "w" | "paid leave" | "unpaid leave" | "suspended" | "s"
        | "leave with pay" | "short work break" | "inactive - short-term" | "inactive - short term" | "inactive - long-term"
        | "inactive - long term" => Some(PersonStatus::OnLeave),
        "ended" | "terminated" | "inactive" | "separated" | "former" | "retired" | "deceased" | "resigned" | "archived" | "left" | "i" | "t"
        | "r" | "d" | "q" | "u" | "v" | "x" | "expired" | "dismissed" | "deactivated" => Some(PersonStatus::Ended),
        _ if kind_of(word).is_some() => Some(PersonStatus::Active),
        _ => yes_or_no(word).map(|is_active| if is_active { PersonStatus::Active } else { PersonStatus::Ended }),
    }
}

/// The words of a termination type, which may be a path such as `Terminate Employee > Involuntary > Conduct`.
fn is_involuntary(word: &str) -> Option<bool> {
    const AGAINST_WILL: &[&str] = &["involuntar", "dismiss", "discharg", "for cause", "layoff", "laid off", "fired", "misconduct"];
    const BY_WILL: &[&str] = &["voluntar", "resign", "retire", "retirement", "quit", "end of contract", "contract ended", "deceased", "death"];
    yes_or_no(word).or_else(|| {
        if AGAINST_WILL.iter().any(|part| word.contains(part)) {
            Some(true)
        } else {
            BY_WILL.iter().any(|part| word.contains(part)).then_some(false)
        }
    })
}

#[cfg(test)]
#[path = "roster_tests.rs"]
mod tests;
