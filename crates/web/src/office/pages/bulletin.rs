//! Bulletins: what was told to whom, under which label, and what is not true any more.

use super::request::help_tabs;
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{After, Slice, turn};
use crate::kit::words::{count, moment};
use crate::office::answers::{Sight, decide, told};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Query;
use maud::{Markup, html};
use ward_programme::enforcement::Class;
use ward_programme::help::{Audience, Bulletin, BulletinNumber, Event};
use ward_programme::incidents::Tlp;
use ward_programme::participants::Kind as OfParticipant;

/// Bulletins of one page.
const MOST: usize = 20;

pub(super) const LABELS: [(&str, &str, Tlp); 4] = [
    ("clear", "TLP:CLEAR: for the public", Tlp::Clear),
    ("green", "TLP:GREEN: for the community", Tlp::Green),
    ("amber", "TLP:AMBER: for organisations and their clients", Tlp::Amber),
    ("amber-strict", "TLP:AMBER+STRICT: for organisations alone", Tlp::AmberStrict),
];

pub(crate) async fn show(visit: Visit, Query(after): Query<After>) -> Answer {
    visit.show_office(move |desk| page(desk, &after, &Fields::default(), &Errors::default())).await
}

/// Publishes a bulletin or withdraws one: `do` says which.
pub(crate) async fn act(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            let (event, field) = if fields.get("do") == "withdraw" {
                let because = told(&fields, "because", &mut errors);
                let number = BulletinNumber(fields.get("bulletin").parse().unwrap_or(u64::MAX));
                (Some(Event::BulletinWithdrawn { bulletin: number, because }), "because")
            } else {
                (read(&fields, &mut errors), "label")
            };
            if let (Some(event), false) = (event, errors.any()) {
                let events = vec![ward_programme::Event::Help(event)];
                if decide(desk, events, field, &mut errors)?.is_some() {
                    return Ok(Done::GoTo("/bulletins".to_owned()));
                }
            }
            Ok(Done::Again(page(desk, &After::default(), &fields, &errors)?))
        })
        .await
}

/// The bulletin that a form describes; it asks nothing.
pub(super) fn read(fields: &Fields, errors: &mut Errors) -> Option<Event> {
    let [title, says] = ["title", "says"].map(|name| told(fields, name, errors));
    let tlp = LABELS.iter().find(|(word, ..)| *word == fields.get("label")).map(|(.., tlp)| *tlp);
    if tlp.is_none() {
        errors.add("label", "Choose a label");
    }
    let audience = match fields.get("audience") {
        "everyone" => Some(Audience::Everyone),
        "enrolled" => Some(Audience::Enrolled),
        "class" => {
            let kinds: Option<_> = fields.lines("kinds").map(OfParticipant::from_word).collect();
            let class = kinds.map(|kinds| Class { kinds, ..Class::default() });
            class.filter(|class| !class.kinds.is_empty()).map(Audience::Class)
        }
        _ => None,
    };
    if audience.is_none() {
        errors.add(
            "audience",
            "Choose who may read it; for some kinds, name them, such as acute, critical-access",
        );
    }
    Some(Event::BulletinPublished { title, says, tlp: tlp?, audience: audience?, asks: None })
}

fn page(desk: &Desk<'_>, after: &After, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let all: Vec<&Bulletin> = sight.programme.help.bulletins().collect();
    // Newest first, so what comes after a bulletin is older.
    let after = after.number();
    let later = all.iter().rev().filter(|one| after.is_none_or(|after| one.number.0 < after));
    let slice = Slice::first(later, MOST, after.is_some(), |last| last.number.to_string());
    let standing: Vec<(String, String)> = all
        .iter()
        .filter(|one| one.withdrawn.is_none())
        .map(|one| (one.number.to_string(), shortened(&one.title, 80)))
        .collect();
    let options: Vec<(&str, &str)> =
        standing.iter().map(|(id, words)| (id.as_str(), words.as_str())).collect();
    let content = html! {
        (help_tabs("/bulletins"))
        (errors.summary())
        p { a href="/bulletins/ask" { "Ask who is affected by an advisory, a flaw or an outage" } }
        @if all.is_empty() { p.none { "No bulletin was published yet." } }
        @for one in &slice.rows { (shown(&sight, one)) }
        (turn(&slice, "/bulletins?", "bulletins"))
        section.panel aria-labelledby="publish" {
            h2 #publish { "Publish a bulletin" }
            (post("/bulletins", desk.token, false, html! {
                (questions(fields, errors))
                button type="submit" name="do" value="publish" { "Publish it" }
            }))
        }
        @if !options.is_empty() {
            details {
                summary { "Withdraw a bulletin" }
                (post("/bulletins", desk.token, false, html! {
                    (Field::new("bulletin", "Which", Kind::Select(&options)).show(fields, errors))
                    (Field::new("because", "Why", Kind::Text).show(fields, errors))
                    button.second type="submit" name="do" value="withdraw" { "Withdraw it" }
                }))
            }
        }
    };
    Ok(Page::new("Bulletins", Some(Section::Office(Room::Help)), content)
        .up("/requests", "Help")
        .failed(errors.any()))
}

/// What every bulletin is asked for.
pub(super) fn questions(fields: &Fields, errors: &Errors) -> Markup {
    let labels: Vec<(&str, &str)> = LABELS.iter().map(|(word, words, _)| (*word, *words)).collect();
    let audiences = [
        ("enrolled", "Those that take part", ""),
        ("everyone", "Everyone that is listed", ""),
        ("class", "Some kinds of those that take part", "named below"),
    ];
    html! {
        (Field::new("title", "Title", Kind::Text).show(fields, errors))
        (Field::new("says", "What it says", Kind::Area).show(fields, errors))
        (Field::new("label", "Label", Kind::Select(&labels)).hint("What is TLP:RED goes to named people and never into a bulletin.").show(fields, errors))
        (Field::new("audience", "Who may read it", Kind::Choice(&audiences)).show(fields, errors))
        (Field::new("kinds", "Which kinds", Kind::Text).optional().hint("Such as acute, critical-access.").show(fields, errors))
    }
}

fn shown(sight: &Sight, bulletin: &Bulletin) -> Markup {
    let all = &sight.programme.participants;
    let readers = all.iter().filter(|one| bulletin.is_for(one, all)).count();
    html! {
        section.panel {
            h2 { (shortened(&bulletin.title, 150)) }
            p.quiet { (bulletin.tlp.label()) ", " (moment(bulletin.at)) ", for " (count(readers as u64, "participant")) " of " (sight.programme.participants.len()) ", entry " a href={ "/record?before=" (bulletin.number.0 + 1) } { (bulletin.number) } }
            @if let Some((at, because)) = &bulletin.withdrawn { p.note { strong { "Withdrawn" } " " (moment(*at)) ": " (shortened(because, 400)) } }
            @if let Some(asks) = &bulletin.asks {
                p { "Asks: are you affected by " (shortened(&super::bulletin_answers::asked_words(asks), 160)) "? " a href={ "/bulletins/" (bulletin.number) } { "Who is affected, and who has not answered" } }
            }
            @for line in bulletin.says.lines().take(200) { p { (shortened(line, 2_000)) } }
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::{FakeOffice, HOSTILE};
    use crate::office::port::OfficePort as _;
    let published = |kind, words: &str| {
        let fake = FakeOffice::of(kind);
        let mut fields = Fields::default();
        for (name, value) in
            [("title", words), ("says", words), ("label", "amber"), ("audience", "class"), ("kinds", "acute")]
        {
            fields.set(name, value);
        }
        let event = read(&fields, &mut Errors::default()).unwrap();
        let number = fake.decide(vec![ward_programme::Event::Help(event)]).unwrap()[0];
        (fake, BulletinNumber(number))
    };
    let shown = |fake: &FakeOffice, errors| {
        page(&fake.desk(), &After::default(), &Fields::default(), errors).unwrap()
    };
    let (fake, _) = published(Story::Typical, "A gateway is attacked");
    let (hostile, number) = published(Story::Hostile, HOSTILE);
    let event = Event::BulletinWithdrawn { bulletin: number, because: HOSTILE.to_owned() };
    hostile.decide(vec![ward_programme::Event::Help(event)]).unwrap();
    let mut wrong = Errors::default();
    read(&Fields::default(), &mut wrong);
    vec![
        ("bulletins-empty", shown(&FakeOffice::of(Story::Empty), &Errors::default())),
        ("bulletins", shown(&fake, &Errors::default())),
        ("bulletins-hostile", shown(&hostile, &Errors::default())),
        ("bulletins-wrong", shown(&fake, &wrong)),
    ]
}
