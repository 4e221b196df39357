//! Advisories of our own making, whole, odd and hostile; and those of the corpus, when it is here.

use super::*;
use std::path::{Path, PathBuf};
use ward_domain::advisory::{Flaw, Product, Scope, Score};

fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures-csaf").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn good(name: &str) -> AdvisoryRead {
    let bytes = fixture(name);
    assert!(recognise(&bytes[..bytes.len().min(64 << 10)]), "{name}");
    let read = read(&mut bytes.as_slice()).unwrap();
    assert_eq!(read.tally.used + read.tally.skipped, read.tally.read);
    assert_eq!(read.tally.used, read.advisory.products.len() as u64);
    read
}

#[track_caller]
fn check_damaged(bytes: &[u8], words: &str) {
    let damaged = read(&mut &*bytes).unwrap_err();
    assert!(damaged.reason.contains(words), "{damaged}");
}

#[track_caller]
fn told(read: &AdvisoryRead, words: &str) {
    assert!(read.tally.problems.iter().any(|one| one.reason.contains(words)), "{:#?}", read.tally.problems);
}

fn product<'a>(read: &'a AdvisoryRead, id: &str) -> &'a Product {
    read.advisory.products.iter().find(|product| product.id == id).unwrap()
}

fn ids(read: &AdvisoryRead, places: &[u32]) -> Vec<String> {
    places.iter().map(|at| read.advisory.product(*at).unwrap().id.clone()).collect()
}

#[test]
fn an_advisory_of_a_vendor() {
    let read = good("kestrel.json");
    let advisory = &read.advisory;
    assert_eq!(
        (advisory.id.as_str(), advisory.publisher.as_str()),
        ("KMSA-2026-007", "Kestrel Medical Product Security")
    );
    assert_eq!((advisory.tlp, advisory.status.as_str(), read.format), (Some("TLP:CLEAR"), "final", "2.0"));
    assert_eq!(advisory.released, Some("2026-11-02T10:00:00Z".parse().unwrap()));
    let old = product(&read, "FINCH-OLD");
    assert_eq!((old.vendor.as_str(), old.product.as_str()), ("Kestrel Medical, Inc.", "Finch Infusion Pump"));
    assert_eq!((old.versions.contain("2.3"), old.versions.contain("2.4")), (Some(true), Some(false)));
    assert_eq!(old.models, ["FN-200"]);
    assert_eq!(product(&read, "FINCH-REV").versions, Scope::Unclear("Rev J-M".to_owned()));
    assert_eq!(product(&read, "AVIARY-SP2").versions, Scope::Unclear("service pack SP2".to_owned()));
    let cedar = product(&read, "CEDAR");
    assert_eq!((cedar.vendor.as_str(), cedar.product.as_str()), ("cedar:labs", "cedar appliance"));
    assert_eq!((cedar.versions.contain("3.1"), cedar.versions.contain("3.2")), (Some(true), Some(false)));
    let part = product(&read, "WEIR-IN-AVIARY");
    assert_eq!(
        (part.product.as_str(), part.within),
        ("libweir", advisory.products.iter().position(|one| one.id == "AVIARY-51").map(|at| at as u32))
    );
    assert_eq!(read.tally.problems.len(), 2, "{:#?}", read.tally.problems);
}

#[test]
fn what_its_flaws_touch() {
    let read = good("kestrel.json");
    let [first, second] = read.advisory.flaws.as_slice() else { panic!() };
    assert_eq!(ids(&read, &first.affected), ["FINCH-OLD", "FINCH-REV"]);
    assert_eq!(ids(&read, &first.fixed), ["FINCH-24"]);
    assert_eq!(ids(&read, &first.not_affected), ["ROOKERY"]);
    assert_eq!(first.score, Some(Score { tenths: 88, scale: 3 }));
    assert_eq!(ids(&read, &first.remedies[0].products), ["FINCH-OLD", "FINCH-REV"]);
    assert_eq!(first.remedies[1].url, None, "only links to the Web are links");
    assert_eq!(ids(&read, &second.affected), ["AVIARY-51", "WEIR-IN-AVIARY"]);
    assert_eq!(ids(&read, &second.fixed), ["AVIARY-52"]);
    assert_eq!(ids(&read, &second.investigated), ["AVIARY-SP2", "CEDAR"]);
}

#[test]
fn version_2_1_says_the_same_under_other_names() {
    let read = good("marsh-2.1.json");
    assert_eq!((read.format, read.advisory.tlp), ("2.1", Some("TLP:AMBER+STRICT")));
    let [flaw] = read.advisory.flaws.as_slice() else { panic!() };
    assert_eq!(flaw.score, Some(Score { tenths: 93, scale: 4 }));
    assert_eq!(product(&read, "LIS").identifiers.len(), 2);
    assert_eq!(ids(&read, &flaw.investigated), ["LIS-REED"]);
    assert_eq!(product(&read, "LIS-REED").versions.contain("1"), None);
    told(&read, "calls this version interim");
}

#[test]
fn nothing_odd_is_dropped_in_silence() {
    let read = good("odd.json");
    for words in [
        "MAUVE",
        "no date and time",
        "draft",
        "moon_phase",
        "branches is not the list",
        "C without id has no product_id",
        "Loose thing 4",
        "made of products that the advisory does not have",
        "has no group_id",
        "names the product “NOBODY”",
        "CVE-LATER",
        "called affected and not affected",
        "blessed",
        "the group “LOST”",
        "no product is named",
    ] {
        told(&read, words);
    }
    assert_eq!(read.tally.skipped, 1);
    assert!(read.advisory.has_gaps);
    assert_eq!(
        (product(&read, "").name.as_str(), product(&read, "D-1").name.as_str()),
        ("C without id", "D")
    );
    let [first, ..] = read.advisory.flaws.as_slice() else { panic!() };
    assert_eq!(
        (ids(&read, &first.affected), ids(&read, &first.investigated)),
        (vec!["B1".into()], vec!["LOOSE".into()])
    );
    assert_eq!((first.score, first.not_affected.len()), (None, 0));
    assert_eq!(first.remedies[0].says.len(), LONGEST_TEXT);
    assert_eq!(read.advisory.title.len(), LONGEST_NAME);
}

#[track_caller]
fn check_gaps(tree: &str, status: &str, expected: bool, words: &str) {
    let flaws = format!("[{{\"cve\":\"CVE-2026-1\",\"product_status\":{status}}}]");
    let json = String::from_utf8(around(tree))
        .unwrap()
        .replace("\"vulnerabilities\":[]", &format!("\"vulnerabilities\":{flaws}"));
    let read = read(&mut json.as_bytes()).unwrap();
    assert_eq!(read.advisory.has_gaps, expected, "{status} on {tree}: {:#?}", read.tally.problems);
    told(&read, words);
}

/// What is lost could only have called somebody safe, or it is a gap.
#[test]
fn what_is_said_of_products_that_it_does_not_describe_is_a_gap() {
    let one = "{\"full_product_names\":[{\"name\":\"Finch Pump\",\"product_id\":\"A\"}]}";
    check_gaps(one, "{\"known_affected\":[\"A\"]}", false, "no date and time");
    check_gaps(one, "{\"known_affected\":[\"A\",\"B\"]}", true, "the product “B”");
    check_gaps(one, "{\"under_investigation\":[\"B\"]}", true, "the product “B”");
    check_gaps(one, "{\"blessed\":[\"B\"]}", true, "the product “B”");
    check_gaps(one, "{\"fixed\":[\"B\"],\"known_affected\":[\"A\"]}", false, "the product “B”");
    check_gaps(one, "{\"known_affected\":[\"A\",7]}", true, "something else than their ids");
    check_gaps(one, "{\"known_affected\":{\"A\":true}}", true, "something else than their ids");
    check_gaps(one, "[\"A\"]", true, "no product is named");
    check_gaps("{\"branches\":\"A\"}", "{}", true, "branches is not the list");
    check_gaps("{\"relationships\":[1]}", "{}", true, "relationships is not the list");
    check_gaps("{\"full_product_names\":[{}]}", "{}", true, "neither a name nor a product_id");
    check_gaps("{\"full_product_names\":[{\"name\":\"Finch\"}]}", "{}", true, "no product_id");
}

#[test]
fn what_is_damaged_is_refused() {
    check_damaged(&fixture("cut-off.json"), "cut off");
    check_damaged(&fixture("one-id-two-products.json"), "means both");
    check_damaged(&fixture("version-3.json"), "CSAF 3.0");
    check_damaged(&fixture("no-number.json"), "document.tracking.id is missing");
    check_damaged(b"", "middle of a value");
    check_damaged(b"[]", "empty");
    check_damaged(b"{}", "csaf_version is missing");
    check_damaged(b"{\"document\":{\"csaf_version\":\"2.0\"}}{}", "several JSON documents");
    check_damaged(b"<csaf/>", "malformed");
    for flaws in ["{}", "[7]", "\"none\""] {
        let json = String::from_utf8(around("{}")).unwrap();
        let json = json.replace("\"vulnerabilities\":[]", &format!("\"vulnerabilities\":{flaws}"));
        check_damaged(json.as_bytes(), "not a list of flaws");
    }
    let deep = format!("{}{}", "{\"branches\":[".repeat(100), "1");
    check_damaged(deep.as_bytes(), "");
}

/// An advisory around a product tree.
fn around(tree: &str) -> Vec<u8> {
    format!(
        "{{\"document\":{{\"csaf_version\":\"2.0\",\"title\":\"t\",\"publisher\":{{\"name\":\"p\"}},\"tracking\":{{\"id\":\"i\"}}}},\
         \"product_tree\":{tree},\"vulnerabilities\":[]}}"
    )
    .into_bytes()
}

#[test]
fn nesting_and_numbers_are_bounded() {
    let deep = format!("{}{{}}{}", "{\"branches\":[".repeat(40), "]}".repeat(40));
    check_damaged(&around(&deep), "nested deeper than 30");
    let many: Vec<String> =
        (0..=MOST_PRODUCTS).map(|n| format!("{{\"name\":\"n\",\"product_id\":\"{n}\"}}")).collect();
    check_damaged(
        &around(&format!("{{\"full_product_names\":[{}]}}", many.join(","))),
        "more than 200000 products",
    );
    let long = format!("{{\"x\":\"{}\"}}", "x".repeat(MOST_BYTES));
    check_damaged(&around(&long), "longer than");
}

proptest::proptest! {
    #[test]
    fn no_change_of_bytes_makes_it_panic(at in 0usize..6_000, byte in proptest::num::u8::ANY, cut in 0usize..6_000) {
        let mut bytes = fixture("kestrel.json");
        if let Some(one) = bytes.get_mut(at) {
            *one = byte;
        }
        let _ = read(&mut bytes.as_slice());
        let _ = read(&mut &bytes[..cut.min(bytes.len())]);
    }
}

/// Real advisories: each is read, and what is read agrees with what lies in the JSON.
#[test]
fn the_corpus_is_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/advisories");
    if !root.is_dir() {
        eprintln!("SKIPPED: no corpus at {}", root.display());
        return;
    }
    let (mut files, mut products, mut unclear, mut affected) = (0, 0, 0, 0);
    for folder in ["csaf-icsma", "csaf-icsa", "csaf-examples", "csaf-vendor"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "json") {
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            assert!(recognise(&bytes[..bytes.len().min(64 << 10)]), "{}", path.display());
            let read =
                read(&mut bytes.as_slice()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            let flaws = value["vulnerabilities"].as_array().map_or(0, Vec::len);
            assert_eq!(read.advisory.flaws.len(), flaws, "{}", path.display());
            assert!(!read.advisory.has_gaps, "{}: {:?}", path.display(), read.tally.problems);
            assert_eq!(read.tally.skipped, 0, "{}: {:?}", path.display(), read.tally.problems);
            let ids = String::from_utf8_lossy(&bytes).matches("\"product_id\":").count();
            assert_eq!(read.advisory.products.len(), ids, "{}", path.display());
            let named = |flaw: &Flaw| flaw.affected.len();
            affected += read.advisory.flaws.iter().map(named).sum::<usize>();
            products += ids;
            unclear +=
                read.advisory.products.iter().filter(|one| matches!(one.versions, Scope::Unclear(_))).count();
            files += 1;
        }
    }
    eprintln!(
        "{files} advisories, {products} products, {unclear} with versions in words, {affected} affected"
    );
    assert!(
        files > 80 && affected > 300 && unclear * 4 < products,
        "{files} {products} {unclear} {affected}"
    );
    check_damaged(&std::fs::read(root.join("csaf-small/csaf_unsupported_version.json")).unwrap(), "CSAF");
    // Cases of the validator are broken on purpose: none of them may be worse than refused.
    for entry in std::fs::read_dir(root.join("csaf-validator-cases")).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let _ = read(&mut bytes.as_slice());
    }
}
