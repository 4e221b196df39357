//! Both sides: a signed request, the office's work, and a result that becomes evidence.

use super::*;
use crate::FixedClock;
use crate::money::{Kept, keep_letter};
use crate::programme::{Office, Officer, decide_all, hand_over, receive_request, request_acknowledgement};
use jiff::civil::date;
use tempfile::TempDir;
use ward_catalog::Catalog;
use ward_programme::help::{Event as OfHelp, Priority, RequestNumber};
use ward_programme::participants::{Consent, Event as OfParticipants, ParticipantId, Profile};
use ward_programme::{Event as Decided, Refused};
use ward_store::Location;

fn now() -> Timestamp {
    "2026-11-21T20:00:00Z".parse().unwrap()
}

fn us() -> Actor {
    Actor::at_this_machine()
}

struct Both {
    ctx: Ctx,
    office: Office,
    /// Kept as long as the two.
    _folders: (TempDir, TempDir),
}

impl Both {
    fn new() -> Self {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let place = |folder: &TempDir| Location::Folder(folder.path().to_owned());
        let clock = || Box::new(FixedClock(now()));
        let ctx = Ctx::open(&place(&here), Catalog::built_in(), clock(), || Ok([3; 32])).unwrap();
        let office = Office::open(&place(&there), Catalog::built_in(), clock(), || Ok([4; 32])).unwrap();
        let participant: ParticipantId = "anne".parse().unwrap();
        let consent = Consent {
            given_on: date(2026, 11, 1),
            document: None,
            in_statistics: true,
            among_peers: true,
            named_in_public: false,
        };
        let key = ctx.verifying_key().to_string().parse().unwrap();
        let profile = Box::new(Profile { name: "St. Anne".to_owned(), ..Profile::default() });
        let events = [
            OfParticipants::Listed { participant: participant.clone(), profile },
            OfParticipants::Invited { participant: participant.clone() },
            OfParticipants::Enrolled { participant, consent, key },
        ];
        decide_all(&office, &Officer::at_this_machine(), events.map(Decided::Participants).to_vec()).unwrap();
        Self { ctx, office, _folders: (here, there) }
    }

    fn signed(&self, need: &Need) -> Vec<u8> {
        crate::money::letter(&self.ctx, &us(), sign(&self.ctx, &us(), need).unwrap()).unwrap()
    }

    #[track_caller]
    fn refuses(&self, bytes: &[u8], code: &str) {
        let before = self.office.kept_files();
        match receive_request(&self.office, bytes, now()) {
            Err(AppError::Refused(Refused { code: found, why })) => assert_eq!(found, code, "{why}"),
            other => panic!("{other:?}"),
        }
        assert_eq!(self.office.kept_files(), before, "what is refused leaves no file");
    }

    /// The office does the work; the result is that file.
    fn deliver(&self, request: RequestNumber, result: Digest) {
        let text = str::to_owned;
        let events = [
            OfHelp::Triaged { request, priority: Priority::Normal, because: text("in its turn") },
            OfHelp::Assigned { request, to: text("scanning team"), note: String::new() },
            OfHelp::Started { request },
            OfHelp::Delivered { request, result, says: text("The scan of your addresses.") },
        ];
        decide_all(&self.office, &Officer::at_this_machine(), events.map(Decided::Help).to_vec()).unwrap();
    }
}

fn need() -> Need {
    Need {
        wants: "scan".to_owned(),
        says: "A scan from outside before winter, please.".to_owned(),
        goals: vec!["E4".parse().unwrap(), "E1".parse().unwrap(), "E1".parse().unwrap()],
        wanted_by: Some(date(2026, 12, 20)),
    }
}

/// A file that an importer knows.
fn result() -> Vec<u8> {
    let plan = ward_generator::Plan {
        beds: 25,
        seed: 7,
        as_of: date(2026, 11, 21),
        faults: ward_generator::Faults::Planted,
    };
    let files = ward_generator::hospital(&plan).files;
    files.into_iter().find(|file| file.name == "exercises.csv").unwrap().bytes
}

#[test]
fn a_request_goes_to_the_office_and_its_result_becomes_evidence() {
    let both = Both::new();
    let read = draft(&both.ctx, &us(), &need()).unwrap();
    assert!(crate::record::entries(&both.ctx, &us()).unwrap().is_empty(), "reading keeps nothing");
    assert_eq!(read.goals.iter().map(ToString::to_string).collect::<Vec<_>>(), ["E1", "E4"]);
    let bytes = both.signed(&need());
    let taken = receive_request(&both.office, &bytes, now()).unwrap();
    assert_eq!(receive_request(&both.office, &bytes, now()).unwrap(), taken);
    assert_eq!(both.office.kept_files(), [ward_ledger::Envelope::read(&bytes).unwrap().digest()]);
    assert_eq!(request_acknowledgement(&both.office, taken.request).unwrap(), taken.acknowledgement);
    let programme = both.office.programme().unwrap();
    let known = programme.help.request(taken.request).unwrap();
    assert_eq!((known.participant.as_str(), known.wanted_by), ("anne", Some(date(2026, 12, 20))));
    assert_eq!(known.steps[0].actor, "anne, by signature");

    let key = both.office.verifying_key();
    keep_letter(&both.ctx, &us(), &taken.acknowledgement.to_bytes(), Some(&key)).unwrap();
    assert!(matches!(hand_over(&both.office, taken.request), Err(AppError::Refused(_))), "nothing yet");
    let file = result();
    let early = take_result(&both.ctx, &us(), None, "scan.csv", &mut file.as_slice());
    assert!(early.unwrap_err().to_string().contains("nothing was handed over"));
    let digest = Digest(<sha2::Sha256 as sha2::Digest>::digest(&file).into());
    both.deliver(taken.request, digest);
    let statement = hand_over(&both.office, taken.request).unwrap().to_bytes();
    let kept = keep_letter(&both.ctx, &us(), &statement, None).unwrap();
    assert!(matches!(kept, Kept::HandOver(about, _) if about == digest));
    let seen = requests(&both.ctx, &us()).unwrap().remove(0);
    assert_eq!(seen.acknowledgement.unwrap().1.number, taken.request.0);
    let (letter, about, says, is_evidence) = seen.results[0].clone();
    assert_eq!((about, says.says.as_str(), is_evidence), (digest, "The scan of your addresses.", false));

    let other = take_result(&both.ctx, &us(), Some(letter), "scan.csv", &mut &b"another file"[..]);
    assert!(other.unwrap_err().to_string().contains("is not the file that was handed over"));
    let none = take_result(&both.ctx, &us(), Some(about), "scan.csv", &mut file.as_slice());
    assert!(matches!(none, Err(AppError::NoSuchEvidence(_))), "that is the file and no hand-over");
    let input = take_result(&both.ctx, &us(), Some(letter), "scan.csv", &mut file.as_slice()).unwrap();
    assert_eq!(input.digest, Some(digest));
    assert!(requests(&both.ctx, &us()).unwrap()[0].results[0].3, "it is evidence");
    let again = take_result(&both.ctx, &us(), None, "scan.csv", &mut file.as_slice()).unwrap();
    assert_eq!(again.digest, Some(digest), "by whichever hand-over");
    // The packet of the record holds the letters, and holds.
    let packet = crate::packet::export(&both.ctx, &us(), std::io::Cursor::new(Vec::new())).unwrap();
    crate::packet::verify(both.ctx.catalog(), packet, None, false).unwrap();
}

#[test]
fn what_is_wrong_is_refused_with_its_reason() {
    let both = Both::new();
    let (first, second) = (both.signed(&need()), both.signed(&need()));
    receive_request(&both.office, &second, now()).unwrap();
    both.refuses(&first, "replayed");
    both.refuses(b"{}", "not-a-request");
    both.refuses(&both.signed(&Need { wants: "holiday".to_owned(), ..need() }), "kind-of-help");
    let stranger = ward_ledger::SigningKey::new("ward/main", &[8; 32]).unwrap();
    let letter = draft(&both.ctx, &us(), &need()).unwrap();
    let forged = ward_ledger::claim::seal_about(&stranger, Digest([1; 32]), &letter).unwrap();
    both.refuses(&forged.to_bytes(), "unknown-key");
    let key = ward_ledger::SigningKey::new("ward/main", &[3; 32]).unwrap();
    let ahead = Request { made_at: "2026-11-21T20:10:01Z".parse().unwrap(), ..letter };
    let ahead = ward_ledger::claim::seal_about(&key, Digest([1; 32]), &ahead).unwrap();
    both.refuses(&ahead.to_bytes(), "from-the-future");
    assert!(matches!(draft(&both.ctx, &us(), &Need::default()), Err(AppError::Invalid(_))));
    let reader = Actor::with("Ada", &[Permission::Read]);
    assert!(matches!(sign(&both.ctx, &reader, &need()), Err(AppError::NotAllowed { .. })));
}
