//! What is asked of whom: voluntary, rewarded, required or penalised, from which day and by what authority.

use crate::kit::form::{Errors, Field, Fields, Kind as Asked, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{prose, table, text};
use crate::kit::words::day as day_words;
use crate::office::answers::{Sight, day, decide, sentence, tabs, told};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use maud::{Markup, html};
use std::collections::BTreeSet;
use ward_domain::ids::Tier;
use ward_domain::{GoalId, Size};
use ward_programme::enforcement::{Class, Event, Level, Setting, regimes};
use ward_programme::identifiers::State;
use ward_programme::participants::Kind;

const LEVELS: [(&str, &str, &str); 4] = [
    ("voluntary", "Voluntary", "at one’s own pace; this holds where nothing is set"),
    ("incentivised", "Rewarded", "money or recognition for those who meet it"),
    ("required", "Required", "what follows if not is said and not charged"),
    ("penalised", "Penalised", "not meeting it costs"),
];

/// The pages about law and cases.
pub(super) fn law_tabs(current: &str) -> Markup {
    tabs("Law and cases", current, &[("/cases", "Cases"), ("/demands", "What is asked of whom")])
}

pub(crate) async fn show(visit: Visit) -> Answer {
    visit.show_office(|desk| page(desk, &Fields::default(), &Errors::default())).await
}

pub(crate) async fn submit(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            if let (Some(setting), false) = (read(&fields, &mut errors), errors.any()) {
                let events = vec![ward_programme::Event::Enforcement(Event::DemandSet(setting))];
                if decide(desk, events, "from", &mut errors)?.is_some() {
                    return Ok(Done::GoTo("/demands".to_owned()));
                }
            }
            Ok(Done::Again(page(desk, &fields, &errors)?))
        })
        .await
}

fn read(fields: &Fields, errors: &mut Errors) -> Option<Setting> {
    let goals = goals(fields.get("goals"));
    if goals.is_none() {
        errors.add("goals", "Name goals such as E1, E4, or write essential, enhanced or all");
    }
    let level = match fields.get("level") {
        "voluntary" => Some(Level::Voluntary),
        "incentivised" => Some(Level::Incentivised),
        "required" => Some(Level::Required),
        "penalised" => Some(Level::Penalised),
        _ => {
            errors.add("level", "Choose how strongly the goals are asked for");
            None
        }
    };
    let class = Class {
        kinds: list(fields, "kinds", Kind::from_word, errors),
        sizes: list(fields, "sizes", |word| word.parse::<Size>().ok(), errors),
        states: list(fields, "states", |word| word.parse::<State>().ok(), errors),
    };
    let from = day(fields, "from", errors);
    let [authority, because] = ["authority", "because"].map(|name| told(fields, name, errors));
    Some(Setting { goals: goals?, class, level: level?, from: from?, authority, because })
}

/// Goals as people name them; none when a word is no goal.
fn goals(text: &str) -> Option<BTreeSet<GoalId>> {
    let of = |tier| GoalId::all().filter(move |goal| goal.tier() == tier).collect::<Vec<_>>();
    let words = text.split([',', ' ', ';', '\n']).filter(|word| !word.is_empty());
    let each = words.map(|word| match word {
        "essential" => Some(of(Tier::Essential)),
        "enhanced" => Some(of(Tier::Enhanced)),
        "all" => Some(GoalId::all().collect()),
        other => other.parse().ok().map(|goal| vec![goal]),
    });
    let found: BTreeSet<GoalId> = each.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
    (!found.is_empty()).then_some(found)
}

fn list<T: Ord>(
    fields: &Fields,
    name: &'static str,
    read: impl Fn(&str) -> Option<T>,
    errors: &mut Errors,
) -> BTreeSet<T> {
    let mut found = BTreeSet::new();
    for word in fields.lines(name) {
        match read(word) {
            Some(one) => drop(found.insert(one)),
            None => errors.add(name, format!("“{word}” is not known here: choose from the hint")),
        }
    }
    found
}

fn page(desk: &Desk<'_>, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let settings = sight.programme.enforcement.demands.all();
    let in_force = regimes(&desk.port.catalog().parameters, desk.port.today());
    let content = html! {
        (law_tabs("/demands"))
        (errors.summary())
        p.lead { "Where nothing is set, every goal is voluntary. A setting holds from its day on, and no goal is required after the fact." }
        (table(
            "Settings, newest first",
            [text("Goals"), text("Of whom"), text("How strongly"), text("From"), text("Authority"), prose("Why")],
            settings.iter().rev().map(|one| [
                html! { (one.goals.iter().map(GoalId::to_string).collect::<Vec<_>>().join(", ")) },
                html! { (class(&one.class)) },
                html! { strong class=[(one.level >= Level::Required).then_some("bad")] { (one.level.label()) } },
                html! { (day_words(one.from)) },
                html! { (shortened(&one.authority, 200)) },
                html! { (shortened(&one.because, 300)) },
            ]),
            "Nothing is set: every goal is voluntary for everyone.",
        ))
        section.panel aria-labelledby="set" {
            h2 #set { "Set what is asked" }
            (post("/demands", desk.token, false, html! {
                (Field::new("goals", "Goals", Asked::Text).hint("Such as E1, E4, or essential, enhanced, all.").show(fields, errors))
                (Field::new("level", "How strongly", Asked::Choice(&LEVELS)).show(fields, errors))
                (Field::new("kinds", "Only these kinds", Asked::Text).optional().hint("Such as acute, critical-access. Leave it empty for everyone.").show(fields, errors))
                (Field::new("sizes", "Only these sizes", Asked::Text).optional().hint("small, medium, large").show(fields, errors))
                (Field::new("states", "Only these states", Asked::Text).optional().hint("Such as TX, NM.").show(fields, errors))
                (Field::new("from", "From", Asked::Date).show(fields, errors))
                (Field::new("authority", "What entitles you to ask", Asked::Text).hint("Law, contract or programme rule, with the place in it.").show(fields, errors))
                (Field::new("because", "Why", Asked::Text).show(fields, errors))
                button type="submit" { "Set it" }
            }))
        }
        h2 { "Texts and their force today" }
        p { "What the catalogue knows. It is an aid, not legal advice: look the text up before you rest a decision on it." }
        (table(
            "Those in force first",
            [text("Text"), text("Force"), text("Concerns")],
            in_force.iter().map(|one| [
                html! { (one.family.title) },
                html! { span class=[(!one.is_in_force()).then_some("unverified")] { (one.words()) } },
                html! { (sentence(&one.family.concerns)) },
            ]),
            "The catalogue knows no text.",
        ))
    };
    Ok(Page::new("What is asked of whom", Some(Section::Office(Room::Enforcement)), content)
        .up("/cases", "Cases")
        .failed(errors.any()))
}

fn class(class: &Class) -> Markup {
    let kinds = class.kinds.iter().map(|one| one.label().to_owned());
    let sizes = class.sizes.iter().map(|one| one.as_str().to_owned());
    let states = class.states.iter().map(State::to_string);
    let words: Vec<String> = kinds.chain(sizes).chain(states).collect();
    html! { @if words.is_empty() { "everyone" } @else { (words.join(", ")) } }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::{FakeOffice, HOSTILE};
    let (empty, fake) = (FakeOffice::of(Story::Empty), FakeOffice::of(Story::Hostile));
    let mut fields = Fields::default();
    for (name, value) in [("goals", "essential"), ("level", "required"), ("kinds", "acute"), ("states", "TX")]
    {
        fields.set(name, value);
    }
    for (name, value) in [("from", "2027-01-01"), ("authority", HOSTILE), ("because", HOSTILE)] {
        fields.set(name, value);
    }
    let setting = read(&fields, &mut Errors::default()).unwrap();
    let event = ward_programme::Event::Enforcement(Event::DemandSet(setting));
    crate::office::port::OfficePort::decide(&fake, vec![event]).unwrap();
    fields.set("goals", HOSTILE);
    fields.set("kinds", HOSTILE);
    let mut errors = Errors::default();
    read(&fields, &mut errors);
    vec![
        ("demands-empty", page(&empty.desk(), &Fields::default(), &Errors::default()).unwrap()),
        ("demands-hostile", page(&fake.desk(), &Fields::default(), &Errors::default()).unwrap()),
        ("demands-wrong", page(&fake.desk(), &fields, &errors).unwrap()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, number: Option<usize>) {
        assert_eq!(goals(text).map(|found| found.len()), number, "{text}");
    }

    #[test]
    fn goals_are_read_as_people_name_them() {
        check("E1, E4", Some(2));
        check("essential", Some(10));
        check("all E1", Some(20));
        check("E11", None);
        check("", None);
    }
}
