//! CCN and NPI: what is one, what is repaired, what is refused.

use super::*;
use proptest::prelude::*;

#[track_caller]
fn check(text: &str, state: &str, form: CcnForm) {
    let ccn: Ccn = text.parse().unwrap();
    assert_eq!((ccn.issued_in(), ccn.form()), (Some(state), form));
    assert_eq!(ccn.to_string().parse(), Ok(ccn));
}

#[track_caller]
fn refused(text: &str, words: &str) {
    let sentence = text.parse::<Ccn>().unwrap_err().to_string();
    assert!(sentence.contains(words), "{sentence}");
}

#[test]
fn a_ccn_says_how_it_was_issued() {
    check("450123", "TX", CcnForm::Provider(Series::ShortTermHospital));
    check("671310", "TX", CcnForm::Provider(Series::CriticalAccessHospital));
    check("a01310", "CA", CcnForm::Provider(Series::CriticalAccessHospital));
    check("453300", "TX", CcnForm::Provider(Series::ChildrensHospital));
    check("454001", "TX", CcnForm::Provider(Series::PsychiatricHospital));
    check("01014F", "AL", CcnForm::Federal);
    check("45002E", "TX", CcnForm::Emergency);
    check("45S123", "TX", CcnForm::Unit('S'));
    check("45J123", "TX", CcnForm::MedicaidOnly('J'));
    check("45P001", "TX", CcnForm::OrganProcurement);
    check("45D0634589", "TX", CcnForm::Supplier('D'));
}

#[test]
fn the_series_of_a_rural_emergency_hospital_is_that_of_a_short_term_one() {
    for ccn in ["010779", "040783", "330799", "370784", "670779"] {
        assert_eq!(ccn.parse::<Ccn>().unwrap().form(), CcnForm::Provider(Series::ShortTermHospital));
    }
}

#[test]
fn what_is_no_ccn_says_why() {
    refused("", "six characters");
    refused("45012", "it should be 045012");
    refused("4501234", "six characters");
    refused("450000", "six characters");
    refused("1.0001E4", "six characters");
    refused("45Q123", "six characters");
    refused("450123é", "six characters");
    refused("980123", "no state has the code 98");
    refused("45D063458", "six characters");
    refused("10001", "lost its first zero: it should be 010001");
}

#[test]
fn a_lost_zero_is_put_back_and_told() {
    assert_eq!(Ccn::repaired("10001"), Ok(("010001".parse().unwrap(), Some(Repair::ZeroPutBack))));
    assert_eq!(Ccn::repaired("010001"), Ok(("010001".parse().unwrap(), None)));
    assert!(Ccn::repaired("1001").is_err());
    assert!(Ccn::repaired("1014F").is_err());
}

#[test]
fn an_npi_has_a_check_digit() {
    assert_eq!("1234567893".parse::<Npi>().unwrap().to_string(), "1234567893");
    assert!("1003000126".parse::<Npi>().is_ok());
    assert_eq!("1234567898".parse::<Npi>(), Err(NotAnNpi::CheckDigit("1234567898".into(), 3)));
    for text in ["", "123456789", "12345678931", "3234567893", "12345678٩3", "1234567-93"] {
        assert!(matches!(text.parse::<Npi>(), Err(NotAnNpi::Form(_))), "{text}");
    }
}

#[test]
fn a_state_is_one_of_fifty_six() {
    assert_eq!(State::all().count(), 56);
    assert_eq!(" tx ".parse::<State>().unwrap().as_str(), "TX");
    assert!("ZZ".parse::<State>().is_err() && "".parse::<State>().is_err());
}

proptest! {
    #[test]
    fn any_text_is_a_ccn_or_not(text in "\\PC{0,12}|[0-9A-Z]{4,10}") {
        let _ = text.parse::<Npi>();
        if let Ok((ccn, _)) = Ccn::repaired(&text) {
            prop_assert_eq!(ccn.to_string().parse::<Ccn>(), Ok(ccn.clone()));
            prop_assert!(ccn.issued_in().is_some());
            let _ = ccn.form();
        }
    }

    #[test]
    fn one_wrong_digit_is_always_seen(nine in 100_000_000_u64..300_000_000, at in 0_usize..10, by in 1_u8..10) {
        let npi = (0..10).find_map(|last| format!("{nine}{last}").parse::<Npi>().ok()).unwrap().to_string();
        let mut bytes = npi.into_bytes();
        bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
        prop_assert!(String::from_utf8(bytes).unwrap().parse::<Npi>().is_err());
    }

    #[test]
    fn a_zero_lost_is_the_zero_put_back(state in 1_u32..10, number in 1_u32..10_000) {
        let whole = format!("{state:02}{number:04}");
        let (ccn, repair) = Ccn::repaired(&whole[1..]).unwrap();
        prop_assert_eq!((ccn.as_str(), repair), (whole.as_str(), Some(Repair::ZeroPutBack)));
    }
}
