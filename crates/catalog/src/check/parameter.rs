//! Families of parameters: numbers that make sense in their unit, and never two for the same question on the same day.

use super::desk::{Desk, Seen};
use super::{Files, Known};
use crate::load::Mistakes;
use crate::parameters::{self, Dated, Falls, Mark, OfFamily};
use crate::parameters::{
    Effective, Family, Force, Holiday, Holidays, Parameter, Parameters, Standing, Unit, wire,
};
use crate::wire::Day;
use jiff::civil::{Date, Weekday};
use toml::Spanned;

pub(super) fn all(files: &Files<'_>, known: &Known, found: &mut Mistakes) -> Parameters {
    if files.parameters.is_empty() {
        found.add_missing("parameters/*.toml");
    }
    let mut parameters = Parameters::default();
    let mut seen = Seen::default();
    for (page, file) in &files.parameters {
        let mut desk = Desk { page: *page, known, found };
        desk.unique("family", &file.id, &mut seen);
        let family = family(file, &mut desk);
        parameters.families.insert(family.id.clone(), family);
        holidays(&file.holiday, &mut parameters.holidays, &mut desk);
    }
    parameters
}

/// What is made of the numbers of one family and must be there on every day; `None` when it cannot be.
pub(super) fn on_every_day<T: OfFamily>(
    files: &Files<'_>,
    known: &Known,
    parameters: &Parameters,
    found: &mut Mistakes,
) -> Option<Dated<T>> {
    let Some((page, file)) = files.parameters.iter().find(|(_, file)| file.id.get_ref() == T::FAMILY) else {
        found.add_missing(&format!("parameters/{}.toml", T::FAMILY));
        return None;
    };
    let mut desk = Desk { page: *page, known, found };
    match parameters::read(parameters) {
        Ok(dated) => Some(dated),
        Err((day, unfit)) => {
            let holds = |written: &&wire::Number| {
                *written.key.get_ref() == unfit.key
                    && days(written.effective_from.as_ref(), written.effective_to.as_ref()).covers(day)
            };
            match file.value.iter().find(holds) {
                Some(written) => desk.wrong(&written.value, unfit.says),
                None => desk.wrong(&file.id, unfit.says),
            }
            None
        }
    }
}

fn family(file: &wire::Family, desk: &mut Desk<'_, '_>) -> Family {
    desk.named_as_file("id", &file.id);
    let id = desk.slug("id", &file.id);
    let standings: Vec<_> = file.standing.iter().map(|written| standing(written, desk)).collect();
    for (at, (written, this)) in file.standing.iter().zip(&standings).enumerate() {
        if standings[..at].iter().any(|earlier| earlier.effective.overlaps(this.effective)) {
            desk.wrong(&written.status, "an earlier standing covers some of these days: let one end first");
        }
    }
    let mut values: Vec<_> = file.value.iter().map(|written| value(&id, written, desk)).collect();
    for (at, (written, this)) in file.value.iter().zip(&values).enumerate() {
        let clashes = |earlier: &&Parameter| {
            earlier.id == this.id
                && (earlier.status == Force::InForce) == (this.status == Force::InForce)
                && earlier.effective.overlaps(this.effective)
        };
        if values[..at].iter().any(|earlier| clashes(&earlier)) {
            desk.wrong(
                &written.key,
                format!(
                    "`{}` has another value of the same force for some of these days: let one end first",
                    this.id
                ),
            );
        }
    }
    values.sort_by(|a, b| (&a.id, a.effective.from).cmp(&(&b.id, b.effective.from)));
    Family {
        id,
        title: desk.text("title", &file.title),
        concerns: desk.text("concerns", &file.concerns),
        standings,
        values,
    }
}

fn standing(written: &wire::Standing, desk: &mut Desk<'_, '_>) -> Standing {
    Standing {
        status: *written.status.get_ref(),
        says: desk.text("says", &written.says),
        citation: desk.text("citation", &written.citation),
        effective: effective(written.effective_from.as_ref(), written.effective_to.as_ref(), desk),
        source: desk.text("source", &written.source),
        mark: written.mark,
    }
}

fn value(family: &str, written: &wire::Number, desk: &mut Desk<'_, '_>) -> Parameter {
    let key = desk.slug("key", &written.key);
    let number = *written.value.get_ref();
    let unit = *written.unit.get_ref();
    let fits = match unit {
        Unit::Share => (0.0..=1.0).contains(&number),
        Unit::Usd => number.is_finite() && (0.0..=1e15).contains(&number),
        _ => (0.0..=1e9).contains(&number) && number.fract() == 0.0,
    };
    if !fits {
        desk.wrong(&written.value, format!("`{key}` is {number}, which is no number of {}", unit.label()));
    }
    if let Some(starts) =
        written.starts.as_ref().filter(|_| !matches!(unit, Unit::Hours | Unit::Days | Unit::BusinessDays))
    {
        desk.wrong(starts, "only hours, days and business days are clocks: remove `starts`");
    }
    let status = *written.status.get_ref();
    if written.mark == Mark::Own && status != Force::Template {
        desk.wrong(&written.status, "what this project chose binds nobody: its status is `template`");
    }
    Parameter {
        id: format!("{family}/{key}"),
        says: desk.text("says", &written.says),
        value: number,
        unit,
        starts: written.starts.as_ref().map(|starts| *starts.get_ref()),
        citation: desk.text("citation", &written.citation),
        status,
        effective: effective(written.effective_from.as_ref(), written.effective_to.as_ref(), desk),
        source: desk.text("source", &written.source),
        mark: written.mark,
    }
}

fn days(from: Option<&Spanned<Day>>, to: Option<&Spanned<Day>>) -> Effective {
    Effective { from: from.map(|day| day.get_ref().0), to: to.map(|day| day.get_ref().0) }
}

fn effective(from: Option<&Spanned<Day>>, to: Option<&Spanned<Day>>, desk: &mut Desk<'_, '_>) -> Effective {
    let effective = days(from, to);
    if let (Some(from), Some(written), Some(to)) = (effective.from, to, effective.to)
        && to <= from
    {
        desk.wrong(written, format!("`effective_to` is {to}, which is not after `effective_from`, {from}"));
    }
    effective
}

fn holidays(written: &[wire::Holiday], holidays: &mut Holidays, desk: &mut Desk<'_, '_>) {
    for holiday in written {
        let month = *holiday.month.get_ref();
        let falls = match (&holiday.day, &holiday.weekday, &holiday.nth) {
            (Some(day), None, None) => Some(Falls::On(*day.get_ref())),
            (None, Some(weekday), Some(nth)) => {
                weekday_of(weekday.get_ref()).map(|weekday| Falls::Nth(*nth.get_ref(), weekday))
            }
            _ => None,
        };
        // A leap year and any first of month prove that the rule names a day.
        let exists = |falls: &Falls| match *falls {
            Falls::On(day) => Date::new(2024, month, day).is_ok(),
            Falls::Nth(nth, _) => Date::new(2024, month, 1).is_ok() && (-1..=4).contains(&nth) && nth != 0,
        };
        match falls.filter(exists) {
            Some(falls) => holidays.0.push(Holiday {
                name: desk.text("name", &holiday.name),
                month,
                falls,
                from: holiday.effective_from.as_ref().map(|day| day.get_ref().0),
            }),
            None => desk.wrong(
                &holiday.name,
                "a holiday is a `month` with a `day`, or with a `weekday` and its `nth` (1 to 4, or -1 for the last)",
            ),
        }
    }
}

fn weekday_of(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}
