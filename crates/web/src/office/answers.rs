//! What the operator's forms have in common: amounts and days as people type them, refusals beside the form, and what is
//! known of the participants when a page is made.

use super::Desk;
use crate::kit::form::{Errors, Fields};
use crate::port::{Trouble, TroubleKind};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use std::sync::Arc;
use ward_domain::Money;
use ward_programme::funding::Known;
use ward_programme::participants::ParticipantId;
use ward_programme::standing::Standing;
use ward_programme::{Event, Programme, Refused};

/// The programme and where everybody stands, as one page sees them.
pub(crate) struct Sight {
    pub(crate) programme: Arc<Programme>,
    pub(crate) standing: Arc<Standing>,
    pub(crate) now: Timestamp,
}

impl Sight {
    pub(crate) fn of(desk: &Desk<'_>) -> Result<Self, Trouble> {
        let (programme, standing) = (desk.port.programme()?, desk.port.standing()?);
        Ok(Self { programme, standing, now: desk.port.now() })
    }
    /// Participants with their newest summaries, as decisions ask for them.
    pub(crate) fn roll(&self) -> Known<'_> {
        Known { participants: &self.programme.participants, summaries: self.standing.as_ref() }
    }
    /// The name of a participant; its id when nobody knows it any more.
    pub(crate) fn name<'a>(&'a self, who: &'a ParticipantId) -> &'a str {
        self.programme.participants.get(who).map_or(who.as_str(), |one| one.profile.name.as_str())
    }
    /// The name as a link to the participant's page.
    pub(crate) fn link(&self, who: &ParticipantId) -> Markup {
        html! { a href={ "/participants/" (who) } { (crate::kit::parts::shortened(self.name(who), 80)) } }
    }
}

/// Records decisions. What the programme refuses is an error of the form, at that field; the numbers of the entries else.
pub(crate) fn decide(
    desk: &Desk<'_>,
    events: Vec<Event>,
    field: &'static str,
    errors: &mut Errors,
) -> Result<Option<Vec<u64>>, Trouble> {
    or_error(desk.port.decide(events), field, errors)
}

/// The value; trouble that the person can mend becomes an error at that field.
pub(crate) fn or_error<T>(
    result: Result<T, Trouble>,
    field: &'static str,
    errors: &mut Errors,
) -> Result<Option<T>, Trouble> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(trouble) if trouble.kind == TroubleKind::User => {
            errors.add(field, sentence(&trouble.says));
            Ok(None)
        }
        Err(trouble) => Err(trouble),
    }
}

/// A refusal to find something, as a page that is not there.
pub(crate) fn absent(refused: Refused) -> Trouble {
    Trouble::not_found(format!("{}.", sentence(&refused.why)))
}

/// The text with a capital letter in front.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// An amount above zero as people write it: `40000`, `$40,000.50`.
pub(crate) fn money(fields: &Fields, name: &'static str, errors: &mut Errors) -> Option<Money> {
    let found = parse_money(fields.get(name));
    if found.is_none() {
        errors.add(name, "Enter an amount in dollars above 0, such as 40,000 or 40000.50");
    }
    found
}

/// The amount that a text says, above zero.
pub(crate) fn parse_money(text: &str) -> Option<Money> {
    let plain: String = text.chars().filter(|c| !matches!(c, '$' | ',' | ' ')).collect();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !is_digits(whole) || !is_digits(part) {
        return None;
    }
    let cents: i64 = format!("{part:0<2}").parse().ok()?;
    let cents = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)?;
    (cents > 0).then_some(Money { cents })
}

/// An amount as it is typed: `40000.50`.
pub(crate) fn typed(money: Money) -> String {
    let (whole, part) = (money.cents / 100, money.cents % 100);
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:02}") }
}

/// A day that must be given.
pub(crate) fn day(fields: &Fields, name: &'static str, errors: &mut Errors) -> Option<Date> {
    let found = fields.get(name).parse().ok();
    if found.is_none() {
        errors.add(name, "Enter a day, such as 2027-03-31");
    }
    found
}

/// A whole number within limits.
pub(crate) fn number(
    fields: &Fields,
    name: &'static str,
    limits: std::ops::RangeInclusive<u32>,
    errors: &mut Errors,
) -> Option<u32> {
    let found = fields.get(name).parse().ok().filter(|number| limits.contains(number));
    if found.is_none() {
        errors.add(name, format!("Enter a whole number from {} to {}", limits.start(), limits.end()));
    }
    found
}

/// A text that must say something.
pub(crate) fn told(fields: &Fields, name: &'static str, errors: &mut Errors) -> String {
    let text = fields.get(name).to_owned();
    if text.is_empty() {
        errors.add(name, "Write a sentence: the record needs it");
    }
    text
}

/// The first instant of a day, in UTC.
pub(crate) fn start_of(day: Date) -> Option<Timestamp> {
    day.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// Links between the pages of one room.
pub(crate) fn tabs(name: &str, current: &str, links: &[(&str, &str)]) -> Markup {
    html! {
        nav.tabs aria-label=(name) {
            ul {
                @for (address, words) in links {
                    li { a href=(address) aria-current=[(*address == current).then_some("page")] { (words) } }
                }
            }
        }
    }
}

/// The pages about money.
pub(crate) fn money_tabs(current: &str) -> Markup {
    tabs("Money", current, &[("/rounds", "Rounds"), ("/payments", "Payments"), ("/tiers", "Recognition")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, cents: Option<i64>) {
        assert_eq!(parse_money(text).map(|money| money.cents), cents, "{text}");
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        check("40000", Some(4_000_000));
        check("$40,000.5", Some(4_000_050));
        check("0.01", Some(1));
        check("0", None);
        check("-5", None);
        check("1.234", None);
        check("", None);
        check("12e3", None);
        check("99999999999999999999", None);
        for cents in [1, 100, 123_456] {
            check(&typed(Money { cents }), Some(cents));
        }
    }
}
