//! The conformance suites of openspf.org, run over zones in memory.

use serde_yaml_ng::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use ward_collectors::dns::{Answer, Dns, Kind, Record};
use ward_collectors::spf::{Outcome, Sender, Verdict, check_host};

/// A zone of a suite: for each name its records in order; `None` is a time-out for what has not been found before it.
struct Zone(BTreeMap<String, Vec<Option<(String, Value)>>>);

impl Zone {
    fn of(zone: &Value) -> Self {
        let mut names = BTreeMap::new();
        for (name, records) in zone.as_mapping().unwrap() {
            let mut rows: Vec<Option<(String, Value)>> = Vec::new();
            for record in records.as_sequence().unwrap() {
                rows.push(record.as_mapping().map(|record| {
                    let (kind, value) = record.iter().next().unwrap();
                    (kind.as_str().unwrap().to_owned(), value.clone())
                }));
            }
            // The suites write type SPF; what has no TXT of its own is published as TXT too.
            if !rows.iter().flatten().any(|(kind, _)| kind == "TXT") {
                let copies: Vec<_> = rows
                    .iter()
                    .flatten()
                    .filter(|(kind, _)| kind == "SPF")
                    .map(|(_, value)| Some(("TXT".to_owned(), value.clone())))
                    .collect();
                rows.splice(0..0, copies);
            }
            names.insert(name.as_str().unwrap().to_lowercase(), rows);
        }
        Self(names)
    }

    fn look_up(&self, name: &str, kind: Kind, depth: usize) -> Answer {
        let Some(rows) = self.0.get(&name.trim_end_matches('.').to_lowercase()) else {
            return Answer::NoName;
        };
        let mut records = Vec::new();
        for row in rows {
            match row {
                None if records.is_empty() => return Answer::Failed("time-out".to_owned()),
                None => break,
                Some((_, value)) if value == "NONE" => {}
                Some((of, value)) if of == kind.as_str() && value == "TIMEOUT" => {
                    return Answer::Failed("time-out".to_owned());
                }
                Some((of, value)) if of == kind.as_str() => records.push(record(kind, value)),
                Some((of, value)) if of == "CNAME" && depth < 8 => {
                    return self.look_up(value.as_str().unwrap(), kind, depth + 1);
                }
                Some(_) => {}
            }
        }
        if records.is_empty() { Answer::NoData } else { Answer::Records(records) }
    }
}

impl Dns for Zone {
    async fn ask(&self, name: &str, kind: Kind) -> Answer {
        self.look_up(name, kind, 0)
    }
}

fn record(kind: Kind, value: &Value) -> Record {
    match kind {
        Kind::A | Kind::Aaaa => Record::Address(value.as_str().unwrap().parse().unwrap()),
        Kind::Ptr => Record::Name(value.as_str().unwrap().to_owned()),
        Kind::Mx => {
            let parts = value.as_sequence().unwrap();
            Record::Mx(parts[0].as_u64().unwrap() as u16, parts[1].as_str().unwrap().to_owned())
        }
        Kind::Txt => match value {
            Value::Sequence(strings) => {
                Record::Text(strings.iter().flat_map(|s| s.as_str().unwrap().bytes()).collect())
            }
            value => Record::Text(value.as_str().unwrap().as_bytes().to_vec()),
        },
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::None => "none",
        Outcome::Neutral => "neutral",
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::SoftFail => "softfail",
        Outcome::TempError => "temperror",
        Outcome::PermError => "permerror",
    }
}

/// Whether a verdict is one that the case allows.
fn fits(case: &Value, verdict: &Verdict) -> bool {
    let allowed = match &case["result"] {
        Value::Sequence(several) => several.iter().filter_map(Value::as_str).collect(),
        one => vec![one.as_str().unwrap()],
    };
    let explanation = match case["explanation"].as_str() {
        None => return allowed.contains(&word(verdict.outcome)),
        // The receiver's own words: none of ours.
        Some("DEFAULT") => None,
        Some(text) => Some(text),
    };
    allowed.contains(&word(verdict.outcome)) && verdict.explanation.as_deref() == explanation
}

#[tokio::main(flavor = "current_thread")]
async fn run(file: &str, at_least: usize) {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/dns-mail/spf").join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: no corpus at {}", path.display());
        return;
    };
    let (mut cases, mut wrong) = (0, Vec::new());
    for document in serde_yaml_ng::Deserializer::from_str(&text) {
        let section: Value = serde::Deserialize::deserialize(document).unwrap();
        if section.is_null() {
            continue;
        }
        let zone = Zone::of(&section["zonedata"]);
        for (name, case) in section["tests"].as_mapping().unwrap() {
            let name = name.as_str().unwrap();
            let mail_from = case["mailfrom"].as_str().unwrap_or_default();
            let sender = Sender {
                address: case["host"].as_str().unwrap().parse().unwrap(),
                mail_from,
                helo: case["helo"].as_str().unwrap(),
            };
            let verdict = check_host(&zone, &sender).await;
            if !fits(case, &verdict) {
                wrong.push(format!(
                    "{name}: expected {:?} {:?}, got {verdict:?}",
                    case["result"], case["explanation"]
                ));
            }
            cases += 1;
        }
    }
    eprintln!("{file}: {cases} cases");
    assert!(cases >= at_least, "only {cases} cases");
    assert!(wrong.is_empty(), "{} of {cases} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_suite_of_rfc_7208_passes() {
    run("rfc7208-tests.yml", 200);
}
#[test]
fn the_suite_of_rfc_4408_passes_too() {
    run("rfc4408-tests.yml", 180);
}
