//! A call for applications, and what answers it, of the made-up hospitals.

use super::outside::text;
use super::plan::{frame, outlook_of};
use super::{Fake, Kind, now};
use crate::port::money::{ApplicationRow, CallRow, Offer};
use crate::port::{Port, Trouble};
use jiff::SignedDuration;
use ward_domain::assessment::Grade;
use ward_domain::ids::Tier;
use ward_domain::letters::{Acknowledgement, Application, Call, LetterKind, VERSION};
use ward_domain::record::Event;
use ward_domain::{Digest, Money};
use ward_estate::date_of;
use ward_planner::outlook::funding::{Ask, already, application_lines, first_asks, lines, with_money};

/// The call that a hospital begins with.
pub(super) fn calls(kind: Kind) -> Vec<CallRow> {
    if matches!(kind, Kind::FirstRun | Kind::Empty) {
        return Vec::new();
    }
    let day =
        |days: i64| now().saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or_else(|_| now());
    let call = Call {
        version: VERSION,
        round: "upfront-2027".to_owned(),
        title: text(kind, "Upfront investment 2027"),
        tier: Tier::Essential,
        opened_at: day(-20),
        opens: day(-10),
        closes: day(40),
        budget: Money::dollars(2_000_000),
        cap: Money::dollars(60_000),
        required_grade: Grade::C,
        who: vec![text(kind, "small hospitals: beds is at most 100")],
        grounds: vec![text(kind, "the budget: the office’s own choice, by decision of the board")],
    };
    vec![CallRow { digest: Digest([60; 32]), call, kept_at: day(-5), applications: Vec::new() }]
}

pub(super) fn keep(fake: &Fake, bytes: &[u8]) -> Result<Option<Digest>, Trouble> {
    if bytes.starts_with(b"{\"call\"") {
        let call = calls(Kind::Typical).remove(0);
        let mut kept = fake.kept();
        if kept.beside.calls.iter().all(|known| known.digest != call.digest) {
            kept.beside.calls.push(call.clone());
        }
        return Ok(Some(call.digest));
    }
    if !bytes.starts_with(b"{\"acknowledgement\"") {
        return Err(Trouble::user("it is not kept: the file is not a signed envelope", ""));
    }
    let mut kept = fake.kept();
    let open = kept.beside.calls.iter_mut().flat_map(|call| &mut call.applications);
    let waiting = open.into_iter().find(|one| one.acknowledgement.is_none());
    let one = waiting.ok_or_else(|| Trouble::user("it is for a letter that was not signed here", ""))?;
    let answer = Acknowledgement {
        version: VERSION,
        participant: "o001".to_owned(),
        kind: LetterKind::Application,
        number: 700 + one.application.number,
        received_at: now(),
    };
    one.acknowledgement = Some((digest(90, one.application.number), answer));
    Ok(None)
}

fn digest(first: u8, number: u64) -> Digest {
    let mut bytes = [first; 32];
    bytes[31] = u8::try_from(number).unwrap_or(u8::MAX);
    Digest(bytes)
}

fn find(fake: &Fake, digest: Digest) -> Result<CallRow, Trouble> {
    let found = fake.kept().beside.calls.iter().find(|call| call.digest == digest).cloned();
    found.ok_or_else(|| Trouble::not_found("There is no such round here."))
}

pub(super) fn offer(fake: &Fake, call: Digest) -> Result<Offer, Trouble> {
    let call = find(fake, call)?.call;
    let seen = outlook_of(fake, Some(&with_money(&frame(fake), call.cap)))?;
    let lines = lines(&seen, fake.catalog(), call.tier);
    let to_show_met = fake.catalog().office_days.on(date_of(now())).to_show_met;
    let asks = first_asks(&lines, call.cap, date_of(call.closes), to_show_met);
    let already = already(&fake.posture(None)?.assessment, call.tier);
    Ok(Offer { lines, asks, already })
}

pub(super) fn draft(fake: &Fake, call: Digest, asks: &[Ask]) -> Result<(Application, Digest), Trouble> {
    let (offer, call) = (offer(fake, call)?, find(fake, call)?.call);
    let wrong = |why: String| Trouble::user(why, "");
    let lines = application_lines(&offer.lines, asks, call.cap).map_err(|e| wrong(e.to_string()))?;
    let signed = fake.kept().beside.calls.iter().map(|call| call.applications.len() as u64).sum::<u64>();
    let application = Application {
        version: VERSION,
        number: signed + 1,
        made_at: now(),
        catalogue: fake.catalog().version.clone(),
        round: call.round,
        lines,
        already: offer.already,
    };
    application.check().map_err(|e| wrong(e.to_string()))?;
    Ok((application, Digest([61; 32])))
}

pub(super) fn sign(fake: &Fake, call: Digest, asks: &[Ask]) -> Result<Digest, Trouble> {
    let (application, _) = draft(fake, call, asks)?;
    let letter = digest(80, application.number);
    let (kind, about) = (LetterKind::Application, application.round.clone());
    fake.append(Event::LetterSigned { kind, letter, about });
    let row = ApplicationRow { digest: letter, application, signed_at: now(), acknowledgement: None };
    if let Some(known) = fake.kept().beside.calls.iter_mut().find(|known| known.digest == call) {
        known.applications.push(row);
    }
    Ok(letter)
}
