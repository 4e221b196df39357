//! The forms of a participant's page: inviting, enrolling, consent, keys, leaving. Which are shown follows from how far it
//! has come; what is allowed, the programme decides.

use crate::kit::form::{Errors, Field, Fields, Kind as As, post};
use crate::kit::parts::shortened;
use crate::kit::words::escaped;
use crate::office::Desk;
use jiff::civil::Date;
use maud::{Markup, html};
use ward_programme::Event;
use ward_programme::participants::{
    Consent, Enrolment, Event as Of, Participant, ParticipantId, VerifyingKey,
};

/// The field that is blamed when the programme refuses a step.
pub(super) fn field(step: &str) -> &'static str {
    match step {
        "enrol" | "key" => "key",
        "end-key" => "ended-key",
        "leave" => "leave-why",
        "close" => "closed-on",
        "reopen" => "reopen-why",
        _ => "step",
    }
}

/// What a form decides, or what is wrong with it.
pub(super) fn read(
    who: &ParticipantId,
    fields: &Fields,
    today: Date,
    errors: &mut Errors,
) -> Option<Vec<Event>> {
    let participant = who.clone();
    let event = match fields.get("step") {
        "invite" => Of::Invited { participant },
        "decline" => Of::Declined { participant },
        "enrol" => {
            let (key, consent) = (key(fields, errors), consent(fields, today, errors));
            Of::Enrolled { participant, consent: consent?, key: key? }
        }
        "consent" => Of::Consented { participant, consent: consent(fields, today, errors)? },
        "key" => Of::KeyAdded { participant, key: key(fields, errors)? },
        "end-key" => {
            let because = reason(fields, "key-why", errors);
            let key = fields
                .get("ended-key")
                .parse()
                .map_err(|_| errors.add("ended-key", "Choose the key that ends"))
                .ok();
            Of::KeyEnded { participant, key: key?, because: because? }
        }
        "leave" => Of::Left { participant, because: reason(fields, "leave-why", errors)? },
        "close" => {
            let (on, because) = (day(fields, "closed-on", errors), reason(fields, "close-why", errors));
            Of::Closed { participant, on: on?, because: because? }
        }
        "reopen" => Of::Reopened { participant, because: reason(fields, "reopen-why", errors)? },
        _ => {
            errors.add("step", "Choose what to do with one of the buttons");
            return None;
        }
    };
    Some(vec![Event::Participants(event)])
}

fn reason(fields: &Fields, name: &'static str, errors: &mut Errors) -> Option<String> {
    let text = fields.get(name);
    if text.is_empty() {
        errors.add(name, "Say why: the record needs a reason");
        return None;
    }
    Some(text.to_owned())
}

fn day(fields: &Fields, name: &'static str, errors: &mut Errors) -> Option<Date> {
    let day = fields.get(name).parse().ok();
    if day.is_none() {
        errors.add(name, "Write the day as year, month, day, for example 2026-11-21");
    }
    day
}

fn key(fields: &Fields, errors: &mut Errors) -> Option<VerifyingKey> {
    fields
        .get("key")
        .parse()
        .map_err(|wrong: ward_programme::participants::NotAKey| errors.add("key", wrong.to_string()))
        .ok()
}

fn consent(fields: &Fields, today: Date, errors: &mut Errors) -> Option<Consent> {
    let given_on = day(fields, "given-on", errors);
    if given_on.is_some_and(|day| day > today) {
        errors.add("given-on", "The day on which it agreed cannot lie ahead");
        return None;
    }
    let document = match fields.get("document") {
        "" => None,
        text => {
            if let Ok(digest) = text.parse() {
                Some(digest)
            } else {
                errors.add("document", "Write the SHA-256 of the signed paper: 64 digits and letters a to f");
                return None;
            }
        }
    };
    let agrees = |name| fields.get(name) == "yes";
    Some(Consent {
        given_on: given_on?,
        document,
        in_statistics: agrees("in-statistics"),
        among_peers: agrees("among-peers"),
        named_in_public: agrees("named"),
    })
}

/// The forms that make sense now.
pub(super) fn forms(desk: &Desk<'_>, one: &Participant, fields: &Fields, errors: &Errors) -> Markup {
    let action = format!("/participants/{}/steps", escaped(one.id.as_str()));
    let form = |step: &str, content: Markup| {
        post(&action, desk.token, false, html! { input type="hidden" name="step" value=(step); (content) })
    };
    let chosen = fields.get("step");
    html! {
        section #f-step aria-labelledby="next-step" {
            h2 #next-step { "What to do next" }
            @match one.enrolment {
                Enrolment::Listed | Enrolment::Left if one.closed.is_some() => p { "It is closed. Reopen it first." },
                Enrolment::Listed | Enrolment::Left => {
                    p { "It is known and nothing is expected of it. Invite it when somebody there was asked." }
                    (form("invite", html! { button type="submit" { "Invite" } }))
                }
                Enrolment::Invited => {
                    p { "Ask the organisation for its public key (its Ward shows it under Record) and for its consent. Each part of the consent may be taken back alone." }
                    (form("enrol", html! { (key_field(fields, errors)) (consent_fields(one, fields, errors)) button type="submit" { "Enrol" } }))
                    (form("decline", html! { button.second type="submit" { "It declined" } }))
                }
                Enrolment::Enrolled => {
                    details open[chosen == "consent"] { summary { "Change its consent" } (form("consent", html! { (consent_fields(one, fields, errors)) button type="submit" { "Record the consent" } })) }
                    details open[chosen == "key"] { summary { "A further key" } (form("key", html! { (key_field(fields, errors)) button type="submit" { "Add the key" } })) }
                    details open[chosen == "end-key"] { summary { "End a key" } (form("end-key", end_key(one, fields, errors))) }
                    details open[chosen == "leave"] {
                        summary { "It leaves the programme" }
                        p { "Its keys stop counting and its summaries are not taken any more. What was recorded stays." }
                        (form("leave", html! { (Field::new("leave-why", "Why it leaves", As::Text).show(fields, errors)) button type="submit" { "It left" } }))
                    }
                }
            }
            @match one.closed {
                None => details open[chosen == "close"] {
                    summary { "It closed for good" }
                    (form("close", html! {
                        (Field::new("closed-on", "Last day", As::Date).show(fields, errors))
                        (Field::new("close-why", "How this is known", As::Text).show(fields, errors))
                        button type="submit" { "It closed" }
                    }))
                },
                Some(_) => (form("reopen", html! {
                    (Field::new("reopen-why", "Why it is open again", As::Text).show(fields, errors))
                    button type="submit" { "Reopen" }
                })),
            }
        }
    }
}

fn key_field(fields: &Fields, errors: &Errors) -> Markup {
    Field::new("key", "Public key of the organisation", As::Text)
        .hint("One line, such as ward/main+1a2b3c4d+AbC…. Compare it over the telephone: whoever holds it speaks for the organisation.")
        .show(fields, errors)
}

fn consent_fields(one: &Participant, fields: &Fields, errors: &Errors) -> Markup {
    let mut shown = fields.clone();
    // Before anybody typed, the form shows what is agreed now.
    if fields.get("step").is_empty()
        && let Some(consent) = &one.consent
    {
        for (name, is) in [
            ("in-statistics", consent.in_statistics),
            ("among-peers", consent.among_peers),
            ("named", consent.named_in_public),
        ] {
            shown.set(name, if is { "yes" } else { "" });
        }
    }
    html! {
        (Field::new("given-on", "Day on which it agreed", As::Date).show(&shown, errors))
        (Field::new("in-statistics", "Counted in the published tables, where small numbers are hidden", As::Check).show(&shown, errors))
        (Field::new("among-peers", "Counted among the peers with whom others compare themselves", As::Check).show(&shown, errors))
        (Field::new("named", "Named on the public page of recognised organisations", As::Check).show(&shown, errors))
        (Field::new("document", "SHA-256 of the signed paper", As::Text).optional().show(&shown, errors))
    }
}

fn end_key(one: &Participant, fields: &Fields, errors: &Errors) -> Markup {
    let counting: Vec<(&str, String)> = one
        .keys
        .iter()
        .filter(|key| key.ended.is_none())
        .map(|key| (key.key.as_str(), shortened(key.key.as_str(), 60)))
        .collect();
    let options: Vec<(&str, &str)> = counting.iter().map(|(key, words)| (*key, words.as_str())).collect();
    html! {
        (Field::new("ended-key", "Which key", As::Select(&options)).show(fields, errors))
        (Field::new("key-why", "Why it ends", As::Text).hint("Lost, replaced, or somebody else may know it.").show(fields, errors))
        button type="submit" { "End the key" }
    }
}
