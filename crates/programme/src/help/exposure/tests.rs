//! What is touched, as tables: an advisory of a few products against one thing that is held.

use super::*;
use proptest::prelude::*;
use ward_domain::Digest;
use ward_domain::advisory::{Bound, Flaw, Product, Versions};
use ward_domain::observation::{SystemSeen, VendorSeen};

fn at(line: u32) -> EvidenceRef {
    EvidenceRef::Line(Digest([1; 32]), line)
}

fn below(version: &str) -> Scope {
    let to = Some(Bound { version: version.to_owned(), inclusive: false });
    Scope::These(vec![Versions { to, ..Versions::default() }])
}

fn product(vendor: &str, name: &str, versions: Scope) -> Product {
    Product {
        id: format!("{name}{versions:?}"),
        name: format!("{vendor} {name} as named"),
        vendor: vendor.to_owned(),
        product: name.to_owned(),
        versions,
        ..Product::default()
    }
}

/// 0 pump below 2.4, 1 pump 2.4, 2 pump in words, 3 gateway of all versions, 4 library below 1.9, 5 library in the
/// gateway, 6 console.
fn advisory() -> Advisory {
    let listed = |version: &str| {
        Scope::These(vec![Versions { listed: vec![version.to_owned()], ..Versions::default() }])
    };
    let library = Product {
        identifiers: vec!["pkg:generic/libweir".to_owned()],
        ..product("Weir", "libweir", below("1.9"))
    };
    Advisory {
        products: vec![
            product("Kestrel Medical, Inc.", "Finch Pump", below("2.4")),
            product("Kestrel Medical, Inc.", "Finch Pump", listed("2.4")),
            product("Kestrel Medical, Inc.", "Finch Pump", Scope::Unclear("Rev J-M".to_owned())),
            product("Kestrel Medical, Inc.", "Aviary Gateway", Scope::all()),
            library.clone(),
            Product { within: Some(3), name: "libweir in Aviary".to_owned(), ..library },
            product("Kestrel Medical, Inc.", "Rookery Console", Scope::all()),
        ],
        flaws: vec![
            Flaw {
                cve: "CVE-2026-40001".parse().ok(),
                affected: vec![0, 2],
                fixed: vec![1],
                not_affected: vec![6],
                ..Flaw::default()
            },
            Flaw {
                cve: "CVE-2026-40002".parse().ok(),
                affected: vec![3, 5],
                investigated: vec![4],
                ..Flaw::default()
            },
        ],
        ..Advisory::default()
    }
}

fn held(vendor: &str, product: &str, version: &str) -> Held {
    Held {
        subject: Subject::Device(0),
        vendor: vendor.to_owned(),
        product: product.to_owned(),
        version: version.to_owned(),
        identifiers: Vec::new(),
        within: String::new(),
        doubt: "",
        at: at(7),
    }
}

/// Known of an organisation that no scan looked at.
fn has(held: &[Held]) -> Known<'_> {
    Known { held, ..Known::default() }
}

#[track_caller]
fn check_held(held: Held, expected: Option<Touch>, says: &str) {
    let touches = expose(&advisory(), has(&[held]));
    let case = touches.cases.values().next();
    assert_eq!(case.map(|case| case.touch), expected, "{case:#?}");
    let words: Vec<&str> =
        case.iter().flat_map(|case| &case.reasons).map(|reason| reason.says.as_str()).collect();
    assert!(words.join("\n").contains(says), "{words:#?}");
}

#[track_caller]
fn check(name: (&str, &str, &str), expected: Option<Touch>, says: &str) {
    check_held(held(name.0, name.1, name.2), expected, says);
}

#[test]
fn a_known_version_decides() {
    check(
        ("Kestrel Medical", "Finch Pump", "2.3"),
        Some(Touch::Affected),
        "is Kestrel Medical, Inc. Finch Pump as named",
    );
    check(("Kestrel Medical", "Finch Pump", "2.4"), Some(Touch::NotAffected), "fixed in");
    check(("KESTREL", "Kestrel Finch Pump", "2.3"), Some(Touch::Affected), "");
    check(("Weir", "libweir", "2.0"), Some(Touch::NotAffected), "is not Weir libweir");
    check(("Other", "Finch Pump", "2.3"), None, "");
    check(("Kestrel", "Robin Pump", "2.3"), None, "");
}

#[test]
fn an_unknown_version_is_never_safe() {
    check(("Kestrel Medical", "Finch Pump", ""), Some(Touch::Perhaps), "");
    check(("Kestrel Medical", "Finch Pump", "latest"), Some(Touch::Perhaps), "");
    check(("Kestrel Medical", "Finch Pump", "3.0"), Some(Touch::Perhaps), "Rev J-M");
    check(("Kestrel Medical", "Finch Pump", "R2.3"), Some(Touch::Perhaps), "");
    check(("Kestrel Medical", "Aviary Gateway", ""), Some(Touch::Affected), "");
    check(("Kestrel Medical", "Rookery Console", ""), Some(Touch::NotAffected), "publisher says");
}

#[test]
fn a_name_that_is_not_the_same_is_never_sure() {
    check(("Kestrel Medical", "", ""), Some(Touch::Perhaps), "its model is not known");
    check(("Kestrel Medical", "Finch Pump Pro", "9"), Some(Touch::Perhaps), "alike in name");
    check(("Kestrel Medical", "Finch", "9"), Some(Touch::Perhaps), "alike in name");
    check(("", "Kestrel Medical Aviary Gateway", "1"), Some(Touch::Affected), "");
    check(("", "Finch Pump", "2.3"), Some(Touch::Perhaps), "maker is not known");
    check(("", "libweir", "3.0"), Some(Touch::NotAffected), "is not");
    check(("", "some Finch Pump thing", "2.3"), Some(Touch::Perhaps), "alike");
    check(("", "2.0", ""), None, "");
}

#[test]
fn a_part_is_affected_in_its_whole() {
    let part = |within: &str| Held {
        identifiers: vec!["pkg:generic/libweir@1.8".to_owned()],
        within: within.to_owned(),
        ..held("", "libweir", "1.8")
    };
    check_held(part("Aviary Gateway 5.0"), Some(Touch::Affected), "libweir in Aviary");
    check_held(part("Another product"), Some(Touch::Perhaps), "does not know yet");
    let mut in_the_whole_alone = advisory();
    in_the_whole_alone.flaws[1].investigated.clear();
    let touches = expose(&in_the_whole_alone, has(&[part("Another product")]));
    let [case] = touches.cases.values().collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!(case.touch, Touch::Perhaps);
    assert!(case.reasons[0].says.contains("as a part of"), "{case:#?}");
    let doubtful =
        Held { doubt: "the bill may be of another version", ..held("Kestrel Medical", "Finch Pump", "2.3") };
    check_held(doubtful, Some(Touch::Perhaps), "another version");
    let safe = Held { doubt: "the bill may be of another version", ..held("Weir", "libweir", "2.0") };
    check_held(safe, Some(Touch::Perhaps), "another version");
}

#[test]
fn findings_count_whatever_the_names_say() {
    let found =
        |cve: &str| Found { device: 4, cve: cve.parse().unwrap(), title: "pump".to_owned(), at: at(3) };
    let touches = expose(
        &advisory(),
        Known { found: &[found("CVE-2026-40002"), found("CVE-2026-1000")], ..Known::default() },
    );
    assert_eq!(touches.cases.keys().collect::<Vec<_>>(), [&Subject::Device(4)]);
    assert_eq!(touches.answer(), (State::Affected, 1));
}

#[test]
fn what_may_be_told() {
    let tell = |held: &[Held]| expose(&advisory(), has(held)).answer();
    let on = |device, version: &str| Held {
        subject: Subject::Device(device),
        ..held("Kestrel", "Finch Pump", version)
    };
    assert_eq!(tell(&[]), (State::Perhaps, 0), "who knows of nothing cannot say no");
    assert_eq!(tell(&[held("Other", "thing", "1")]), (State::NotFound, 0));
    assert_eq!(tell(&[on(1, "2.4")]), (State::NotFound, 0));
    assert_eq!(tell(&[on(1, ""), on(2, ""), on(2, "2.4")]), (State::Perhaps, 2));
    assert_eq!(tell(&[on(1, "2.1"), on(2, ""), on(3, "2.2")]), (State::Affected, 2));
    let vendors = [("Kestrel".to_owned(), at(1)), ("Heron".to_owned(), at(2))];
    let touches = expose(&advisory(), Known { vendors: &vendors, ..has(&[held("Other", "thing", "1")]) });
    assert_eq!(touches.to_ask.keys().collect::<Vec<_>>(), ["Kestrel"]);
    assert_eq!(touches.answer(), (State::NotFound, 0), "a vendor to ask is no answer");
}

/// An advisory that names only what is fixed, or what is not affected, leaves the others open.
#[test]
fn what_an_advisory_does_not_say_is_maybe() {
    let fixed = Advisory {
        flaws: vec![Flaw { fixed: vec![1], not_affected: vec![6], ..Flaw::default() }],
        ..advisory()
    };
    let touch = |advisory: &Advisory, (vendor, product, version): (&str, &str, &str)| {
        let touches = expose(advisory, has(&[held(vendor, product, version)]));
        touches.cases.values().next().map(|case| case.touch)
    };
    assert_eq!(touch(&fixed, ("Kestrel", "Finch Pump", "2.4")), Some(Touch::NotAffected));
    for open in [
        ("Kestrel", "Finch Pump", "2.3"),
        ("Kestrel", "Finch Pump", ""),
        ("", "Finch Pump", "2.3"),
        ("", "Finch Pump", "2.4"),
        ("Kestrel", "Finch Pump Pro", "2.3"),
        ("Kestrel", "", ""),
    ] {
        assert_eq!(touch(&fixed, open), Some(Touch::Perhaps), "{open:?}");
    }
    assert_eq!(touch(&fixed, ("Kestrel", "Rookery Console", "1")), Some(Touch::NotAffected));
    assert_eq!(touch(&fixed, ("", "Rookery Console", "1")), None, "nobody else's console is spoken of");
    // Of the gateway not a word is said.
    for unspoken in [("Kestrel", "Aviary Gateway", "5"), ("", "Aviary Gateway", "5")] {
        assert_eq!(touch(&fixed, unspoken), Some(Touch::Perhaps), "{unspoken:?}");
    }
    // What one flaw leaves open, another one does not clear.
    let mut both = advisory();
    both.flaws.push(Flaw { fixed: vec![4], ..Flaw::default() });
    both.flaws[1].investigated = vec![];
    both.flaws[1].affected = vec![4];
    assert_eq!(touch(&both, ("Weir", "libweir", "2.0")), Some(Touch::Perhaps));
}

/// What cannot be known is *maybe*, whatever is held.
#[test]
fn finding_nothing_proves_nothing_when_the_question_cannot_be_answered() {
    let other = [held("Other", "thing", "1")];
    let scanned = Known { is_scanned: true, ..has(&other) };
    let blind = |advisory: &Advisory, known| {
        let touches = expose(advisory, known);
        let is_perhaps = touches.answer() == (State::Perhaps, 0);
        assert_eq!(is_perhaps, touches.blind.is_some());
        touches.blind
    };
    assert_eq!(blind(&advisory(), has(&other)), None);
    assert_eq!(blind(&advisory(), has(&[])), Some(Blind::NothingKnown));
    let gaps = Advisory { has_gaps: true, ..advisory() };
    assert_eq!(blind(&gaps, scanned), Some(Blind::Gaps));
    let mut untied = advisory();
    untied.flaws.push(Flaw { cve: "CVE-2026-40003".parse().ok(), ..Flaw::default() });
    assert_eq!(blind(&untied, has(&other)), Some(Blind::NotScanned));
    assert_eq!(blind(&untied, scanned), None);
    untied.flaws[2] = Flaw { title: "without a number".to_owned(), ..Flaw::default() };
    assert_eq!(blind(&untied, scanned), Some(Blind::Gaps));

    let sure = [held("Kestrel", "Finch Pump", "2.1")];
    let touches = expose(&gaps, has(&sure));
    assert_eq!((touches.answer(), touches.unsaid()), ((State::Affected, 1), None));

    let merged = |one, other| {
        let of = |blind| Touches { blind, ..Touches::default() };
        let mut touches = of(one);
        touches.merge(of(other));
        touches.blind
    };
    use Blind::{Gaps, NotScanned, NothingKnown};
    for (one, other, expected) in [
        (None, None, None),
        (Some(NotScanned), None, None),
        (Some(NotScanned), Some(NothingKnown), Some(NothingKnown)),
        (Some(Gaps), None, Some(Gaps)),
        (Some(Gaps), Some(NotScanned), Some(Gaps)),
    ] {
        assert_eq!(merged(one, other), expected);
        assert_eq!(merged(other, one), expected);
    }
}

#[test]
fn an_outage_touches_contracts_systems_and_devices() {
    let contract = |name: &str| Contract {
        vendor: VendorSeen {
            name: name.to_owned(),
            service: Some("claims".to_owned()),
            tier: Some(1),
            ..VendorSeen::default()
        },
        at: at(1),
    };
    let system = Relied {
        system: SystemSeen {
            name: "billing".to_owned(),
            vendor: Some("ClearClaims LLC".to_owned()),
            ..SystemSeen::default()
        },
        at: at(2),
    };
    let contracts = [contract("clearclaims, inc."), contract("ClearClaims East"), contract("Other")];
    let touches = outage("ClearClaims", &contracts, &[system], &[held("ClearClaims", "reader", "")]);
    let seen: Vec<_> = touches.cases.iter().map(|(subject, case)| (subject.clone(), case.touch)).collect();
    assert_eq!(
        seen,
        [
            (Subject::Device(0), Touch::Perhaps),
            (Subject::System("billing".to_owned()), Touch::Affected),
            (Subject::Vendor("ClearClaims East".to_owned()), Touch::Perhaps),
            (Subject::Vendor("clearclaims, inc.".to_owned()), Touch::Affected),
        ]
    );
    assert_eq!(touches.answer(), (State::Affected, 1));
    let says = &touches.cases[&Subject::Vendor("clearclaims, inc.".to_owned())].reasons[0].says;
    assert!(
        says.contains("no agreement (BAA) is listed") && says.contains("no plan for its outage"),
        "{says}"
    );
    assert_eq!(outage("Nobody", &contracts, &[], &[]).answer(), (State::NotFound, 0));
    assert_eq!(
        outage("Nobody", &[], &[], &[]).answer(),
        (State::Perhaps, 0),
        "without a register nobody can say no"
    );
    assert_eq!(outage(" , ", &contracts, &[], &[]).cases.len(), 0);
}

proptest! {
    /// Forgetting a version never makes anything look safer, but for what the publisher clears in every version.
    #[test]
    fn forgetting_a_version_never_clears(version in "[0-9]{1,2}(\\.[0-9]{1,2}){0,2}", place in 0usize..3) {
        let (vendor, product) = [("Kestrel", "Finch Pump"), ("Kestrel", "Aviary Gateway"), ("Weir", "libweir")][place];
        let touch = |version: &str| {
            let touches = expose(&advisory(), has(&[held(vendor, product, version)]));
            touches.cases.values().next().map(|case| case.touch)
        };
        prop_assert!(touch("").is_some_and(|touch| touch <= Touch::Perhaps), "{:?}", touch(""));
        prop_assert!(touch(&version).is_some());
    }
    #[test]
    fn no_text_makes_it_panic(vendor in ".{0,12}", product in ".{0,20}", version in ".{0,10}") {
        let touches = expose(&advisory(), Known { vendors: &[(vendor.clone(), at(1))], ..has(&[held(&vendor, &product, &version)]) });
        prop_assert!(touches.cases.len() <= 1);
        let _ = outage(&vendor, &[], &[], &[held(&product, &vendor, &version)]);
    }
}
