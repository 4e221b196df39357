//! What an estate holds, in the words in which advisories ask: products with makers and versions, findings, vendors.

use jiff::ToSpan as _;
use std::collections::{BTreeMap, BTreeSet};
use ward_catalog::Catalog;
use ward_domain::CveId;
use ward_domain::advisory::Advisory;
use ward_domain::assessment::EvidenceRef;
use ward_estate::{Asset, Estate};
use ward_programme::help::exposure::{Contract, Found, Held, Relied, Subject, Touches};

/// Fewest letters of a model by which a bill of materials is taken as that of a device (OWN).
const LEAST_LETTERS: usize = 3;

/// Everything that a product of an advisory may be.
pub(super) fn held(estate: &Estate) -> Vec<Held> {
    let mut held = Vec::new();
    for (device, asset) in (0u32..).zip(&estate.assets) {
        let Some(at) = asset.inventory_record.or_else(|| asset.rows.last().copied()) else { continue };
        of_device(device, asset, &estate.evidence(at), &mut held);
    }
    for service in estate.services.iter().filter(|service| service.closed.is_none()) {
        let (product, version) = divided(&service.product);
        let at = estate.evidence(service.at);
        held.extend(named(Subject::Device(service.asset), "", &product, &version, at));
    }
    held.extend(estate.components.iter().map(|placed| {
        let part = &placed.row;
        let word = |text: &Option<String>| text.clone().unwrap_or_default();
        Held {
            subject: Subject::Product(part.product.clone()),
            vendor: word(&part.supplier),
            product: part.name.clone(),
            version: word(&part.version),
            identifiers: [&part.purl, &part.cpe].into_iter().flatten().cloned().collect(),
            within: part.product.clone(),
            doubt: "",
            at: estate.evidence(placed.at),
        }
    }));
    held
}

fn of_device(device: u32, asset: &Asset, at: &EvidenceRef, held: &mut Vec<Held>) {
    let system = asset.operating_system.as_deref().unwrap_or_default();
    let maker = asset.maker.as_deref().unwrap_or_default();
    // Where no model is given, the estate has the maker in its place.
    let model = asset.model.as_deref().filter(|model| *model != maker).unwrap_or_default();
    let (name, version) = divided(system);
    if !(maker.is_empty() && model.is_empty()) {
        // What runs on a server or workstation has its own version; that of a device is its firmware's.
        let is_firmware = firmware(&name) || name.eq_ignore_ascii_case(model);
        let own = if is_firmware { version.as_str() } else { "" };
        held.extend(named(Subject::Device(device), maker, model, own, at.clone()));
    }
    held.extend(named(Subject::Device(device), "", &name, &version, at.clone()));
}

/// Whether a text names the software of the device itself and no product of its own.
fn firmware(name: &str) -> bool {
    let word = name.split_whitespace().next().unwrap_or_default().trim_end_matches(':').to_lowercase();
    name.is_empty() || matches!(word.as_str(), "firmware" | "fw" | "software" | "sw" | "version" | "release")
}

fn named(subject: Subject, vendor: &str, product: &str, version: &str, at: EvidenceRef) -> Option<Held> {
    let is_named = !vendor.is_empty() || !product.is_empty();
    is_named.then(|| Held {
        subject,
        vendor: vendor.to_owned(),
        product: product.to_owned(),
        version: version.to_owned(),
        identifiers: Vec::new(),
        within: String::new(),
        doubt: "",
        at,
    })
}

/// `OpenSSH 8.9p1` is a product and a version; the last word with a point in it is the version, as years and editions
/// belong to names. `v5` and `firmware 12` have one too.
pub(super) fn divided(text: &str) -> (String, String) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &str| word.trim_start_matches(['v', 'V']).trim_end_matches([',', ';', ')']).to_owned();
    let is_version = |word: &&str| {
        let bare = bare(word);
        bare.starts_with(|letter: char| letter.is_ascii_digit())
            && (bare.contains('.') || bare.len() < word.len())
    };
    let place = words.iter().rposition(is_version).or_else(|| {
        let last = words.len().checked_sub(1)?;
        let is_number = words.get(last)?.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && firmware(words.first()?)).then_some(last)
    });
    match place {
        Some(place) => {
            let version = words.get(place).map(|word| bare(word)).unwrap_or_default();
            (words.get(..place).unwrap_or_default().join(" "), version)
        }
        None => (words.join(" "), String::new()),
    }
}

/// The open findings that name a flaw of an advisory.
pub(super) fn found(estate: &Estate, advisory: &Advisory) -> Vec<Found> {
    let wanted: BTreeSet<CveId> = advisory.cves().collect();
    let checks: BTreeMap<u32, Vec<CveId>> = (0u32..)
        .zip(&estate.checks)
        .map(|(place, check)| {
            (place, check.cves.iter().filter(|cve| wanted.contains(cve)).copied().collect())
        })
        .filter(|(_, cves): &(u32, Vec<CveId>)| !cves.is_empty())
        .collect();
    let mut found = Vec::new();
    for finding in estate.findings.iter().filter(|finding| finding.is_open()) {
        let Some(cves) = checks.get(&finding.check) else { continue };
        let title =
            estate.checks.get(finding.check as usize).map(|check| check.title.clone()).unwrap_or_default();
        let at = estate.evidence(finding.last);
        found.extend(cves.iter().map(|cve| Found {
            device: finding.asset,
            cve: *cve,
            title: title.clone(),
            at: at.clone(),
        }));
    }
    found
}

/// Whether a scan that still counts looked for flaws.
pub(super) fn is_scanned(catalog: &Catalog, estate: &Estate) -> bool {
    estate.scans.iter().filter(|scan| scan.looks_for_vulnerabilities).any(|scan| {
        let source = estate.sources.get(scan.source as usize);
        let kind = source.and_then(|source| catalog.evidence_kinds.get(&source.evidence_kind));
        let days = kind.map_or(0, |kind| kind.days.get(estate.organisation.size));
        ward_estate::date_of(scan.at).saturating_add(days.days()) >= estate.as_of
    })
}

/// Vendors of the register by name.
pub(super) fn vendors(estate: &Estate) -> Vec<(String, EvidenceRef)> {
    estate
        .vendors
        .iter()
        .filter_map(|one| Some((one.name.clone(), estate.evidence(one.told.at()?))))
        .collect()
}

/// The register, each vendor by its newest line.
pub(super) fn contracts(estate: &Estate) -> Vec<Contract> {
    let newest = estate.vendors.iter().filter_map(|one| one.told.rows.last());
    newest.map(|placed| Contract { vendor: placed.row.clone(), at: estate.evidence(placed.at) }).collect()
}

/// Critical systems, each by its newest line.
pub(super) fn systems(estate: &Estate) -> Vec<Relied> {
    let newest = estate.systems.iter().filter_map(|one| one.told.rows.last());
    newest.map(|placed| Relied { system: placed.row.clone(), at: estate.evidence(placed.at) }).collect()
}

/// Devices whose model stands in the name of a product with a bill of materials.
pub(super) fn pass_on(estate: &Estate, touches: &mut Touches) {
    let products: Vec<String> = touches
        .cases
        .keys()
        .filter_map(|subject| if let Subject::Product(name) = subject { Some(name.clone()) } else { None })
        .collect();
    for product in products {
        let words: BTreeSet<String> = words(&product).collect();
        let is_of = |asset: &&Asset| {
            let model = asset.model.as_deref().unwrap_or_default();
            model.chars().filter(|letter| letter.is_alphabetic()).count() >= LEAST_LETTERS
                && self::words(model).all(|word| words.contains(&word))
        };
        let devices =
            (0u32..).zip(&estate.assets).filter(|(_, asset)| is_of(asset)).filter_map(|(place, asset)| {
                let at = asset.inventory_record.or_else(|| asset.rows.last().copied())?;
                Some((place, estate.evidence(at)))
            });
        touches.pass_on(&product, devices.collect::<Vec<_>>());
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: &str, version: &str) {
        assert_eq!(divided(text), (name.to_owned(), version.to_owned()));
    }

    #[test]
    fn names_and_versions() {
        check("OpenSSH 8.9p1 Ubuntu", "OpenSSH", "8.9p1");
        check("Windows Server 2019 Standard 10.0.17763", "Windows Server 2019 Standard", "10.0.17763");
        check("Windows Server 2019", "Windows Server 2019", "");
        check("firmware 12", "firmware", "12");
        check("Cisco ASA v9", "Cisco ASA", "9");
        check("5.1", "", "5.1");
        check("", "", "");
        check("Debian 12", "Debian 12", "");
    }
}
