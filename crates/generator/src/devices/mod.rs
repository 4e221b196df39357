//! The devices: what the inventory lists, what the scanners meet, and what is known to neither or to one alone.

mod care;
mod class;
mod plant;

pub(crate) use care::Care;
pub(crate) use class::Class;
pub(crate) use plant::local_administrators;

use crate::dates::days_before;
use crate::flaws::Sighting;
use crate::prng::Prng;
use crate::truth::Faultlist;
use crate::words::DEPARTMENTS;
use crate::{Faults, Plan};
use jiff::civil::Date;
use std::net::Ipv4Addr;

/// All devices and the declared outside.
pub(crate) struct Network {
    pub(crate) devices: Vec<Device>,
    /// What the external scans were told to look at.
    pub(crate) external_targets: Vec<String>,
    /// What the internal scans were told to look at; medical devices are never among it.
    pub(crate) internal_targets: Vec<String>,
    /// The finding that demands forensic triage, if there is one: it has a record.
    pub(crate) triaged: Option<String>,
}

/// The declared public addresses: the block of the main campus and the address of the second site.
pub(crate) const PUBLIC_BLOCK: &str = "203.0.113.16/28";
pub(crate) const SECOND_SITE: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 40);
/// Where the hosted web site answers; not the hospital's own address.
const WEB_SITE: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 200);
/// The demilitarised zone, on the inside of the firewall.
pub(crate) const DMZ_BLOCK: &str = "10.20.250.0/24";

/// A device.
#[derive(Clone)]
pub(crate) struct Device {
    /// Short name; empty for a device that has none.
    pub(crate) name: String,
    pub(crate) fqdn: Option<String>,
    pub(crate) class: Class,
    pub(crate) system: &'static str,
    pub(crate) inside: Option<Ipv4Addr>,
    pub(crate) public: Option<Ipv4Addr>,
    pub(crate) mac: String,
    pub(crate) serial: String,
    pub(crate) location: String,
    pub(crate) owner: &'static str,
    pub(crate) criticality: &'static str,
    pub(crate) holds_ephi: bool,
    pub(crate) support_ends: Date,
    /// Whether the inventory has it.
    pub(crate) is_listed: bool,
    /// Which field of the inventory record is empty, if one is.
    pub(crate) blank: Option<Blank>,
    pub(crate) internal_scan: InternalScan,
    pub(crate) doors: Vec<Door>,
    pub(crate) sightings: Vec<Sighting>,
    /// How it is protected and kept.
    pub(crate) care: Care,
}

/// An open port.
#[derive(Clone, Copy)]
pub(crate) struct Door {
    pub(crate) port: u16,
    /// As nmap names it.
    pub(crate) service: &'static str,
    /// As Nessus names it.
    pub(crate) nessus_service: &'static str,
    pub(crate) product: &'static str,
    /// Whether it can be reached from the Internet.
    pub(crate) is_public: bool,
}

/// How the internal scan meets a device.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum InternalScan {
    LogsIn,
    CannotLogIn,
    /// Out of scope, as medical and mobile devices are.
    Never,
}

/// A field left empty in an inventory record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blank {
    Owner,
    SupportEnds,
    Criticality,
    Location,
    HoldsEphi,
}

const HTTPS: Door = Door { port: 443, service: "https", nessus_service: "www", product: "", is_public: true };
const SSH: Door =
    Door { port: 22, service: "ssh", nessus_service: "ssh", product: "OpenSSH", is_public: false };
const SMB: Door =
    Door { port: 445, service: "microsoft-ds", nessus_service: "cifs", product: "", is_public: false };
const SMTP: Door = Door { port: 25, service: "smtp", nessus_service: "smtp", product: "", is_public: true };
const HTTP: Door = Door { port: 80, service: "http", nessus_service: "www", product: "", is_public: true };
const PRINT: Door =
    Door { port: 9100, service: "jetdirect", nessus_service: "jetdirect", product: "", is_public: false };
const TELNET: Door =
    Door { port: 23, service: "telnet", nessus_service: "telnet", product: "", is_public: false };
const RDP: Door =
    Door { port: 3389, service: "ms-wbt-server", nessus_service: "msrdp", product: "", is_public: true };

/// Hosts with a public address: name, class, last octet, open ports.
const PUBLIC_HOSTS: &[(&str, Class, u8, &[Door])] = &[
    ("fw-main", Class::Firewall, 17, &[HTTPS]),
    ("mx1", Class::LinuxServer, 18, &[SMTP, HTTPS, SSH]),
    ("portal", Class::LinuxServer, 19, &[HTTP, HTTPS, SSH]),
    ("rdgw", Class::WindowsServer, 20, &[HTTPS, SMB]),
    ("img-exchange", Class::LinuxServer, 21, &[HTTPS, SSH]),
    ("fw-clinic", Class::Firewall, 40, &[HTTPS]),
];

const SERVER_NAMES: &[&str] =
    &["dc1", "dc2", "ehr-app1", "ehr-db1", "file1", "print1", "lab1", "pacs1", "backup1", "monitor1"];

impl Network {
    /// Makes the devices of the plan and plants the faults that lie in them.
    pub(crate) fn make(plan: &Plan, domain: &str, faults: &mut Faultlist) -> Self {
        let mut maker = Maker { plan, domain, prng: Prng::stream(plan.seed, "devices"), made: 0 };
        let mut devices = maker.public_hosts();
        let beds = plan.beds as usize;
        let counts = [
            (Class::WindowsServer, 8 + beds * 2 / 25),
            (Class::Workstation, beds * 18 / 5),
            (Class::Laptop, beds * 6 / 5),
            (Class::Switch, 4 + beds / 5),
            (Class::AccessPoint, 4 + beds / 5),
            (Class::Medical, beds * 12 / 5),
            (Class::Tablet, beds * 3 / 5),
            (Class::Smartphone, beds * 2 / 5),
            (Class::Printer, beds * 4 / 5),
        ];
        for (class, count) in counts {
            devices.extend((0..count).map(|n| maker.inside_device(class, n)));
        }
        // One switch is past its maker's support, and everybody knows what becomes of it.
        if let Some(switch) = devices.iter_mut().find(|device| device.name == "sw-004") {
            switch.support_ends = days_before(plan.as_of, 45);
            switch.care.support_plan = "Replaced with the spring budget; alone on its segment until then";
        }
        if plan.faults == Faults::Planted {
            plant::plant(plan, &mut devices, faults);
            devices.extend(maker.unlisted(faults));
        }
        let mut external_targets =
            vec![PUBLIC_BLOCK.to_owned(), SECOND_SITE.to_string(), format!("www.{domain}")];
        if plan.faults == Faults::Planted {
            external_targets.remove(1);
            faults.plant(
                "E1.2",
                SECOND_SITE.to_string(),
                "declared public address that no scan was told to look at",
            );
        }
        let mut blocks: Vec<u8> = devices
            .iter()
            .filter(|device| device.internal_scan != InternalScan::Never)
            .filter_map(|device| device.inside.map(|address| address.octets()[2]))
            .collect();
        blocks.sort_unstable();
        blocks.dedup();
        let internal_targets = blocks.iter().map(|third| format!("10.20.{third}.0/24")).collect();
        Self { devices, external_targets, internal_targets, triaged: None }
    }
}

impl Device {
    /// Whether the device is a computer of which the consoles and checks know.
    pub(crate) fn is_managed_computer(&self) -> bool {
        self.is_listed && self.class.is_computer()
    }

    /// What measures call it: the full name, else the short name, else the address.
    pub(crate) fn subject(&self) -> String {
        let address = self.inside.or(self.public).map(|a| a.to_string()).unwrap_or_default();
        match &self.fqdn {
            Some(fqdn) => fqdn.clone(),
            None if self.name.is_empty() => address,
            None => self.name.clone(),
        }
    }
}

/// Makes devices one after the other, so that no two share a serial number or a hardware address.
struct Maker<'a> {
    plan: &'a Plan,
    domain: &'a str,
    prng: Prng,
    made: u32,
}

impl Maker<'_> {
    fn device(&mut self, class: Class, name: &str, inside: Option<Ipv4Addr>) -> Device {
        self.made += 1;
        let [_, a, b, c] = self.made.to_be_bytes();
        let (department, _) = DEPARTMENTS[self.prng.below(DEPARTMENTS.len())];
        let is_medical = class == Class::Medical;
        let is_vital = class.is_computer() && inside.is_some_and(|address| address.octets()[2] < 64);
        let scan = match class {
            Class::Medical | Class::Tablet | Class::Smartphone | Class::Cloud => InternalScan::Never,
            class if class.is_computer() => InternalScan::LogsIn,
            _ => InternalScan::CannotLogIn,
        };
        let doors = match class {
            Class::WindowsServer | Class::Workstation | Class::Laptop => vec![SMB],
            Class::LinuxServer => vec![SSH],
            Class::Switch | Class::AccessPoint => vec![Door { is_public: false, ..HTTPS }],
            Class::Printer => vec![PRINT],
            _ => Vec::new(),
        };
        let site = if self.prng.one_in(6) { "Family Clinic" } else { "Main Campus" };
        Device {
            name: name.to_owned(),
            fqdn: Some(format!("{name}.{}", self.domain)),
            class,
            system: self.prng.pick(class.systems()),
            inside,
            public: None,
            // Locally administered addresses: they belong to no maker.
            mac: format!("02:1d:{:02x}:{a:02x}:{b:02x}:{c:02x}", self.plan.seed & 0xff),
            serial: format!("{}{:06X}", if is_medical { "MD" } else { "SN" }, 0x4a_0000 + self.made * 37),
            location: format!("{site}, {department}, room {}", 100 + self.prng.below(80)),
            owner: if is_medical { "Clinical Engineering" } else { "Information Technology" },
            criticality: if is_vital {
                "1 - most critical"
            } else {
                self.prng.pick(&["2 - somewhat critical", "3 - less critical"])
            },
            holds_ephi: is_vital || is_medical || self.prng.one_in(3),
            support_ends: days_before(self.plan.as_of, -self.prng.between(200, 1_800)),
            is_listed: true,
            blank: None,
            internal_scan: scan,
            doors,
            sightings: Vec::new(),
            care: Care::in_order(self.plan, class, self.made),
        }
    }

    fn public_hosts(&mut self) -> Vec<Device> {
        let mut hosts: Vec<Device> = PUBLIC_HOSTS
            .iter()
            .map(|&(name, class, last, doors)| {
                let inside = Ipv4Addr::new(10, 20, 250, last);
                let device = self.device(class, name, Some(inside));
                let public = Some(Ipv4Addr::new(203, 0, 113, last));
                Device { public, doors: doors.to_vec(), criticality: "1 - most critical", ..device }
            })
            .collect();
        let site = self.device(Class::Cloud, "www", None);
        hosts.push(Device { public: Some(WEB_SITE), doors: vec![HTTP, HTTPS], holds_ephi: false, ..site });
        hosts
    }

    fn inside_device(&mut self, class: Class, n: usize) -> Device {
        let (third, stem) = class.place();
        let address = Ipv4Addr::new(10, 20, third + (n / 250) as u8, (n % 250) as u8 + 1);
        let is_server = class == Class::WindowsServer;
        // Every third server runs Linux.
        let class = if is_server && n % 3 == 2 { Class::LinuxServer } else { class };
        let name = match SERVER_NAMES.get(n) {
            Some(name) if is_server => (*name).to_owned(),
            _ => format!("{stem}-{:03}", n + 1),
        };
        self.device(class, &name, Some(address))
    }

    /// Devices that answer on the network and stand in no inventory.
    fn unlisted(&mut self, faults: &mut Faultlist) -> Vec<Device> {
        let in_dmz = Device {
            name: String::new(),
            fqdn: None,
            ..self.device(Class::LinuxServer, "", Some(Ipv4Addr::new(10, 20, 250, 66)))
        };
        let laptop = Device {
            fqdn: None,
            ..self.device(Class::Laptop, "desktop-k7q2mn", Some(Ipv4Addr::new(10, 20, 96, 251)))
        };
        let storage = self.device(Class::LinuxServer, "nas-loaner", Some(Ipv4Addr::new(10, 20, 10, 251)));
        let why = [
            "answers in the demilitarised zone",
            "answers on the office network",
            "answers among the servers",
        ];
        let mut devices = vec![in_dmz, laptop, storage];
        for (device, why) in devices.iter_mut().zip(why) {
            device.is_listed = false;
            device.internal_scan = InternalScan::CannotLogIn;
            faults.plant("H1.1", device.subject(), format!("{why}, and no inventory record matches it"));
        }
        devices
    }
}
