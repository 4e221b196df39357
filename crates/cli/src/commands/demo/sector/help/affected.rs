//! One advisory and one outage: the office asks, organisations answer with their own keys, and the hospital whose pages are
//! shown looks, reads and answers as its own pages do it.

use super::adviser;
use crate::commands::demo::sector::{Story, ours, reports::KEY_NAME};
use crate::failure::Failure;
use ward_app::advisories::{keep, sign, touched};
use ward_app::programme::{Office, keep_advisory, receive_answer, receive_answers};
use ward_app::{Actor, AppError, Ctx};
use ward_domain::exposure::{Exposure, Question, State, VERSION};
use ward_generator::sector::Organisation;
use ward_ledger::SigningKey;
use ward_programme::Event;
use ward_programme::help::{Ask, Audience, Event as Of};
use ward_programme::incidents::Tlp;

/// Made up, like everything in the story.
const ADVISORY: &[u8] = include_bytes!("advisory.json");
/// The vendor that is down; it stands in the register of the hospital that is shown.
const DOWN: &str = "Quillmark Clearing House";
/// The weeks in which the office asks.
const ASKED: [u32; 2] = [100, 102];

/// What happens in a week.
pub(super) fn week(story: &Story<'_>, week: u32) -> Result<(), AppError> {
    if week == ASKED[0] {
        let (file, read) = keep_advisory(story.office, &adviser(), "hmsa-2026-011.json", &mut &*ADVISORY)?;
        let ask = Ask { question: Question::Advisory { file }, id: read.advisory.id };
        let says = "Pumps of a widespread kind take settings without a log-in. Look into the advisory at home, put what is \
                    affected on a network of its own, and answer: we need to know how many devices to help with.";
        publish(story, &read.advisory.title, says, ask)?;
    }
    if week == ASKED[1] {
        let since = story.today();
        let ask = Ask { question: Question::Outage { vendor: DOWN.to_owned(), since }, id: String::new() };
        let says = "The clearing house takes no claims since this morning. Tell us whether you depend on it, so that we can \
                    say to payers how many wait.";
        publish(story, "Outage of Quillmark Clearing House", says, ask)?;
    }
    if ASKED.iter().any(|asked| *asked < week && week <= asked + 2) {
        answer(story, week)?;
    }
    Ok(())
}

fn publish(story: &Story<'_>, title: &str, says: &str, ask: Ask) -> Result<(), AppError> {
    let event = Of::BulletinPublished {
        title: title.to_owned(),
        says: says.to_owned(),
        tlp: Tlp::Green,
        audience: Audience::Enrolled,
        asks: Some(ask),
    };
    story.decide_one(&adviser(), Event::Help(event)).map(drop)
}

/// Six of ten answer in the week after they were asked, two more in the next, and two never do.
fn answer(story: &Story<'_>, week: u32) -> Result<(), AppError> {
    let programme = story.office.programme()?;
    let mut files = Vec::new();
    for bulletin in programme.help.bulletins() {
        let Some(ask) = bulletin.asks.as_ref().filter(|_| bulletin.withdrawn.is_none()) else { continue };
        let is_advisory = matches!(ask.question, Question::Advisory { .. });
        let asked = if is_advisory { ASKED[0] } else { ASKED[1] };
        for (place, (participant, one)) in story.enrolled()?.into_iter().enumerate() {
            let late = week - asked.min(week);
            let is_due = match place % 10 {
                0..6 => late == 1,
                6 | 7 => late == 2,
                _ => false,
            };
            let has_answered =
                programme.help.answers(bulletin.number).iter().any(|given| given.participant == participant);
            if is_due && !has_answered {
                files.push(signed(story, one, ask, place, is_advisory)?);
            }
        }
    }
    let slices: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    for taken in receive_answers(story.office, &slices, story.office.now())? {
        taken?;
    }
    Ok(())
}

/// What one organisation finds at home, chosen by its beds and its place in the sector.
fn signed(
    story: &Story<'_>,
    one: &Organisation,
    ask: &Ask,
    place: usize,
    is_advisory: bool,
) -> Result<Vec<u8>, AppError> {
    let beds = one.beds.unwrap_or(0);
    let state = match (place % 7, is_advisory) {
        (2, true) => State::Perhaps,
        (0 | 1, _) | (2 | 3, false) => State::NotFound,
        (_, true) if beds == 0 => State::NotFound,
        _ => State::Affected,
    };
    let devices = match (state, is_advisory) {
        (State::NotFound, _) | (_, false) => 0,
        _ => beds / 3 + 2,
    };
    let exposure = Exposure {
        version: VERSION,
        about: ask.question.about(),
        question: ask.digest(),
        as_of: story.today(),
        made_at: story.office.now(),
        state,
        devices,
    };
    let key = SigningKey::new(KEY_NAME, &one.key).map_err(ours)?;
    Ok(ward_ledger::claim::seal(&key, &exposure).map_err(ours)?.to_bytes())
}

/// The hospital keeps the advisory, looks into both questions and answers them.
pub(crate) fn own_answers(office: &Office, house: &Ctx) -> Result<(), Failure> {
    let who = Actor::at_this_machine();
    keep(house, &who, "hmsa-2026-011.json", &mut &*ADVISORY)?;
    let programme = office.programme()?;
    for ask in programme.help.bulletins().filter_map(|bulletin| bulletin.asks.as_ref()) {
        let as_read = touched(house, &who, &ask.question)?.touches.answer();
        let answer = sign(house, &who, &ask.question, as_read)?;
        receive_answer(office, &answer.bytes, office.now())?;
    }
    Ok(())
}
