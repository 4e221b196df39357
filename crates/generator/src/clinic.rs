//! A clinic of five people without any tool: what the office manager has in the drawer and can type into a sheet.
//!
//! Nobody here exports anything. There are a page of the payroll service, a list of devices, a list of vendors, a signed
//! sheet of a course, one look at the domain from outside, and answers, some with a paper behind them. Much stays
//! unknown, and that is the point: what such a clinic may say of itself is honest and small.

use crate::dates::days_before;
use crate::exports::check::{Look, SELECTOR};
use crate::exports::csv_bytes;
use crate::prng::Prng;
use crate::truth::Faultlist;
use crate::words::{self, Names};
use crate::{ExportFile, Hospital};
use jiff::civil::Date;
use ward_domain::{Size, Status};

/// Titles of the people who work there, the office manager first, and of one who has left.
const TITLES: &[&str] =
    &["Office Manager", "Physician", "Nurse Practitioner", "Medical Assistant", "Biller", "Receptionist"];
/// Days before the day of judgement on which the last of them left.
const LEFT: i32 = 47;

/// Measures that the clinic meets, by the look from outside, by its lists, and by its answers with and without papers.
/// All others are unknown, but for those that a fault shows not to be met and those without cases.
const MET: &[&str] = &[
    "E2.2", "E2.3", "E2.4", "E3.3", "E3.4", "E4.3", "E4.6", "E5.1", "E5.5", "E6.5", "E6.7", "E7.1", "E7.3",
    "E7.5", "E8.1", "E10.1", "H1.2", "H1.3", "H1.7", "H3.1", "H6.7", "H9.1",
];
/// Other verdicts: nobody began lately; and whether those who report a flaw get an answer, which counts beside the
/// missing file, nobody said.
const BESIDE: [(&str, Status); 2] = [("E4.2", Status::NotApplicable), ("H2.5", Status::Unknown)];

/// Measures that a goal can do without in a clinic.
const NOT_REQUIRED: &[&str] = &["E3.6", "E9.4", "H4.2"];

/// Makes the clinic of that seed, to be judged on that day.
pub fn clinic(seed: u64, as_of: Date) -> Hospital {
    let mut faults = Faultlist::default();
    let (name, domain) = words::clinic_name(&mut Prng::stream(seed, "clinic"));
    let people = people(seed, &domain);
    let clinic = Clinic { name: &name, domain: &domain, people: &people, as_of };
    let file = |name: &str, days_ago: i32, bytes: Vec<u8>| ExportFile {
        name: name.to_owned(),
        bytes,
        collected_on: days_before(as_of, days_ago),
    };
    let files = vec![
        file("ward-organisation.toml", 8, clinic.profile()),
        file("payroll-people.csv", 12, clinic.roster()),
        file("device-list.csv", 9, clinic.devices(&mut faults)),
        file("vendor-list.csv", 9, clinic.vendors(&mut faults)),
        file("training-sheet.csv", 20, clinic.training()),
        file("ward-check.json", 2, clinic.look(&mut faults)),
        file("ward-answers.csv", 2, clinic.answers(&mut faults)),
    ];
    let mut shown: Vec<(&str, Status)> = MET.iter().map(|measure| (*measure, Status::Met)).collect();
    shown.extend(BESIDE);
    let truth = faults.conclude(Status::Unknown, &shown, NOT_REQUIRED);
    Hospital { name, size: Size::Small, files, truth }
}

/// Somebody on the payroll.
struct Person {
    first: String,
    last: String,
    mail: String,
    title: &'static str,
}

fn people(seed: u64, domain: &str) -> Vec<Person> {
    let prng = &mut Prng::stream(seed, "people of the clinic");
    let mut names = Names::default();
    let person = |&title: &&'static str| {
        let (first, last, local) = names.next(prng);
        Person { first, last, mail: format!("{local}@{domain}"), title }
    };
    TITLES.iter().map(person).collect()
}

struct Clinic<'a> {
    name: &'a str,
    domain: &'a str,
    people: &'a [Person],
    as_of: Date,
}

impl Clinic<'_> {
    fn day(&self, days_ago: i32) -> String {
        days_before(self.as_of, days_ago).to_string()
    }

    fn mail_of(&self, title: &str) -> String {
        self.people.iter().find(|person| person.title == title).map(|p| p.mail.clone()).unwrap_or_default()
    }

    fn profile(&self) -> Vec<u8> {
        let (name, domain, declared) = (self.name, self.domain, self.day(8));
        format!(
            "# What {name} says about itself.\n\
             [organisation]\n\
             name = \"{name}\"\n\
             size = \"small\"\n\
             declared_on = {declared}\n\
             domains = [\"{domain}\"]\n\
             dkim_selectors = [\"{SELECTOR}\"]\n"
        )
        .into_bytes()
    }

    /// The list of people, as the payroll service prints it.
    fn roster(&self) -> Vec<u8> {
        let rows = (1..).zip(self.people).map(|(number, person): (i32, &Person)| {
            let has_left = person.title == "Receptionist";
            [
                format!("{number:03}"),
                format!("{}, {}", person.last, person.first),
                if has_left { "Terminated" } else { "Active" }.to_owned(),
                person.title.to_owned(),
                self.day(420 + number * 310),
                if has_left { self.day(LEFT) } else { String::new() },
                person.mail.clone(),
            ]
        });
        let columns = [
            "Employee ID",
            "Employee Name",
            "Status",
            "Job Title",
            "Hire Date",
            "Termination Date",
            "Work Email",
        ];
        csv_bytes(columns, rows)
    }

    /// The list of devices that the office manager keeps.
    fn devices(&self, faults: &mut Faultlist) -> Vec<u8> {
        let why = "laptop that goes home, and its disk is not encrypted";
        faults.plant("E5.2", "visit-laptop", why);
        let manager = self.mail_of("Office Manager");
        #[rustfmt::skip] // A table: one device a line.
        let devices = [
            ("front-desk", "Desktop", "Farrier Computing", "Desk 7", "Windows 11 Pro", "Reception", "Yes", "Yes"),
            ("billing", "Desktop", "Farrier Computing", "Desk 7", "Windows 11 Pro", "Back office", "Yes", "Yes"),
            ("exam-1", "Laptop", "Farrier Computing", "Fold 13", "Windows 11 Pro", "Exam room 1", "Yes", "Yes"),
            ("exam-2", "Laptop", "Farrier Computing", "Fold 13", "Windows 11 Pro", "Exam room 2", "Yes", "Yes"),
            ("visit-laptop", "Laptop", "Farrier Computing", "Fold 14 Clinical", "Windows 11 Pro", "With the nurse practitioner", "Yes", "No"),
            ("waiting-tablet", "Tablet", "Larkmoor", "Slate 11", "iPadOS 19.1", "Waiting room", "No", "Yes"),
            ("router", "Router", "Halyard", "Gateway 40", "Gateway OS 9.4.2", "Closet", "No", ""),
            ("printer", "Printer", "Inkwell", "Page 300", "Firmware 5.71", "Reception", "No", ""),
            ("ecg-cart", "Medical device", "Hollowmere Medical", "Rest ECG R2", "Device Firmware 3.1.0", "Exam room 1", "Yes", ""),
        ];
        let rows = (1..).zip(devices).map(|(number, device): (i32, _)| {
            let (name, kind, maker, model, system, place, holds_patient_data, encrypted) = device;
            [
                name.to_owned(),
                format!("CL{:05}", 30_410 + number * 17),
                kind.to_owned(),
                maker.to_owned(),
                model.to_owned(),
                system.to_owned(),
                place.to_owned(),
                manager.clone(),
                holds_patient_data.to_owned(),
                if holds_patient_data == "Yes" { "High" } else { "Low" }.to_owned(),
                format!("192.168.10.{}", 10 + number),
                self.day(-(400 + number * 45)),
                encrypted.to_owned(),
            ]
        });
        let columns = [
            "Hostname",
            "Serial number",
            "Type",
            "Manufacturer",
            "Model",
            "Operating System",
            "Location",
            "Owner",
            "Holds ePHI",
            "Criticality",
            "IP address",
            "End of support",
            "Encrypted",
        ];
        csv_bytes(columns, rows)
    }

    /// The list of vendors, typed from the folder of contracts.
    fn vendors(&self, faults: &mut Faultlist) -> Vec<u8> {
        faults.plant(
            "E10.2",
            "Plainview Shredding",
            "carries patient papers away, and the agreement has ended",
        );
        let signed = |days: i32| self.day(days);
        #[rustfmt::skip] // A table: one vendor a line.
        let rows = [
            ("Ambergate Health Records", "EHR", "Yes", "1", signed(900), String::new(), "72"),
            ("Quillmark Clearing House", "Clearing house", "Yes", "1", signed(760), String::new(), "72"),
            ("Tidewell Managed Services", "IT support", "Yes", "1", signed(410), self.day(-300), "48"),
            ("Plainview Shredding", "Shredding", "Yes", "2", signed(1_500), self.day(33), "72"),
            ("Copperleaf Linen", "Linen", "No", "3", String::new(), String::new(), ""),
        ]
        .map(|(vendor, service, phi, tier, signed, ends, hours)| {
            let text = str::to_owned;
            [text(vendor), text(service), text(phi), text(tier), signed, ends, text(hours), self.day(30)]
        });
        let columns = [
            "Vendor",
            "Service",
            "PHI",
            "Tier",
            "BAA Signed",
            "BAA Expires",
            "Incident Notice Hours",
            "Reviewed",
        ];
        csv_bytes(columns, rows.into_iter())
    }

    /// The sheet that people signed after the course. One was not there; without a list of accounts nobody can say that
    /// the sheet holds everybody, so E4.1 stays unknown.
    fn training(&self) -> Vec<u8> {
        let absent = self.mail_of("Biller");
        let there = self.people.iter().filter(|person| person.mail != absent);
        let rows = there.map(|person| {
            [
                format!("{} {}", person.first, person.last),
                person.mail.clone(),
                "Yearly security awareness hour".to_owned(),
                self.day(100),
                "Completed".to_owned(),
            ]
        });
        csv_bytes(["Name", "Email", "Course", "Completion Date", "Status"], rows)
    }

    fn look(&self, faults: &mut Faultlist) -> Vec<u8> {
        let domain = self.domain;
        let [mail, web] = ["mail", "www"].map(|name| format!("{name}.{domain}"));
        let mut look = Look::on(days_before(self.as_of, 2), &self.mail_of("Office Manager"));
        faults.plant("E2.1", domain, "its DMARC policy watches and rejects nothing");
        look.mail_domain(domain, Some(&mail), "none");
        look.server(&web, 443, [203, 0, 113, 88], 52);
        look.server(&mail, 25, [203, 0, 113, 89], 52);
        faults.plant("H2.5", domain, "its web site does not say whom to tell of a flaw");
        look.security_contact(&web, None);
        look.into_bytes()
    }

    fn answers(&self, faults: &mut Faultlist) -> Vec<u8> {
        faults.plant("E7.4", "the organisation", "answered no: nobody ever tried to restore");
        faults.plant("H4.1", "the organisation", "answered no: never tested");
        let leaver = self.mail_of("Receptionist");
        #[rustfmt::skip] // A table: one answer a line.
        let answers = [
            ("E3.3", "", "yes", "sign-in-settings-photo.jpg", "own", "The mail service refuses sign-ins without the code"),
            ("E3.4", "", "yes", "", "", "The IT company calls before it connects"),
            ("E4.3", "", "yes", "course-slides.pdf", "own", "One hour, by the topics of the checklist"),
            ("E4.6", "", "yes", "", "", "A word at the Monday meeting"),
            ("E5.5", "", "yes", "", "", "Only through the record's portal"),
            ("E6.5", leaver.as_str(), "yes", "leaver-checklist.pdf", "own", "Key and badge came back on the last day"),
            ("E6.7", leaver.as_str(), "yes", "", "", "The IT company and the record's host were called"),
            ("E7.1", "", "yes", "incident-plan-two-pages.pdf", "own", "Two pages at the front desk, read again this spring"),
            ("E7.3", "", "yes", "letter-of-it-company.pdf", "third party", "Nightly, and a copy that cannot be changed"),
            ("E7.4", "", "no", "", "", "Never tried"),
            ("E7.5", "", "yes", "", "", "The number of the lawyer is on the plan"),
            ("E8.1", "", "yes", "", "", "Everybody has an own log-in, the tablet aside"),
            ("H4.1", "", "no", "", "", "Never tested"),
            ("H6.7", "", "yes", "", "", "Mails of the state's health department"),
            ("H9.1", "", "yes", "incident-plan-two-pages.pdf", "own", "There is one site"),
        ];
        let signer = self.mail_of("Office Manager");
        let rows = answers.into_iter().map(|(measure, subject, says, artefact, kind, comment)| {
            let text = str::to_owned;
            [
                text(measure),
                text(subject),
                text(says),
                signer.clone(),
                self.day(4),
                text(artefact),
                text(kind),
                text(comment),
            ]
        });
        let columns =
            ["measure", "subject", "answer", "signer", "signed on", "artefact", "document kind", "comment"];
        csv_bytes(columns, rows)
    }
}
