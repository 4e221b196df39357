//! An organisation and an office that write each other by files alone: both sides by the binary, the office's decisions
//! beside it.

use crate::ward::{Ran, demo_hospital, run, ward, write};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use ward_app::programme::{Office, Officer, decide_all, hand_over, signed_call};
use ward_app::{Clock as _, SystemClock};
use ward_catalog::Catalog;
use ward_domain::assessment::Grade;
use ward_domain::exposure::Question;
use ward_domain::{Digest, Money};
use ward_generator::Faults;
use ward_programme::Event;
use ward_programme::eligibility::{Condition, Group, Rule};
use ward_programme::funding::{Basis, Dated, Event as OfMoney, Force, Kind, RoundId, Terms};
use ward_programme::help::{Ask, Audience, Event as OfHelp, Priority, RequestNumber};
use ward_programme::incidents::Tlp;
use ward_programme::participants::{Consent, Event as OfParticipants, Kind as Class, ParticipantId, Profile};
use ward_store::Location;

const ADVISORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/commands/demo/sector/help/advisory.json");

/// A hospital whose key is enrolled at an office.
struct Both {
    folder: TempDir,
}

impl Both {
    fn new(files: &[&str]) -> Self {
        let both = Self { folder: tempfile::tempdir().expect("a folder") };
        let mut hospital = demo_hospital(Faults::Planted);
        hospital.files.retain(|file| files.iter().any(|name| file.name.contains(name)));
        let exports = both.path("exports");
        fs::create_dir(&exports).expect("a folder");
        let ran =
            run(ward().arg("import").arg("--data").arg(both.path("house")).args(write(&hospital, &exports)));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let key = both.house(&["packet", both.path("packet.zip").to_str().expect("UTF-8")]).out;
        let participant: ParticipantId = "anne".parse().expect("an id");
        let consent = Consent {
            given_on: "2026-11-01".parse().expect("a day"),
            document: None,
            in_statistics: true,
            among_peers: true,
            named_in_public: false,
        };
        let profile = Profile { name: "St. Anne".to_owned(), kind: Class::Acute, ..Profile::default() };
        let events = [
            OfParticipants::Listed { participant: participant.clone(), profile: Box::new(profile) },
            OfParticipants::Invited { participant: participant.clone() },
            OfParticipants::Enrolled { participant, consent, key: key.trim().parse().expect("a key") },
        ];
        both.decide(events.map(Event::Participants).to_vec());
        both
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn office(&self) -> Office {
        let place = Location::Folder(self.path("office"));
        Office::open(&place, Catalog::built_in(), Box::new(SystemClock), || Ok([4; 32])).expect("opened")
    }

    fn decide(&self, events: Vec<Event>) -> u64 {
        let made = decide_all(&self.office(), &Officer::at_this_machine(), events).expect("allowed");
        made.last().expect("an entry").number
    }

    /// A command of the hospital.
    fn house(&self, words: &[&str]) -> Ran {
        run(ward().current_dir(self.folder.path()).args(words).arg("--data").arg(self.path("house")))
    }

    #[track_caller]
    fn says(&self, words: &[&str], says: &[&str]) -> Ran {
        let ran = self.house(words);
        assert_eq!(ran.code, Some(0), "{words:?}: {}", ran.err);
        for said in says {
            assert!(
                ran.out.contains(said) || ran.err.contains(said),
                "{words:?}: {said}\n{}{}",
                ran.out,
                ran.err
            );
        }
        ran
    }

    #[track_caller]
    fn refuses(&self, words: &[&str], says: &str) {
        let ran = self.house(words);
        assert_eq!(ran.code, Some(2), "{words:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(says), "{words:?}: {}", ran.err);
    }

    #[track_caller]
    fn json(&self, words: &[&str]) -> serde_json::Value {
        let ran = self.says(&[words, &["--format", "json"]].concat(), &[]);
        serde_json::from_str(&ran.out).expect("JSON")
    }

    /// The office receives a file; what it says.
    #[track_caller]
    fn received(&self, name: &str, code: i32) -> String {
        let ran = run(ward().arg("receive").arg(self.path(name)).arg("--data").arg(self.path("office")));
        assert_eq!(ran.code, Some(code), "{}", ran.err);
        ran.err
    }

    fn key(&self) -> String {
        self.office().verifying_key().to_string()
    }
}

fn exists(path: &Path) -> bool {
    path.exists()
}

#[test]
fn an_advisory_is_looked_at_answered_and_taken() {
    let both = Both::new(&["medical", "cmms", "clinical", "pump", "vendor", "systems"]);
    both.says(&["advisory"], &["No advisory is kept"]);
    let read = both.says(
        &["advisory", ADVISORY],
        &["HMSA-2026-011", "MAYBE AFFECTED", "THE ANSWER", "Nothing was signed"],
    );
    assert!(read.out.contains("#L"), "with the line that shows it: {}", read.out);
    let seen = both.json(&["advisory", ADVISORY, "--sign", "answer.json"]);
    let (answer, touched) = (&seen["answer"], seen["touched"].as_array().expect("a list"));
    assert!(touched.iter().any(|one| one["kind"] == "device" && one["touch"] == "perhaps"), "{seen}");
    let file: Digest = seen["question"]["file"].as_str().expect("a digest").parse().expect("a digest");
    assert!(both.received("answer.json", 3).contains("not-asked"));
    let asks = Some(Ask { question: Question::Advisory { file }, id: String::new() });
    both.decide(vec![Event::Help(OfHelp::BulletinPublished {
        title: "Are you affected?".to_owned(),
        says: "Look at home".to_owned(),
        tlp: Tlp::Green,
        audience: Audience::Enrolled,
        asks,
    })]);
    assert!(both.received("answer.json", 0).contains("taken: entry"));
    let known = both.json(&["advisory"]);
    assert_eq!(known["advisories"].as_array().map(Vec::len), Some(1), "{known}");
    assert_eq!(
        (&known["answers"][0]["state"], &known["answers"][0]["devices"]),
        (&answer["state"], &answer["devices"])
    );
    both.refuses(&["advisory", ADVISORY, "--sign", "answer.json"], "cannot write answer.json");
    both.refuses(&["advisory", "--sign", "other.json"], "required");
    both.refuses(&["advisory", "--flaw", "CVE-1"], "CVE-1");
    both.refuses(&["advisory", "packet.zip"], "no advisory in CSAF");
    both.refuses(&["advisory", "--outage", " ", "--since", "2026-11-20"], "name the vendor");
    assert!(!exists(&both.path("other.json")));
    both.says(&["advisory", "--flaw", "CVE-2024-0010"], &["QUESTION CVE-2024-0010"]);
    both.says(&["advisory", "--outage", "Quillmark Clearing House", "--since", "2026-11-20"], &["Quillmark"]);
}

#[test]
fn many_records_are_asked_at_once() {
    let both = Both::new(&["medical", "cmms", "clinical", "pump", "vendor", "systems"]);
    let ask = |words: &[&str], code: i32| {
        let ran = run(ward().arg("advisory").args(words).arg("--records").arg(both.folder.path()));
        assert_eq!(ran.code, Some(code), "{words:?}: {}{}", ran.out, ran.err);
        ran.out
    };
    // The exports and the office lie there too.
    let alone = both.json(&["advisory", "--outage", "Quillmark Clearing House", "--since", "2026-11-20"]);
    let outage = ["--outage", "Quillmark Clearing House", "--since", "2026-11-20", "--format", "json"];
    let all: serde_json::Value = serde_json::from_str(&ask(&outage, 0)).expect("JSON");
    assert_eq!(all["records"].as_array().map(Vec::len), Some(1), "{all}");
    assert_eq!(all["records"][0]["folder"], "house");
    assert_eq!(all["records"][0]["state"], alone["answer"]["state"]);
    assert_eq!(all["records"][0]["devices"], alone["answer"]["devices"]);
    assert_eq!(all["folders_without_a_record"], serde_json::json!(["exports", "office"]));
    assert!(all["records"][0]["known_devices"].as_u64().is_some_and(|known| known > 0), "{all}");
    assert!(all["records"][0]["newest_evidence"].is_string(), "{all}");

    fs::create_dir(both.path("broken")).expect("a folder");
    fs::write(both.path("broken/ward.db"), "no database").expect("a file");
    let told = ask(&[ADVISORY], 4);
    assert!(told.contains("maybe affected") && told.contains("(house)"), "{told}");
    assert!(told.contains("could not look  broken:") && told.contains("records: 1,"), "{told}");
    assert!(told.contains("folders without a record in them: exports, office"), "{told}");
    both.says(&["advisory"], &["No advisory is kept"]);

    // What the advisory says and nobody understands is told here too.
    let text = fs::read_to_string(ADVISORY).expect("a file");
    let mut advisory: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    advisory["vulnerabilities"][0]["product_status"]["known_affected"][0] = "NO-SUCH-PRODUCT".into();
    let unclear = both.path("unclear.json");
    fs::write(&unclear, advisory.to_string()).expect("a file");
    let told = ask(&[unclear.to_str().expect("UTF-8")], 4);
    assert!(told.contains("NOT UNDERSTOOD IN THIS ADVISORY"), "{told}");

    let empty = both.path("exports");
    let ran = run(ward().args(["advisory", ADVISORY, "--records"]).arg(&empty));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("holds no folder with a record"), "{}", ran.err);
}

fn own<T>(value: T) -> Dated<T> {
    let citation = "by decision of the board".to_owned();
    let from = "2026-01-01".parse().expect("a day");
    Dated { value, basis: Basis { force: Force::Own, citation, scenario: None, from, to: None } }
}

fn terms() -> Terms {
    let now = SystemClock.now();
    let group =
        Group { name: "all".to_owned(), all_of: vec![Condition::Kind { one_of: [Class::Acute].into() }] };
    Terms {
        title: "Upfront investment 2027".to_owned(),
        kind: Kind::Upfront,
        opens: now - jiff::SignedDuration::from_hours(24),
        closes: now + jiff::SignedDuration::from_hours(24 * 40),
        budget: own(Money::dollars(1_000_000)),
        cap: own(Money::dollars(60_000)),
        required_grade: own(Grade::C),
        eligibility: own(Rule { any_of: vec![group] }),
        floors: Vec::new(),
        priorities: Vec::new(),
        reviews_needed: 0,
    }
}

#[test]
fn money_is_asked_for_and_the_office_has_it() {
    let both = Both::new(&["roster-employees", "entra-users"]);
    both.says(&["money"], &["No call is kept"]);
    both.refuses(&["money", "apply", "upfront-2027"], "no call of a round");
    let round: RoundId = "upfront-2027".parse().expect("a round");
    let drafted = OfMoney::RoundDrafted { round: round.clone(), terms: Box::new(terms()) };
    both.decide([drafted, OfMoney::RoundOpened { round: round.clone() }].map(Event::Funding).to_vec());
    let call = signed_call(&both.office(), &round).expect("open").to_bytes();
    fs::write(both.path("call.json"), call).expect("written");
    both.refuses(&["money", "keep", "call.json"], "key");
    both.says(&["money", "keep", "call.json", "--operator-key", &both.key()], &["Upfront investment 2027"]);
    both.says(
        &["money", "apply", "upfront-2027"],
        &["APPLICATION 1", "asked in all", "Nothing was kept or sent"],
    );
    let offer = both.json(&["money", "apply", "upfront-2027"]);
    let goal = offer["lines"][0]["goal"].as_str().expect("a goal");
    let ask = format!("{goal}=100");
    let words = ["money", "apply", "upfront-2027", "--ask", &ask, "--half-later", goal];
    let asked = both.json(&[&words[..], &["--sign", "application.json"]].concat());
    let lines = asked["application"]["lines"].as_array().expect("lines");
    assert_eq!((lines.len(), &lines[0]["asked"], &lines[0]["kept_back"]), (1, &10_000.into(), &5_000.into()));
    both.refuses(&["money", "apply", "upfront-2027", "--ask", "E4"], "such as E4=20000");
    let other = if goal == "H10" { "H9" } else { "H10" };
    both.refuses(&[&words[..], &["--half-later", other]].concat(), "is not asked for");
    both.refuses(&["money", "apply", "upfront-2027", "--ask", &format!("{goal}=900000000")], "at most");
    assert!(both.received("application.json", 0).contains("taken; the receipt is"));
    both.says(&["money", "keep", "application.receipt.json"], &["the office has the application as number"]);
    both.says(&["money"], &["application 1: $100 asked", "the office has it as number"]);
    let known = both.json(&["money"]);
    assert!(known["calls"][0]["applications"][0]["acknowledgement"]["number"].is_u64(), "{known}");
    both.refuses(&["money", "keep", "application.json"], "does not belong here");
}

#[test]
fn help_is_asked_for_and_its_result_becomes_evidence() {
    let both = Both::new(&["roster-employees"]);
    both.says(&["request"], &["Nothing was asked for"]);
    both.refuses(&["request", "for", "holiday", "Please."], "one of scan, assistance");
    let words = ["request", "for", "scan", "A scan from outside, please.", "--goal", "E4"];
    both.says(&words, &["REQUEST 1 for vulnerability scan", "about E4", "Nothing was kept or sent"]);
    let signed = both.json(&[&words[..], &["--sign", "request.json"]].concat());
    assert_eq!((&signed["number"], &signed["wants"]), (&1.into(), &"scan".into()));
    assert!(both.received("request.json", 0).contains("taken; the receipt is"));
    both.says(
        &["request", "keep", "request.receipt.json", "--operator-key", &both.key()],
        &["the office has the request for help as number"],
    );
    both.refuses(&["request", "result", "packet.zip"], "nothing was handed over");
    let scan = demo_hospital(Faults::Planted).files.into_iter().find(|file| file.name == "exercises.csv");
    let scan = scan.expect("a file").bytes;
    fs::write(both.path("scan.csv"), &scan).expect("written");
    let known = both.json(&["request"]);
    let number = known["requests"][0]["acknowledgement"]["number"].as_u64().expect("a number");
    let request = RequestNumber(number);
    let text = str::to_owned;
    let result =
        Digest(sha2::Digest::finalize(sha2::Digest::chain_update(sha2::Sha256::default(), &scan)).into());
    let steps = [
        OfHelp::Triaged { request, priority: Priority::Normal, because: text("in its turn") },
        OfHelp::Assigned { request, to: text("scanning team"), note: String::new() },
        OfHelp::Started { request },
        OfHelp::Delivered { request, result, says: text("The scan of your addresses.") },
    ];
    both.decide(steps.map(Event::Help).to_vec());
    let statement = hand_over(&both.office(), request).expect("delivered").to_bytes();
    fs::write(both.path("hand-over.json"), statement).expect("written");
    both.says(&["request", "keep", "hand-over.json"], &["The scan of your addresses."]);
    both.refuses(&["request", "result", "packet.zip"], "is not the file that was handed over");
    both.says(&["request", "result", "scan.csv"], &["used"]);
    both.says(&["request"], &["it is evidence here"]);
}
