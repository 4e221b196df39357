//! Devices that Microsoft Defender for Endpoint knows: the portal's export as CSV, and `/api/machines` as JSON.

use crate::head::peek;
use crate::json::{self, Layout as Shape, Piece, Value, get, text};
use crate::names;
use crate::table::{COLLECTED, Field, Layout, Row, System, Table, bare, recognise_system};
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use jiff::Timestamp;
use std::io::BufRead;
use std::net::IpAddr;
use ward_domain::observation::{AssetSeen, DeviceState, Line, Observations, Origin};

/// Reads devices that Microsoft Defender for Endpoint knows.
pub struct DefenderDevices;

static ABOUT: About = About {
    id: "defender-devices",
    name: "Microsoft Defender for Endpoint devices (CSV or JSON)",
    how_to_get: "In the Defender portal choose Assets, Devices, Export; or save the answer of the API for /api/machines",
    carries: "Which devices Defender knows, whether its sensor runs and reports, whether the antivirus is up to date, \
              and when each was last seen",
    version: 1,
    evidence_kind: "endpoint-protection",
};

static LAYOUT: Layout = Layout {
    id: "defender-devices",
    fields: &[
        Field::new("id", &["Device ID", "DeviceId"]),
        Field::new("name", &["Device name", "DeviceName"]),
        Field::new("domain", &["Domain"]),
        Field::new("os", &["OS Platform", "OSPlatform", "OS distribution"]),
        Field::new("os-version", &["OS Version", "OSVersion", "Windows version"]),
        Field::new("address", &["IP address", "IPv4", "IP addresses"]),
        Field::new("health", &["Health Status", "Sensor health state", "HealthStatus"]),
        Field::new("onboarding", &["Onboarding Status", "OnboardingStatus"]),
        Field::new("antivirus", &["Antivirus status", "Defender Antivirus status", "Antivirus mode"]),
        Field::new(
            "seen",
            &["Last device update", "Last device update (UTC+00:00)", "Last seen", "LastSeen"],
        ),
        Field::new(COLLECTED, &["Report date"]),
    ],
    systems: &[System {
        name: "Microsoft Defender",
        marks: &[&["Device name"], &["Health Status", "Sensor health state"], &["Onboarding Status"]],
    }],
    needs: &[&["name", "id"], &["health", "onboarding"]],
    foreign: &[],
};

impl Importer for DefenderDevices {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let Some(json) = head.json() else {
            return recognise_system(head, &LAYOUT);
        };
        let has = |key| json.has(key) || json.has_in_rows(key);
        let is_ours =
            has("computerDnsName") && (has("healthStatus") || has("onboardingStatus") || has("lastSeen"));
        if is_ours || head.text().contains("$metadata#Machines\"") {
            Confidence::Certain
        } else {
            Confidence::No
        }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        if peek(input, |head| head.json_start().is_some())? {
            machines(input, context)
        } else {
            list(input, context)
        }
    }
}

/// What the console says of a device's protection, in its own words.
#[derive(Default)]
struct Protection {
    health: Option<String>,
    onboarding: Option<String>,
    antivirus: Option<String>,
}

impl Protection {
    /// In order when the sensor is there and reports, and the antivirus is not known to be off or old. `None` when the
    /// console says nothing, and for devices that Defender only saw on the network and cannot protect.
    fn is_in_order(&self) -> Option<bool> {
        let plain = |word: &Option<String>| word.as_deref().map(bare);
        let onboarding = plain(&self.onboarding);
        match onboarding.as_deref() {
            Some("onboarded") | None => {}
            Some("canbeonboarded" | "offboarded" | "notonboarded") => return Some(false),
            Some(_) => return None,
        }
        let is_reporting = plain(&self.health).map(|health| health == "active");
        let is_current = match plain(&self.antivirus).as_deref() {
            Some("disabled" | "notupdated" | "notreporting" | "off" | "outofdate") => Some(false),
            Some("updated" | "active" | "uptodate") => Some(true),
            _ => None,
        };
        match (is_reporting, is_current) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), _) => Some(true),
            (None, current) => current,
        }
    }
    fn state(&self, seen: Option<Timestamp>) -> Box<DeviceState> {
        let state = DeviceState {
            last_contact: seen,
            is_protected: self.is_in_order(),
            protection_updated: seen,
            ..DeviceState::default()
        };
        Box::new(state)
    }
}

fn list(input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
    let mut table = Table::open(input, context, &LAYOUT)?;
    let mut observations = table.observations("Microsoft Defender");
    observations.assets = table.rows(device)?;
    Ok(table.finish(observations))
}

fn device(row: &mut Row<'_>) -> Result<AssetSeen, String> {
    let (host_name, mut fqdn) = row.text("name").map(|name| names::host(&name)).unwrap_or_default();
    if let (None, Some(short), Some(domain)) = (&fqdn, &host_name, row.lower("domain")) {
        fqdn = domain.contains('.').then(|| format!("{short}.{domain}"));
    }
    let directory_id = row.lower("id");
    if host_name.is_none() && directory_id.is_none() {
        return Err("the row names no device".to_owned());
    }
    let protection = Protection {
        health: row.text("health"),
        onboarding: row.text("onboarding"),
        antivirus: row.text("antivirus"),
    };
    let system: Vec<String> = [row.text("os"), row.text("os-version")].into_iter().flatten().collect();
    let listed = row.text("address").unwrap_or_default();
    Ok(AssetSeen {
        directory_id,
        fqdn,
        host_name,
        addresses: listed.split([',', ';', ' ']).filter_map(|part| part.parse::<IpAddr>().ok()).collect(),
        operating_system: (!system.is_empty()).then(|| system.join(" ")),
        state: Some(protection.state(row.when("seen").and_then(|when| when.timestamp()))),
        line: row.line(),
        ..AssetSeen::default()
    })
}

fn machines(input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
    let mut account = Account::new(&context.limits);
    let (mut assets, mut is_one_page) = (Vec::new(), false);
    json::read(input, &context.limits, Shape::Under("value"), &mut |piece| match piece {
        Piece::Record(line, record) => match machine(line, &record) {
            Some(asset) => {
                account.used();
                assets.push(asset);
            }
            None => account.skipped(line, "the record names no device"),
        },
        Piece::Field("@odata.nextLink", value) => is_one_page = !value.is_null(),
        Piece::Field(..) => {}
    })?;
    if is_one_page {
        let reason = "this is one page of several (@odata.nextLink): devices on other pages are not in it, export all pages";
        account.problem(0, reason);
    }
    let observations = Observations {
        tool: "Microsoft Defender".to_owned(),
        origin: Origin::Machine,
        series: (!is_one_page).then(|| "defender-machines".to_owned()),
        assets,
        ..Observations::default()
    };
    Ok(Reading { observations, tally: account.finish() })
}

fn machine(line: Line, record: &Value) -> Option<AssetSeen> {
    let (host_name, fqdn) =
        text(record, "computerDnsName").map(|name| names::host(&name)).unwrap_or_default();
    let id = text(record, "id").or_else(|| text(record, "aadDeviceId"));
    if host_name.is_none() && id.is_none() {
        return None;
    }
    let protection = Protection {
        health: text(record, "healthStatus"),
        onboarding: text(record, "onboardingStatus"),
        antivirus: text(record, "defenderAvStatus"),
    };
    let listed = || get(record, "ipAddresses").as_array().into_iter().flatten();
    let mut addresses: Vec<IpAddr> = listed()
        .filter_map(|place| text(place, "ipAddress"))
        .chain(text(record, "lastIpAddress"))
        .filter_map(|address| address.parse().ok())
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    let mut macs: Vec<String> =
        listed().filter_map(|place| names::mac(&text(place, "macAddress")?)).collect();
    macs.sort_unstable();
    macs.dedup();
    let system: Vec<String> =
        [text(record, "osPlatform"), text(record, "version")].into_iter().flatten().collect();
    Some(AssetSeen {
        directory_id: id.map(|id| id.to_lowercase()),
        macs,
        fqdn,
        host_name,
        addresses,
        operating_system: (!system.is_empty()).then(|| system.join(" ")),
        state: Some(protection.state(text(record, "lastSeen").and_then(|seen| seen.parse().ok()))),
        line,
        ..AssetSeen::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_damaged, read_fixture};

    #[test]
    fn one_device() {
        insta::assert_debug_snapshot!(read_fixture(&DefenderDevices, "one.json"));
    }

    #[track_caller]
    fn check(health: &str, onboarding: &str, antivirus: &str, expected: Option<bool>) {
        let some = |word: &str| Some(word.to_owned()).filter(|word| !word.is_empty());
        let protection =
            Protection { health: some(health), onboarding: some(onboarding), antivirus: some(antivirus) };
        assert_eq!(protection.is_in_order(), expected);
    }

    #[test]
    fn protection_is_in_order_when_nothing_says_otherwise() {
        check("Active", "Onboarded", "Updated", Some(true));
        check("Active", "Onboarded", "Unknown", Some(true));
        check("Active", "Onboarded", "NotUpdated", Some(false));
        check("Inactive", "Onboarded", "Updated", Some(false));
        check("No sensor data", "Onboarded", "", Some(false));
        check("Active", "Can be onboarded", "", Some(false));
        check("Active", "Unsupported", "", None);
        check("", "", "", None);
    }

    #[test]
    fn both_forms_say_the_same() {
        for name in ["many.json", "many.csv"] {
            let reading = read_fixture(&DefenderDevices, name);
            let seen = &reading.observations.assets;
            let states: Vec<_> =
                seen.iter().map(|asset| asset.state.as_ref().unwrap().is_protected).collect();
            assert_eq!(states, [Some(true), Some(false)], "{name}");
            assert_eq!(seen[0].fqdn.as_deref(), Some("ws-1.hospital.example"), "{name}");
            assert_eq!(seen[0].addresses, ["10.20.0.7".parse::<IpAddr>().unwrap()], "{name}");
            assert_eq!(
                seen[0].state.as_ref().unwrap().last_contact,
                "2026-11-20T06:00:00Z".parse().ok(),
                "{name}"
            );
            assert_eq!((reading.tally.used, reading.tally.skipped), (2, 1), "{name}");
        }
    }

    #[test]
    fn damage_says_where() {
        check_damaged(&DefenderDevices, "broken.json", 6, "cut off");
    }
}
