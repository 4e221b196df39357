//! An advisory against every estate of the sector: 6,200 estates with 5,000,000 products.

use crate::Result;
use crate::machine::thread_seconds;
use crate::report::{Figure, Report};
use ward_domain::CveId;
use ward_programme::help::{Advisory, AffectedProduct, Bound, Product, ProductIndexBuilder, Versions};
use ward_programme::participants::ParticipantId;

const ESTATES: u64 = 6_200;
const PRODUCTS: u64 = 5_000_000;
/// Products that the market has; a few are everywhere and most are rare.
const MARKET: u64 = 30_000;
/// Seconds for the counts.
const BUDGET: f64 = 5.0;

pub(crate) fn run(report: &Report) -> Result<()> {
    report.group(&format!("an advisory against {ESTATES} estates with {PRODUCTS} products"));
    let names: Vec<(String, String)> =
        (0..MARKET).map(|n| (format!("Vendor {}", n % 900), format!("Product {n}"))).collect();
    let versions: Vec<String> = (0..400).map(|n| format!("{}.{}.{}", n / 40, n / 4 % 10, n % 4)).collect();
    let mut state = 17_u64;
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let before = thread_seconds();
    let mut builder = ProductIndexBuilder::default();
    for estate in 0..ESTATES {
        let id: ParticipantId = format!("participant-{estate}").parse()?;
        let count = PRODUCTS / ESTATES + u64::from(estate < PRODUCTS % ESTATES);
        let products: Vec<Product<'_>> = (0..count)
            .filter_map(|_| {
                // The square makes low numbers common.
                let at = below(MARKET) * below(MARKET) / MARKET;
                let (vendor, product) = names.get(at as usize)?;
                let version = versions.get(below(400) as usize)?;
                let devices = 1 + below(40) as u32;
                Some(Product { vendor, product, version, identifier: None, devices })
            })
            .collect();
        let findings = (0..20).filter_map(|_| format!("CVE-2025-{}", 1_000 + below(4_000)).parse().ok());
        builder.add(&id, products, findings.collect::<Vec<CveId>>());
    }
    let index = builder.build();
    report.figure("making the index, processor time", Figure::Cpu(thread_seconds() - before));
    report.note(&format!("    {} rows", index.len()));
    let ask = |report: &Report, what: &str, products: &[u64]| -> Result<()> {
        let product = |n: &u64| {
            let (vendor, product) = names.get(*n as usize)?.clone();
            let to = Some(Bound { version: "6.5.0".to_owned(), inclusive: false });
            let versions = Versions { to, ..Versions::default() };
            Some(AffectedProduct { vendor, product, identifier: None, versions })
        };
        let cves = ["CVE-2025-1234".parse()?, "CVE-2025-4321".parse()?].into();
        let advisory = Advisory { products: products.iter().filter_map(product).collect(), cves };
        let before = thread_seconds();
        let affected = index.affected(&advisory);
        report.below(what, Figure::Cpu(thread_seconds() - before), BUDGET);
        let (organisations, devices) = (affected.organisations, affected.devices);
        report.note(&format!("    {organisations} of {} organisations, {devices} devices", affected.asked));
        Ok(())
    };
    ask(report, "a product that is rare", &[25_000])?;
    ask(report, "the product that is most common", &[0])?;
    ask(report, "a thousand products of one advisory", &(0..1_000).collect::<Vec<_>>())
}
