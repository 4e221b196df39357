//! Who takes part: the public files are read, the systems added by hand, everybody invited, and most enrol.

use super::{Story, id, officer, ours};
use ward_app::AppError;
use ward_app::programme::{Role, keep_list, plan_list, take_list};
use ward_generator::ExportFile;
use ward_generator::sector::{Course, WEEKS};
use ward_ledger::SigningKey;
use ward_programme::Event;
use ward_programme::participants::{Consent, Event as Of, Kind, Level, Profile};

/// What happens in a week.
pub(super) fn week(story: &Story<'_>, week: u32) -> Result<(), AppError> {
    if week == 0 {
        for file in &story.sector.files {
            read(story, file)?;
        }
        add_systems(story)?;
        invite(story)?;
    }
    enrol(story, week)?;
    if week == 96 {
        leave(story)?;
    }
    Ok(())
}

fn clerk() -> ward_app::programme::Officer {
    officer("Edda Longacre (register)", Role::Administrator)
}

fn read(story: &Story<'_>, file: &ExportFile) -> Result<(), AppError> {
    let digest = keep_list(story.office, &clerk(), &file.name, &mut file.bytes.as_slice())?;
    let list = plan_list(story.office, &clerk(), digest, file.collected_on)?;
    story.ui.say(format!(
        "  {}: {} rows, {} changes, {} notes for a person",
        list.file.name(),
        list.tally.read,
        list.plan.changes.len(),
        list.plan.notes.len()
    ));
    take_list(story.office, &clerk(), digest, file.collected_on, list.seen)?;
    Ok(())
}

/// No public file lists systems with their members.
fn add_systems(story: &Story<'_>) -> Result<(), AppError> {
    let programme = story.office.programme()?;
    let mut events = Vec::new();
    for system in &story.sector.systems {
        let parent: ward_programme::participants::ParticipantId = system.id.parse().map_err(ours)?;
        let profile = Profile {
            name: system.name.to_owned(),
            level: Level::System,
            kind: Kind::System,
            state: "DE".parse().ok(),
            ..Profile::default()
        };
        events.push(Of::Listed { participant: parent.clone(), profile: Box::new(profile) });
        let members = system.members.iter().filter_map(|&place| story.sector.organisations.get(place));
        for participant in members.filter_map(id) {
            let Some(known) = programme.participants.get(&participant) else { continue };
            let profile = Profile { parent: Some(parent.clone()), ..known.profile.clone() };
            let because = format!("{} told the office that it belongs to it", system.name);
            events.push(Of::Changed { participant, profile: Box::new(profile), because });
        }
    }
    drop(programme);
    story.decide(&clerk(), events.into_iter().map(Event::Participants).collect())?;
    Ok(())
}

/// Everybody that works is invited; half of those that will not take part say so.
fn invite(story: &Story<'_>) -> Result<(), AppError> {
    let mut events = Vec::new();
    for (place, one) in story.sector.organisations.iter().enumerate().filter(|(_, one)| !one.is_closed) {
        let Some(participant) = id(one) else { continue };
        events.push(Of::Invited { participant: participant.clone() });
        if one.course == Course::Absent && place % 2 == 0 {
            events.push(Of::Declined { participant });
        }
    }
    story.decide(&clerk(), events.into_iter().map(Event::Participants).collect())?;
    Ok(())
}

fn enrol(story: &Story<'_>, week: u32) -> Result<(), AppError> {
    let consent = |is_named| Consent {
        given_on: story.sector.day(week),
        document: None,
        in_statistics: true,
        among_peers: true,
        named_in_public: is_named,
    };
    let mut events = Vec::new();
    for one in story.sector.organisations.iter().filter(|one| one.enrols == Some(week)) {
        let key = SigningKey::new(super::reports::KEY_NAME, &one.key).map_err(ours)?;
        let key = key.verifying_key().to_string().parse().map_err(ours)?;
        let Some(participant) = id(one) else { continue };
        events.push(Of::Enrolled { participant, consent: consent(one.is_named), key });
    }
    // The hospital whose own pages are shown comes last, with the key of its own installation.
    if week == WEEKS
        && let Some(participant) = story.sector.organisations.first().and_then(id)
    {
        let key = story.key.parse().map_err(ours)?;
        events.push(Of::Enrolled { participant, consent: consent(true), key });
    }
    story.decide(&clerk(), events.into_iter().map(Event::Participants).collect())?;
    Ok(())
}

/// One of those that stopped to report leaves.
fn leave(story: &Story<'_>) -> Result<(), AppError> {
    let enrolled = story.enrolled()?;
    let Some((participant, _)) = enrolled.into_iter().find(|(_, one)| one.course == Course::Stopped) else {
        return Ok(());
    };
    let because = "it has nobody left who could take care of it".to_owned();
    story.decide_one(&clerk(), Event::Participants(Of::Left { participant, because }))?;
    Ok(())
}
