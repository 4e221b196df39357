//! How long an advisory against 6,200 estates with 5,000,000 products takes. Target: counts in under 5 seconds.
//!
//! Run: `cargo run --release -p ward-programme --example product_index`

#![expect(clippy::print_stdout, reason = "a measurement is there to be read")]

use std::collections::BTreeSet;
use std::time::Instant;
use ward_programme::help::{
    Advisory, AffectedProduct, Bound, Product, ProductIndex, ProductIndexBuilder, Versions,
};
use ward_programme::participants::{NotAParticipantId, ParticipantId};

const ESTATES: u64 = 6_200;
const PRODUCTS_EACH: u64 = 807;
const NAMES: u64 = 60_000;
const VERSIONS: u64 = 3_000;

/// Numbers that look random and are the same in every run (constants of Knuth's MMIX).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

fn name(number: u64) -> (String, String) {
    (format!("Vendor {} Inc.", number % 4_000), format!("Product {number}"))
}

fn version(number: u64) -> String {
    format!("{}.{}.{}", number / 300, number / 10 % 30, number % 10)
}

fn build() -> Result<ProductIndex, NotAParticipantId> {
    let mut numbers = Numbers(1);
    let mut builder = ProductIndexBuilder::default();
    for estate in 0..ESTATES {
        let rows: Vec<_> = (0..PRODUCTS_EACH)
            .map(|_| {
                // A product of two, so that some products are everywhere and most are rare.
                let which = numbers.below(NAMES) * numbers.below(NAMES) / NAMES;
                (name(which), version(numbers.below(VERSIONS)), numbers.below(20) as u32 + 1)
            })
            .collect();
        let products = rows.iter().map(|((vendor, product), version, devices)| Product {
            vendor,
            product,
            version,
            identifier: None,
            devices: *devices,
        });
        builder.add(&format!("estate-{estate}").parse::<ParticipantId>()?, products, []);
    }
    Ok(builder.build())
}

fn main() -> Result<(), NotAParticipantId> {
    let started = Instant::now();
    let index = build()?;
    println!("built {} products of {ESTATES} estates in {:?}", index.len(), started.elapsed());
    let bound = |version: &str| Some(Bound { version: version.to_owned(), inclusive: true });
    for count in [1, 50, 1_000] {
        let products = (0..count).map(|number| {
            let (vendor, product) = name(number);
            let versions = Versions { from: bound("2.0"), to: bound("8.0"), listed: Vec::new() };
            AffectedProduct { vendor, product, identifier: None, versions }
        });
        let advisory = Advisory { products: products.collect(), cves: BTreeSet::new() };
        let started = Instant::now();
        let found = index.affected(&advisory);
        let took = started.elapsed();
        println!(
            "{count} products: {} organisations, {} devices in {took:?}",
            found.organisations, found.devices
        );
    }
    Ok(())
}
