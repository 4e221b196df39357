//! Facts and times of an incident: one form, in which everything may stay not known.

use super::find;
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use axum::extract::Path;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use maud::{Markup, html};
use ward_programme::incidents::{Event, Facts, Hold, Kind as What, Times};

/// A question that is answered yes, no or not at all: field, words, and where it is kept.
type YesNo = (&'static str, &'static str, fn(&mut Facts) -> &mut Option<bool>);

const QUESTIONS: [YesNo; 16] = [
    ("health-data", "Was health information acquired, seen or lost?", |f| &mut f.health_data),
    ("secured", "Was all of it encrypted or destroyed by the guidance of HHS?", |f| &mut f.secured),
    ("low-probability", "Do the four factors show a low probability of compromise?", |f| {
        &mut f.low_probability
    }),
    ("ransomware", "Did ransomware run?", |f| &mut f.ransomware),
    ("ransom-paid", "Was a ransom paid?", |f| &mut f.ransom_paid),
    ("substantial", "Was care or were systems disrupted substantially?", |f| &mut f.substantial),
    ("covered-entity", "Are you a covered entity under HIPAA?", |f| &mut f.covered_entity),
    ("business-associate", "Are you a business associate in this incident?", |f| &mut f.business_associate),
    ("hospital", "Are you a hospital?", |f| &mut f.hospital),
    ("critical-access", "Are you a critical access hospital?", |f| &mut f.critical_access),
    ("article-28", "Are you a general hospital under article 28 in New York?", |f| &mut f.article_28),
    (
        "california-licence",
        "Are you licensed in California as a clinic, health facility, home health agency or hospice?",
        |f| &mut f.california_licence,
    ),
    ("listed-company", "Are your shares listed in the United States?", |f| &mut f.listed_company),
    ("part-2", "Are you a program under 42 CFR part 2?", |f| &mut f.part_2),
    ("health-app", "Is it a health app or record outside HIPAA?", |f| &mut f.health_app),
    ("insured", "Do you have a policy against cyber incidents?", |f| &mut f.insured),
];

/// A time with the event that it is the time of.
type Moment = (&'static str, &'static str, &'static str, fn(&mut Times) -> &mut Option<Timestamp>);

const MOMENTS: [Moment; 7] = [
    ("discovery", "Discovered", "Known, or would have been by reasonable diligence.", |t| &mut t.discovery),
    (
        "reasonable-belief",
        "Reasonably believed",
        "From when it was reasonable to believe that it happened.",
        |t| &mut t.reasonable_belief,
    ),
    ("determination", "Determined", "When it was determined to be an incident or a breach.", |t| {
        &mut t.determination
    }),
    ("payment", "Ransom paid", "", |t| &mut t.payment),
    ("materiality", "Found material to investors", "", |t| &mut t.materiality),
    ("began", "Began", "", |t| &mut t.began),
    ("ended", "Ended", "", |t| &mut t.ended),
];

const KINDS: [(What, &str); 7] = [
    (What::Hacking, "hacking"),
    (What::UnauthorisedAccess, "unauthorised-access"),
    (What::Theft, "theft"),
    (What::Loss, "loss"),
    (What::Disposal, "disposal"),
    (What::Outage, "outage"),
    (What::Other, "other"),
];

/// Offsets of the United States, in minutes from UTC.
const OFFSETS: [(&str, &str); 8] = [
    ("-300", "Eastern, winter (UTC−5)"),
    ("-240", "Eastern, summer (UTC−4)"),
    ("-360", "Central, winter (UTC−6)"),
    ("-420", "Mountain, winter; Pacific, summer (UTC−7)"),
    ("-480", "Pacific, winter; Alaska, summer (UTC−8)"),
    ("-540", "Alaska, winter (UTC−9)"),
    ("-600", "Hawaii (UTC−10)"),
    ("0", "UTC"),
];

/// What was typed, read.
pub(crate) struct FactsForm {
    pub(crate) facts: Facts,
    pub(crate) times: Times,
    pub(crate) errors: Errors,
}

impl FactsForm {
    pub(crate) fn read(fields: &Fields) -> Self {
        let mut errors = Errors::default();
        let some = |name: &str| Some(fields.get(name).to_owned()).filter(|text| !text.is_empty());
        let count = |name: &'static str, errors: &mut Errors| {
            let typed = fields.get(name).replace([',', ' '], "");
            let read = typed.parse::<u64>().ok();
            if read.is_none() && !typed.is_empty() {
                errors.add(name, "Enter a whole number, or nothing when it is not known");
            }
            read
        };
        let mut facts = Facts {
            organisation: some("organisation"),
            says: some("says"),
            place: some("place"),
            response: some("response"),
            people: count("people", &mut errors),
            beds: count("beds", &mut errors).and_then(|beds| u32::try_from(beds).ok()),
            insurance_hours: count("insurance-hours", &mut errors)
                .and_then(|hours| u32::try_from(hours).ok()),
            kind: KINDS.iter().find(|(_, word)| *word == fields.get("kind")).map(|(kind, _)| *kind),
            residents_complete: fields.get("residents-complete") == "yes",
            ..Facts::default()
        };
        for (name, _, place) in QUESTIONS {
            *place(&mut facts) = match fields.get(name) {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
        }
        facts.state = fields.get("state").parse().ok();
        if facts.state.is_none() && !fields.get("state").is_empty() {
            errors.add("state", "Enter the two letters of the state, for example TX");
        }
        for line in fields.lines("residents") {
            let read = line
                .split_once(char::is_whitespace)
                .and_then(|(state, number)| Some((state.parse().ok()?, number.trim().parse::<u64>().ok()?)));
            match read {
                Some((state, number)) => drop(facts.residents.insert(state, number)),
                None => {
                    errors.add("residents", format!("“{line}” is not a state and a number, such as TX 120"));
                }
            }
        }
        let hold = super::optional_day(fields, "hold-until", &mut errors);
        facts.hold = hold.map(|until| Hold::Written { until });
        let offset: i16 = fields.get("offset").parse().unwrap_or(0);
        let mut times = Times { utc_offset_minutes: offset, ..Times::default() };
        for (name, label, _, place) in MOMENTS {
            let typed = fields.get(name);
            if typed.is_empty() {
                continue;
            }
            match instant(typed, offset) {
                Some(at) => *place(&mut times) = Some(at),
                None => errors.add(name, format!("{label}: write day and time as 2026-11-21 14:05")),
            }
        }
        Self { facts, times, errors }
    }
}

/// Local day and time; a day alone is its beginning.
fn instant(typed: &str, offset_minutes: i16) -> Option<Timestamp> {
    let offset = Offset::from_seconds(i32::from(offset_minutes) * 60).ok()?;
    let typed = typed.trim().replace(' ', "T");
    let local: DateTime = if typed.contains('T') {
        typed.parse().ok()?
    } else {
        typed.parse::<jiff::civil::Date>().ok()?.at(0, 0, 0, 0)
    };
    offset.to_timestamp(local).ok()
}

/// What is known, as it is typed.
fn typed(facts: &Facts, times: &Times) -> Fields {
    let mut fields = Fields::default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    fields.set("organisation", text(&facts.organisation));
    fields.set("says", text(&facts.says));
    fields.set("place", text(&facts.place));
    fields.set("response", text(&facts.response));
    fields.set("people", facts.people.map(|n| n.to_string()).unwrap_or_default());
    fields.set("beds", facts.beds.map(|n| n.to_string()).unwrap_or_default());
    fields.set("insurance-hours", facts.insurance_hours.map(|n| n.to_string()).unwrap_or_default());
    fields.set("state", facts.state.map(|state| state.to_string()).unwrap_or_default());
    let kind = KINDS.iter().find(|(kind, _)| Some(*kind) == facts.kind);
    fields.set("kind", kind.map_or("", |(_, word)| word));
    let residents: Vec<String> = facts.residents.iter().map(|(state, n)| format!("{state} {n}")).collect();
    fields.set("residents", residents.join("\n"));
    fields.set("residents-complete", if facts.residents_complete { "yes" } else { "" });
    if let Some(Hold::Written { until }) = facts.hold {
        fields.set("hold-until", until.to_string());
    }
    let mut known = facts.clone();
    for (name, _, place) in QUESTIONS {
        fields.set(name, place(&mut known).map_or("", |fact| if fact { "yes" } else { "no" }));
    }
    fields.set("offset", times.utc_offset_minutes.to_string());
    let offset = Offset::from_seconds(i32::from(times.utc_offset_minutes) * 60).unwrap_or(Offset::UTC);
    let mut known = times.clone();
    for (name, _, _, place) in MOMENTS {
        let local = place(&mut known).map(|at| offset.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string());
        fields.set(name, local.unwrap_or_default());
    }
    fields
}

pub(crate) async fn show(visit: Visit, Path(number): Path<u64>) -> Answer {
    visit
        .show(move |context| {
            let one = find(context, number)?;
            page(context, number, &typed(&one.facts, &one.times), &Errors::default())
        })
        .await
}

pub(crate) async fn submit(Path(number): Path<u64>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            let one = find(context, number)?;
            let mut read = FactsForm::read(&fields);
            // What the form does not ask stays as it is known.
            if let Some(Hold::Oral { .. }) = one.facts.hold
                && read.facts.hold.is_none()
            {
                read.facts.hold = one.facts.hold;
            }
            let moves = read.times != one.times;
            if moves && fields.get("because").is_empty() {
                read.errors.add("because", "Say why the times changed");
            }
            if read.errors.any() {
                return Ok(Done::Again(page(context, number, &fields, &read.errors)?));
            }
            let again =
                |trouble| super::again(trouble, "because", |errors| page(context, number, &fields, errors));
            if moves {
                let event = Event::TimesSet { times: read.times, because: fields.get("because").to_owned() };
                if let Err(trouble) = context.port.note_incident(Some(number), &event) {
                    return again(trouble);
                }
            }
            if read.facts != one.facts {
                let event = Event::FactsSet { facts: Box::new(read.facts) };
                if let Err(trouble) = context.port.note_incident(Some(number), &event) {
                    return again(trouble);
                }
            }
            Ok(Done::GoTo(format!("/incidents/{number}")))
        })
        .await
}

fn page(context: &Context<'_>, number: u64, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let one = find(context, number)?;
    let content = html! {
        (errors.summary())
        p.lead { "Leave empty what is not known: then Ward says which clock depends on it." }
        h2 { "What is known" }
        (post(&format!("/incidents/{number}/facts"), context.token, false, html! {
            (facts_form(fields, errors))
            (Field::new("because", "Why times changed", Kind::Text).optional().autocomplete("off").hint("Needed only when a time changed.").show(fields, errors))
            p { button type="submit" { "Save" } " " a href={ "/incidents/" (number) } { "Cancel" } }
        }))
    };
    Ok(Page::new(
        format!("Facts and times: {}", shortened(&one.title, 120)),
        Some(Section::Incidents),
        content,
    )
    .up(format!("/incidents/{number}"), format!("Incident {number}"))
    .failed(errors.any()))
}

/// The questions, for a new incident and for a known one.
pub(crate) fn facts_form(fields: &Fields, errors: &Errors) -> Markup {
    let mut kinds = vec![("", "Not known")];
    kinds.extend(KINDS.map(|(kind, word)| (word, kind.label())));
    let answers = [("", "Not known"), ("yes", "Yes"), ("no", "No")];
    html! {
        h3 { "When" }
        p.hint { "Each law starts its clock with its own event, so each has its own time. Write local day and time: 2026-11-21 14:05." }
        (Field::new("offset", "Local time", Kind::Select(&OFFSETS)).show(fields, errors))
        div.facts {
            @for (name, label, hint, _) in MOMENTS {
                (Field::new(name, label, Kind::Text).optional().autocomplete("off").hint(hint).show(fields, errors))
            }
        }
        h3 { "What" }
        (Field::new("kind", "Kind of incident", Kind::Select(&kinds)).show(fields, errors))
        (Field::new("says", "What happened", Kind::Area).optional().show(fields, errors))
        (Field::new("place", "Where the information was", Kind::Text).optional().autocomplete("off").hint("Server, mail, laptop, paper.").show(fields, errors))
        (Field::new("response", "What was done", Kind::Area).optional().show(fields, errors))
        (Field::new("people", "People affected", Kind::Text).optional().autocomplete("off").show(fields, errors))
        (Field::new("residents", "Of them, by state", Kind::Area).optional().hint("One state a line: TX 120").show(fields, errors))
        (Field::new("residents-complete", "Every affected person’s state is counted above", Kind::Check).show(fields, errors))
        h3 { "Who you are, and what is so" }
        (Field::new("organisation", "Who reports", Kind::Text).optional().autocomplete("organization").show(fields, errors))
        (Field::new("state", "State of your address, two letters", Kind::Text).optional().autocomplete("off").show(fields, errors))
        (Field::new("beds", "Beds", Kind::Text).optional().autocomplete("off").show(fields, errors))
        div.facts.wide {
            @for (name, label, _) in QUESTIONS { (Field::new(name, label, Kind::Select(&answers)).show(fields, errors)) }
        }
        (Field::new("insurance-hours", "Hours within which the insurer wants to know", Kind::Text).optional().autocomplete("off").show(fields, errors))
        (Field::new("hold-until", "Law enforcement asked in writing to wait until", Kind::Date).optional().show(fields, errors))
    }
}

#[cfg(test)]
pub(super) fn samples() -> crate::pages::Samples {
    use crate::fake::{Fake, Kind as Hospital};
    let of = |kind| {
        let fake = Fake::of(kind);
        let one = find(&fake.context(), 1).unwrap();
        page(&fake.context(), 1, &typed(&one.facts, &one.times), &Errors::default()).unwrap()
    };
    let mut fields = Fields::default();
    fields.set("discovery", "yesterday");
    fields.set("residents", "Texas many");
    let wrong = FactsForm::read(&fields).errors;
    vec![
        ("incident-facts", of(Hospital::Typical)),
        ("incident-facts-hostile", of(Hospital::Hostile)),
        ("incident-facts-wrong", page(&Fake::of(Hospital::Typical).context(), 1, &fields, &wrong).unwrap()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_comes_back_as_it_was_typed() {
        use crate::fake::{Fake, Kind};
        let fake = Fake::of(Kind::Typical);
        let one = find(&fake.context(), 1).unwrap();
        let read = FactsForm::read(&typed(&one.facts, &one.times));
        assert!(!read.errors.any());
        assert_eq!((read.facts, read.times), (one.facts, one.times));
    }

    #[track_caller]
    fn check(typed: &str, offset: i16, expected: Option<&str>) {
        let expected = expected.map(|text| text.parse().unwrap());
        assert_eq!(instant(typed, offset), expected, "{typed}");
    }

    #[test]
    fn local_times_become_instants() {
        check("2026-11-21 14:05", -300, Some("2026-11-21T19:05:00Z"));
        check("2026-11-21", 0, Some("2026-11-21T00:00:00Z"));
        check("2026-11-21T14:05", 0, Some("2026-11-21T14:05:00Z"));
        check("yesterday", 0, None);
        check("2026-02-30 10:00", 0, None);
    }
}
