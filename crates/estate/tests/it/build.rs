//! Files in one line each, with sensible defaults.

use jiff::Timestamp;
use jiff::civil::Date;
use std::net::IpAddr;
use ward_domain::network::{Ports, Protocol};
use ward_domain::observation::{
    AccountSeen, AssetSeen, Check, FindingSeen, HostScan, LastSignIn, Mfa, Observations, Origin, PersonSeen,
    Scan, ServiceSeen, TrainingSeen,
};
use ward_domain::{Digest, Organisation};
use ward_estate::identity::Decisions;
use ward_estate::{Estate, Source, SourceId, date_of, fold};

/// The day on which the estates are looked at.
pub(crate) const TODAY: &str = "2026-06-30";

/// A file with its place in time.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) number: u8,
    pub(crate) format: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) collected_at: Timestamp,
    pub(crate) says: Observations,
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Noon of a day, UTC.
pub(crate) fn noon(text: &str) -> Timestamp {
    format!("{text}T12:00:00Z").parse().unwrap()
}

fn file(format: &'static str, kind: &'static str, on: &str) -> File {
    let says = Observations { origin: Origin::Machine, ..Observations::default() };
    File { number: 0, format, kind, collected_at: noon(on), says }
}

/// A list that a newer one of the same name replaces.
fn list(format: &'static str, kind: &'static str, on: &str) -> File {
    let mut file = file(format, kind, on);
    file.says.series = Some(format!("{format} in full"));
    file
}

/// A vulnerability scan over all ports that ended at noon.
pub(crate) fn a_scan(on: &str) -> File {
    let mut file = file("nessus", "vulnerability-scan", on);
    file.says.scans.push(Scan {
        ended: Some(noon(on)),
        tcp_ports: Ports::all(),
        looks_for_vulnerabilities: true,
        ..Scan::default()
    });
    file
}

pub(crate) fn an_inventory(on: &str) -> File {
    list("asset-inventory", "asset-inventory", on)
}

pub(crate) fn a_roster(on: &str) -> File {
    list("roster", "workforce-roster", on)
}

pub(crate) fn a_directory(on: &str) -> File {
    list("entra-users-csv", "identity-export", on)
}

pub(crate) fn registrations(on: &str) -> File {
    list("entra-mfa-csv", "identity-export", on)
}

pub(crate) fn a_training_list(on: &str) -> File {
    list("training", "training-records", on)
}

impl File {
    pub(crate) fn of_series(mut self, series: &str) -> Self {
        self.says.series = Some(series.to_owned());
        self
    }
    pub(crate) fn of_format(mut self, format: &'static str) -> Self {
        self.format = format;
        self
    }
    pub(crate) fn scan(mut self, change: impl FnOnce(&mut Scan)) -> Self {
        change(self.says.scans.last_mut().unwrap());
        self
    }
    /// A device, in a scan with the note that it was looked at to its end.
    pub(crate) fn asset(mut self, asset: AssetSeen) -> Self {
        let position = self.says.assets.len() as u32;
        let line = position + 1;
        let is_inventory_record = self.kind == "asset-inventory";
        self.says.assets.push(AssetSeen { line, is_inventory_record, ..asset });
        if !self.says.scans.is_empty() {
            let host =
                HostScan { asset: position, scan: 0, at: None, completed: true, credentialed: None, line };
            self.says.coverage.push(host);
        }
        self
    }
    pub(crate) fn host(self, fqdn: &str) -> Self {
        self.asset(named(fqdn))
    }
    /// Changes what the scan did on the device that was added last.
    pub(crate) fn looked(mut self, change: impl FnOnce(&mut HostScan)) -> Self {
        change(self.says.coverage.last_mut().unwrap());
        self
    }
    /// A finding on the device that was added last.
    pub(crate) fn finding(mut self, number: u32, port: u16) -> Self {
        let id = format!("nessus:{number}");
        let check = self.says.checks.iter().position(|c| c.id == id).unwrap_or_else(|| {
            self.says.checks.push(Check { id, ..Check::default() });
            self.says.checks.len() - 1
        });
        let (asset, line) = (self.says.assets.len() as u32 - 1, 100 + self.says.findings.len() as u32);
        let finding =
            FindingSeen { asset, check: check as u32, scan: 0, port, protocol: Protocol::Tcp, line };
        self.says.findings.push(finding);
        self
    }
    /// An open port on the device that was added last.
    pub(crate) fn open(mut self, port: u16) -> Self {
        let (asset, line) = (self.says.assets.len() as u32 - 1, 200 + self.says.services.len() as u32);
        let (service, product) = (String::new(), String::new());
        self.says.services.push(ServiceSeen {
            asset,
            scan: 0,
            protocol: Protocol::Tcp,
            port,
            service,
            product,
            line,
        });
        self
    }
    pub(crate) fn person(mut self, person: PersonSeen) -> Self {
        let line = self.says.people.len() as u32 + 1;
        self.says.people.push(PersonSeen { line, ..person });
        self
    }
    pub(crate) fn account(mut self, account: AccountSeen) -> Self {
        let line = self.says.accounts.len() as u32 + 1;
        self.says.accounts.push(AccountSeen { line, ..account });
        self
    }
    pub(crate) fn training(mut self, training: TrainingSeen) -> Self {
        let line = self.says.trainings.len() as u32 + 1;
        self.says.trainings.push(TrainingSeen { line, ..training });
        self
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub(crate) fn named(fqdn: &str) -> AssetSeen {
    AssetSeen { fqdn: some(fqdn), ..AssetSeen::default() }
}

pub(crate) fn addressed(address: &str) -> AssetSeen {
    AssetSeen { addresses: vec![address.parse::<IpAddr>().unwrap()], ..AssetSeen::default() }
}

/// Number, name, mail address; what is empty is not there.
pub(crate) fn a_person(number: &str, name: &str, mail: &str) -> PersonSeen {
    PersonSeen { person_id: some(number), name: name.to_owned(), mail: some(mail), ..PersonSeen::default() }
}

/// An enabled account in the directory.
pub(crate) fn an_account(log_in: &str) -> AccountSeen {
    AccountSeen {
        directory: "entra".to_owned(),
        log_in: log_in.to_owned(),
        is_enabled: Some(true),
        ..AccountSeen::default()
    }
}

/// What a registration export says of an account: its factors, and not whether it is enabled.
pub(crate) fn a_registration(log_in: &str, capable: bool) -> AccountSeen {
    let mfa = Some(Mfa { is_capable: Some(capable), ..Mfa::default() });
    AccountSeen { is_enabled: None, last_sign_in: LastSignIn::NotReported, mfa, ..an_account(log_in) }
}

/// A course, by number, name or mail address; completed on a day, or not when that is empty.
pub(crate) fn a_course(number: &str, name: &str, mail: &str, completed: &str) -> TrainingSeen {
    TrainingSeen {
        person_id: some(number),
        name: name.to_owned(),
        mail: some(mail),
        course: "Security awareness".to_owned(),
        completed: some(completed).map(|text| day(&text)),
        ..TrainingSeen::default()
    }
}

/// Gives each file its own name, so that it keeps it wherever it stands.
pub(crate) fn numbered(mut files: Vec<File>) -> Vec<File> {
    (1u8..).zip(&mut files).for_each(|(number, file)| file.number = number);
    files
}

pub(crate) fn sources(files: &[File]) -> Vec<Source<'_>> {
    files
        .iter()
        .map(|file| Source {
            id: SourceId::Evidence(Digest([file.number; 32])),
            format: file.format,
            evidence_kind: file.kind,
            collected_at: file.collected_at,
            observations: &file.says,
        })
        .collect()
}

/// The estate of files on [`TODAY`], for an organisation that answers for 203.0.113.0/28.
pub(crate) fn estate(files: Vec<File>) -> Estate {
    decided(files, &Decisions::default())
}

pub(crate) fn decided(files: Vec<File>, decisions: &Decisions) -> Estate {
    fold(&organisation(), &sources(&numbered(files)), decisions, day(TODAY))
}

pub(crate) fn organisation() -> Organisation {
    Organisation {
        public_addresses: vec!["203.0.113.0/28".parse().unwrap()],
        public_hosts: vec!["portal.hospital.example".to_owned()],
        dmz_addresses: vec!["10.9.0.0/24".parse().unwrap()],
        ..Organisation::default()
    }
}

/// A day of an instant, as text.
pub(crate) fn on(instant: Timestamp) -> String {
    date_of(instant).to_string()
}
