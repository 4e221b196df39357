//! An advisory against every estate of the sector: 6,200 estates with 5,000,000 products, by the rules with which each
//! organisation looks at home and `ward advisory --records` at many.

use crate::Result;
use crate::machine::thread_seconds;
use crate::report::{Figure, Report};
use ward_domain::advisory::{Advisory, Bound, Flaw, Product, Scope, Versions};
use ward_domain::assessment::EvidenceRef;
use ward_domain::exposure::State;
use ward_domain::{CveId, Digest};
use ward_programme::help::exposure::{Found, Held, Known, Matcher, Subject};

const ESTATES: u32 = 6_200;
const PRODUCTS: u32 = 5_000_000;
/// Products that the market has; a few are everywhere and most are rare.
const MARKET: u64 = 30_000;
/// Makers of all of them.
const MAKERS: u64 = 900;
/// Open findings of an estate that name a flaw.
const FINDINGS: u32 = 20;
/// Seconds for the counts.
const BUDGET: f64 = 5.0;

pub(crate) fn run(report: &Report) -> Result<()> {
    report.group(&format!("an advisory against {ESTATES} estates with {PRODUCTS} products"));
    let rare = advisory([25_000])?;
    let common = advisory([0])?;
    // As publishers write them: all that one maker makes, most of it not on this market.
    let long = advisory((0..1_000).map(|number| number * MAKERS))?;
    ask(report, "a product that is rare", &rare)?;
    ask(report, "the product that is most common", &common)?;
    ask(report, "a thousand products of one maker", &long)
}

/// Looks at one estate after the other: what they hold is made outside of the time that is taken.
fn ask(report: &Report, what: &str, advisory: &Advisory) -> Result<()> {
    let mut draw = Draw(17);
    let before = thread_seconds();
    let matcher = Matcher::of(advisory);
    let making = thread_seconds() - before;
    let (mut seconds, mut organisations, mut maybe, mut devices) = (making, 0_u32, 0_u32, 0_u64);
    for estate in 0..ESTATES {
        let count = PRODUCTS / ESTATES + u32::from(estate < PRODUCTS % ESTATES);
        let held: Vec<Held> = (0..count).map(|device| draw.held(device)).collect();
        let found = (0..FINDINGS).map(|device| draw.found(device)).collect::<Result<Vec<_>>>()?;
        let before = thread_seconds();
        let (state, of_it) =
            matcher.touches(Known { held: &held, found: &found, vendors: &[], is_scanned: true }).answer();
        seconds += thread_seconds() - before;
        match state {
            State::Affected => {
                organisations += 1;
                devices += u64::from(of_it);
            }
            State::Perhaps => maybe += 1,
            State::NotFound => {}
        }
    }
    report.below(what, Figure::Cpu(seconds), BUDGET);
    report.note(&format!("    {organisations} organisations with {devices} devices, {maybe} more maybe"));
    Ok(())
}

/// Versions below 6.5.0 of some products of the market, with one flaw.
fn advisory(products: impl IntoIterator<Item = u64>) -> Result<Advisory> {
    let to = Some(Bound { version: "6.5.0".to_owned(), inclusive: false });
    let versions = Scope::These(vec![Versions { to, ..Versions::default() }]);
    let product = |number: u64| Product {
        id: number.to_string(),
        vendor: vendor(number),
        product: name(number),
        versions: versions.clone(),
        ..Product::default()
    };
    let products: Vec<Product> = products.into_iter().map(product).collect();
    let affected = (0u32..).zip(&products).map(|(at, _)| at).collect();
    let flaw = Flaw { cve: Some("CVE-2025-1234".parse()?), affected, ..Flaw::default() };
    Ok(Advisory { products, flaws: vec![flaw], ..Advisory::default() })
}

/// The names of makers begin with sixty words.
fn vendor(number: u64) -> String {
    let maker = number % MAKERS;
    format!("Maker{} {} Inc.", maker % 60, maker / 60)
}

fn name(number: u64) -> String {
    format!("Product {number}")
}

/// Draws without chance: the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
    /// A device of the market. The product of two draws makes low numbers common.
    fn held(&mut self, device: u32) -> Held {
        let number = self.below(MARKET) * self.below(MARKET) / MARKET;
        let version = self.below(400);
        Held {
            subject: Subject::Device(device),
            vendor: vendor(number),
            product: name(number),
            version: format!("{}.{}.{}", version / 40, version / 4 % 10, version % 4),
            identifiers: Vec::new(),
            within: String::new(),
            doubt: "",
            at: EvidenceRef::Line(Digest([0; 32]), device),
        }
    }
    fn found(&mut self, device: u32) -> Result<Found> {
        let cve: CveId = format!("CVE-2025-{}", 1_000 + self.below(4_000)).parse()?;
        Ok(Found { device, cve, title: String::new(), at: EvidenceRef::Line(Digest([0; 32]), device) })
    }
}
