//! The three lists of CMS with the traps that real ones have.

use super::*;
use proptest::prelude::*;

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/fixtures-cms/{name}.csv", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[track_caller]
fn read_fixture(name: &str, file: CmsFile) -> PublicList {
    let bytes = bytes(name);
    assert_eq!(recognise(&bytes), Some(file));
    let list = read(file, &mut &*bytes, Limits::default()).unwrap();
    assert_eq!(list.tally.used + list.tally.skipped, list.tally.read);
    assert_eq!(list.tally.used as usize, list.rows.len());
    list
}

fn problems(list: &PublicList) -> Vec<String> {
    list.tally.problems.iter().map(|problem| format!("{}: {}", problem.line, problem.reason)).collect()
}

#[test]
fn general_information_has_types_in_words() {
    let list = read_fixture("hospital-general-information", CmsFile::HospitalGeneralInformation);
    assert_eq!((list.tally.read, list.tally.used, list.tally.skipped), (8, 7, 1));
    assert_eq!(problems(&list), ["9: the row has no ccn"]);
    let kinds: Vec<_> = list.rows.iter().filter_map(|one| one.kind.as_deref()).collect();
    assert_eq!(kinds[3..5], ["Rural Emergency Hospital", "Acute Care - Veterans Administration"]);
    // A lost zero is left as it is; the register puts it back and says so.
    assert_eq!((list.rows[1].ccn.as_str(), list.rows[1].line), ("10001", 3));
    assert!(list.missing.is_empty());
}

#[test]
fn provider_of_services_has_beds_and_closures() {
    let list = read_fixture("provider-of-services", CmsFile::ProviderOfServices);
    let one = &list.rows[2];
    assert_eq!(one.termination_code.as_deref(), Some("07"));
    assert_eq!(one.termination_date.as_deref(), Some("20001231"));
    assert_eq!((one.beds, one.urban_rural.as_deref()), (Some(40), Some("R")));
    assert_eq!(list.rows[1].former_ccn.as_deref(), Some("450777"));
    assert_eq!(problems(&list), ["6: “many” is no number of beds: the beds are left out"]);
}

#[test]
fn enrollments_have_npis_and_conversions() {
    let list = read_fixture("hospital-enrollments", CmsFile::HospitalEnrollments);
    let npis: Vec<_> = list.rows.iter().filter_map(|one| one.npi.as_deref()).collect();
    assert_eq!(npis, ["1234567893", "1003000126", "1234567898"]);
    let one = &list.rows[2];
    assert_eq!(one.reh_conversion, Some((true, Some("2024-01-01".to_owned()))));
    assert_eq!(one.former_ccn.as_deref(), Some("370245"));
    assert_eq!(list.rows[0].reh_conversion, Some((false, None)));
}

#[test]
fn a_file_with_half_its_columns_says_what_that_costs() {
    let list = read_fixture("half-the-columns", CmsFile::HospitalGeneralInformation);
    let missing: Vec<_> = list.missing.iter().map(|(heading, _)| *heading).collect();
    assert_eq!(missing, ["Hospital Type", "State", "County/Parish", "Hospital Ownership"]);
    assert!(problems(&list)[0].starts_with("0: there is no column “Hospital Type”: kinds stay unknown"));
}

#[test]
fn a_file_that_was_cut_off_is_damaged() {
    let whole = bytes("provider-of-services");
    let cut = &whole[..whole.len() - 30];
    let damaged = read(CmsFile::ProviderOfServices, &mut &*cut, Limits::default()).unwrap_err();
    assert!(damaged.reason.contains("ends in the middle"), "{damaged}");
}

#[test]
fn another_file_is_not_one_of_these() {
    assert_eq!(recognise(b"Employee ID,Name\n1,A\n"), None);
    assert_eq!(recognise(b""), None);
    assert!(read(CmsFile::HospitalEnrollments, &mut &b"a,b\n1,2\n"[..], Limits::default()).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(name in prop::sample::select(vec!["provider-of-services", "hospital-enrollments"]),
                                     at in 0_usize..900, byte: u8) {
        let mut bytes = bytes(name);
        if let Some(place) = bytes.get_mut(at) { *place = byte; }
        for file in CmsFile::ALL {
            let _ = read(file, &mut &*bytes, Limits::default());
        }
    }
}
