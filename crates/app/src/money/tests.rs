//! Both sides: a call from the office, an application from the organisation's plan, and what comes back.

use super::*;
use crate::evidence::{Import, import};
use crate::programme::{
    Office, Officer, TakenApplication, acknowledgement, decide, decide_all, receive_application, signed_call,
};
use crate::{FixedClock, Permission};
use jiff::SignedDuration;
use jiff::civil::date;
use tempfile::TempDir;
use ward_catalog::Catalog;
use ward_domain::Money;
use ward_domain::assessment::Grade;
use ward_domain::letters::Application;
use ward_ledger::claim::seal_about;
use ward_ledger::{Envelope, SigningKey};
use ward_planner::outlook::funding::Ask;
use ward_programme::eligibility::{Condition, Group, Rule};
use ward_programme::funding::{Basis, Dated, Event as OfMoney, Force, Kind, RoundId, Terms};
use ward_programme::participants::{Consent, Event as OfParticipants, Kind as Class, ParticipantId, Profile};
use ward_programme::{Event, Refused};
use ward_store::Location;

const SECRET: [u8; 32] = [3; 32];

fn now() -> Timestamp {
    "2026-11-21T20:00:00Z".parse().unwrap()
}

fn us() -> Actor {
    Actor::at_this_machine()
}

fn officer() -> Officer {
    Officer::at_this_machine()
}

fn round() -> RoundId {
    "upfront-2027".parse().unwrap()
}

fn own_key() -> SigningKey {
    SigningKey::new("ward/main", &SECRET).unwrap()
}

/// An organisation with a few files, and an office with an open round, each in a folder.
struct Both {
    ctx: Ctx,
    office: Office,
    folders: (TempDir, TempDir),
}

fn own<T>(value: T) -> Dated<T> {
    let citation = "by decision of the board".to_owned();
    let basis = Basis { force: Force::Own, citation, scenario: None, from: date(2026, 1, 1), to: None };
    Dated { value, basis }
}

fn terms(cap: i64, kind: Class) -> Terms {
    let group = Group { name: "all".to_owned(), all_of: vec![Condition::Kind { one_of: [kind].into() }] };
    Terms {
        title: "Upfront investment 2027".to_owned(),
        kind: Kind::Upfront,
        opens: now() - SignedDuration::from_hours(24),
        closes: now() + SignedDuration::from_hours(24 * 40),
        budget: own(Money::dollars(1_000_000)),
        cap: own(Money::dollars(cap)),
        required_grade: own(Grade::C),
        eligibility: own(Rule { any_of: vec![group] }),
        floors: Vec::new(),
        priorities: Vec::new(),
        reviews_needed: 0,
    }
}

fn enrolled(name: &str, key: &SigningKey, kind: Class) -> Vec<Event> {
    let participant: ParticipantId = name.parse().unwrap();
    let consent = Consent {
        given_on: date(2026, 11, 1),
        document: None,
        in_statistics: true,
        among_peers: true,
        named_in_public: false,
    };
    let profile = Box::new(Profile { name: name.to_owned(), kind, ..Profile::default() });
    let key = key.verifying_key().to_string().parse().unwrap();
    [
        OfParticipants::Listed { participant: participant.clone(), profile },
        OfParticipants::Invited { participant: participant.clone() },
        OfParticipants::Enrolled { participant, consent, key },
    ]
    .map(Event::Participants)
    .to_vec()
}

fn money(event: OfMoney) -> Event {
    Event::Funding(event)
}

impl Both {
    fn new() -> Self {
        Self::with(terms(60_000, Class::Acute))
    }

    fn with(terms: Terms) -> Self {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let place = |folder: &TempDir| Location::Folder(folder.path().to_owned());
        let clock = || Box::new(FixedClock(now()));
        let ctx = Ctx::open(&place(&here), Catalog::built_in(), clock(), || Ok(SECRET)).unwrap();
        let plan = ward_generator::Plan {
            beds: 25,
            seed: 7,
            as_of: date(2026, 11, 21),
            faults: ward_generator::Faults::Planted,
        };
        let files = ward_generator::hospital(&plan).files;
        for file in
            files.iter().filter(|file| ["roster-employees.csv", "entra-users.json"].contains(&&*file.name))
        {
            let request = Import {
                file_name: &file.name,
                content: &mut file.bytes.as_slice(),
                collected_on: Some(file.collected_on),
                mapping: None,
            };
            import(&ctx, &us(), request).unwrap();
        }
        let office = Office::open(&place(&there), Catalog::built_in(), clock(), || Ok([4; 32])).unwrap();
        decide_all(&office, &officer(), enrolled("anne", &own_key(), Class::Acute)).unwrap();
        let drafted = OfMoney::RoundDrafted { round: round(), terms: Box::new(terms) };
        decide_all(&office, &officer(), vec![money(drafted), money(OfMoney::RoundOpened { round: round() })])
            .unwrap();
        Self { ctx, office, folders: (here, there) }
    }

    /// The call is kept; its digest.
    fn called(&self) -> Digest {
        let call = signed_call(&self.office, &round()).unwrap().to_bytes();
        match keep_letter(&self.ctx, &us(), &call, Some(&self.office.verifying_key())).unwrap() {
            Kept::Call(digest, _) => digest,
            other => panic!("{other:?}"),
        }
    }

    fn asks(&self, call: Digest) -> Vec<Ask> {
        offer(&self.ctx, &us(), call).unwrap().asks
    }

    fn sign(&self, call: Digest, asks: &[Ask]) -> SignedLetter {
        let read = draft(&self.ctx, &us(), call, asks).unwrap();
        sign(&self.ctx, &us(), call, asks, read.as_read).unwrap()
    }

    #[track_caller]
    fn take(&self, bytes: &[u8]) -> TakenApplication {
        receive_application(&self.office, bytes, now()).unwrap()
    }

    #[track_caller]
    fn refuses(&self, bytes: &[u8], code: &str) {
        let before = (self.office.record(None, 1).unwrap().0, self.office.kept_files());
        match receive_application(&self.office, bytes, now()) {
            Err(AppError::Refused(Refused { code: found, why })) => assert_eq!(found, code, "{why}"),
            other => panic!("{other:?}"),
        }
        assert_eq!((self.office.record(None, 1).unwrap().0, self.office.kept_files()), before);
    }

    /// Refused when that is changed in an application that is right and rightly signed.
    #[track_caller]
    fn refuses_changed(&self, key: &SigningKey, change: impl FnOnce(&mut Application), code: &str) {
        let call = self.called();
        let mut letter = draft(&self.ctx, &us(), call, &self.asks(call)).unwrap().application;
        change(&mut letter);
        self.refuses(&seal_about(key, call, &letter).unwrap().to_bytes(), code);
    }

    #[track_caller]
    fn is_not_kept(&self, bytes: &[u8], key: Option<&SigningKey>, says: &str) {
        let key = key.map(SigningKey::verifying_key);
        let refused = keep_letter(&self.ctx, &us(), bytes, key.as_ref()).unwrap_err().to_string();
        assert!(refused.contains(says), "{refused}");
    }
}

#[test]
fn an_application_goes_from_the_call_to_the_acknowledgement() {
    let both = Both::new();
    let call = both.called();
    let offer = offer(&both.ctx, &us(), call).unwrap();
    assert!(!offer.lines.is_empty() && !offer.asks.is_empty());
    assert_eq!((offer.call.round.as_str(), offer.call.cap), ("upfront-2027", Money::dollars(60_000)));
    let before = crate::record::entries(&both.ctx, &us()).unwrap().len();
    let read = draft(&both.ctx, &us(), call, &offer.asks).unwrap();
    assert_eq!(crate::record::entries(&both.ctx, &us()).unwrap().len(), before, "reading keeps nothing");
    assert!(read.application.asked() <= Money::dollars(60_000));
    let signed = sign(&both.ctx, &us(), call, &offer.asks, read.as_read).unwrap();

    let taken = both.take(&signed.bytes);
    assert_eq!(taken.participant.as_str(), "anne");
    assert_eq!(both.office.kept_files(), [signed.digest]);
    let programme = both.office.programme().unwrap();
    let filed = programme.funding.application(taken.application).unwrap();
    assert_eq!((filed.asked(), filed.form.document), (read.application.asked(), signed.digest));
    assert_eq!(filed.filed.by, "anne, by signature");
    assert_eq!(filed.received.as_ref().unwrap().sent.already, read.application.already);
    let again =
        receive_application(&both.office, &signed.bytes, now() + SignedDuration::from_hours(5)).unwrap();
    assert_eq!(again, taken, "the same file gets the same acknowledgement");
    assert_eq!(acknowledgement(&both.office, taken.application).unwrap(), taken.acknowledgement);

    let there = Location::Folder(both.folders.1.path().to_owned());
    let clock = Box::new(FixedClock(now()));
    let reopened = Office::open(&there, Catalog::built_in(), clock, || Ok([4; 32])).unwrap();
    assert_eq!(
        *reopened.programme().unwrap(),
        *both.office.programme().unwrap(),
        "the record tells all of it"
    );

    let bytes = taken.acknowledgement.to_bytes();
    let kept = keep_letter(&both.ctx, &us(), &bytes, None).unwrap();
    assert!(matches!(kept, Kept::Acknowledgement(letter, _) if letter == signed.digest));
    keep_letter(&both.ctx, &us(), &bytes, None).unwrap();
    let known = calls(&both.ctx, &us()).unwrap().remove(0);
    let (file, answer) = known.applications[0].acknowledgement.clone().unwrap();
    assert_eq!((answer.number, answer.received_at), (taken.application.0, now()));
    assert_eq!(letter(&both.ctx, &us(), file).unwrap(), bytes);
    assert_eq!(letter(&both.ctx, &us(), signed.digest).unwrap(), signed.bytes);
    // The packet of the record holds the letters, and holds.
    let packet = crate::packet::export(&both.ctx, &us(), std::io::Cursor::new(Vec::new())).unwrap();
    crate::packet::verify(both.ctx.catalog(), packet, None, false).unwrap();
}

#[test]
fn nothing_of_the_estate_is_in_an_application() {
    let both = Both::new();
    let call = both.called();
    let signed = both.sign(call, &both.asks(call));
    let told =
        String::from_utf8(Envelope::read(&signed.bytes).unwrap().claims().to_vec()).unwrap().to_lowercase();
    let estate = crate::posture::posture(&both.ctx, &us(), None).unwrap().estate.clone();
    let mut names: Vec<String> = estate.people.iter().map(|person| person.name.to_lowercase()).collect();
    names.extend(estate.accounts.iter().flat_map(|one| [one.name.to_lowercase(), one.log_in.to_lowercase()]));
    names.push("roster-employees".to_owned());
    names.retain(|name| name.len() >= 5);
    assert!(names.len() > 50, "{}", names.len());
    for name in names {
        assert!(!told.contains(&name), "`{name}` is in {told}");
    }
    let read = draft(&both.ctx, &us(), call, &both.asks(call)).unwrap().application;
    let mut actions = read.lines.iter().flat_map(|line| &line.actions);
    assert!(
        actions.all(|action| both.ctx.catalog().actions.contains_key(action)),
        "every word is the catalogue's"
    );
}

#[test]
fn a_newer_application_takes_the_place_and_an_old_one_does_not_come_back() {
    let both = Both::new();
    let call = both.called();
    let asks = both.asks(call);
    let first = both.sign(call, &asks[..1]);
    let taken = both.take(&first.bytes);
    let second = both.sign(call, &asks);
    assert_eq!(both.take(&second.bytes).application, taken.application);
    both.refuses(&first.bytes, "replayed");
    let application = taken.application;
    let withdrawn = OfMoney::ApplicationWithdrawn { application, reason: "they asked".to_owned() };
    decide(&both.office, &officer(), money(withdrawn)).unwrap();
    // What was acknowledged stays acknowledged; it does not stand again.
    assert_eq!(both.take(&second.bytes).application, taken.application);
    let third = both.sign(call, &asks);
    assert_ne!(both.take(&third.bytes).application, taken.application);
}

#[test]
fn what_is_wrong_is_refused_with_its_reason() {
    let both = Both::new();
    let key = own_key();
    let stranger = SigningKey::new("ward/main", &[8; 32]).unwrap();
    both.refuses(b"{}", "not-an-application");
    both.refuses_changed(&stranger, |_| {}, "unknown-key");
    let ahead = now() + SignedDuration::from_secs(601);
    both.refuses_changed(&key, |letter| letter.made_at = ahead, "from-the-future");
    both.refuses_changed(&key, |letter| letter.catalogue = "2020.1".to_owned(), "catalogue");
    both.refuses_changed(&key, |letter| letter.lines[0].actions = vec!["pacs1".to_owned()], "unknown-action");
    both.refuses_changed(&key, |letter| letter.round = "no-such-round".to_owned(), "no-such-round");
    both.refuses_changed(
        &key,
        |letter| {
            letter.lines[0].cost = Money::dollars(90_000);
            letter.lines[0].asked = Money::dollars(90_000);
        },
        "over-cap",
    );
    let call = both.called();
    let letter = draft(&both.ctx, &us(), call, &both.asks(call)).unwrap().application;
    both.refuses(&seal_about(&key, Digest([7; 32]), &letter).unwrap().to_bytes(), "other-call");
    let right = seal_about(&key, call, &letter).unwrap().to_bytes();
    let text = String::from_utf8(right.clone()).unwrap();
    let sig = text.find("\"sig\":\"").unwrap() + 7;
    let flipped = if &text[sig..=sig] == "A" { "B" } else { "A" };
    let forged = format!("{}{flipped}{}", &text[..sig], &text[sig + 1..]);
    both.refuses(forged.as_bytes(), "signature");
    both.refuses(&signed_call(&both.office, &round()).unwrap().to_bytes(), "unknown-key");
    let left = OfParticipants::Left { participant: "anne".parse().unwrap(), because: "moved".to_owned() };
    decide(&both.office, &officer(), Event::Participants(left)).unwrap();
    both.refuses(&right, "left");
}

#[test]
fn whoever_is_not_eligible_is_told_so() {
    let both = Both::new();
    let other = SigningKey::new("ward/main", &[6; 32]).unwrap();
    decide_all(&both.office, &officer(), enrolled("bede", &other, Class::Psychiatric)).unwrap();
    both.refuses_changed(&other, |_| {}, "not-eligible");
}

#[test]
fn only_what_the_office_signed_is_kept() {
    let both = Both::new();
    let call = signed_call(&both.office, &round()).unwrap().to_bytes();
    let stranger = SigningKey::new("ward/operator", &[8; 32]).unwrap();
    both.is_not_kept(&call, None, "the operator's key is not known yet");
    both.is_not_kept(&call, Some(&stranger), "signed with the key");
    both.is_not_kept(b"{}", Some(&stranger), "not a signed envelope");
    let kept = both.called();
    assert_eq!(both.called(), kept, "once");
    assert_eq!(calls(&both.ctx, &us()).unwrap().len(), 1);
    both.is_not_kept(&both.sign(kept, &both.asks(kept)).bytes, None, "does not belong here");
    // The same round with other terms, signed by the very office: a reason to ask.
    let other = Both::with(terms(50_000, Class::Acute));
    let changed = signed_call(&other.office, &round()).unwrap().to_bytes();
    both.is_not_kept(&changed, None, "another call for the round");
    let reader = Actor::with("Ada", &[Permission::Read]);
    assert!(matches!(keep_letter(&both.ctx, &reader, &call, None), Err(AppError::NotAllowed { .. })));
    let asks = both.asks(kept);
    let read = draft(&both.ctx, &reader, kept, &asks).unwrap();
    assert!(matches!(sign(&both.ctx, &reader, kept, &asks, read.as_read), Err(AppError::NotAllowed { .. })));
    assert!(matches!(sign(&both.ctx, &us(), kept, &asks[..0], read.as_read), Err(AppError::Invalid(_))));
    let wrong = sign(&both.ctx, &us(), kept, &asks, Digest([1; 32])).unwrap_err().to_string();
    assert!(wrong.contains("has changed since you read it"), "{wrong}");
}
