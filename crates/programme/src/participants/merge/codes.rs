//! What the words and codes of the CMS files mean.
//!
//! Words: Hospital General Information. Codes of categories and control types: the record layout of the Provider of
//! Services file, from memory and not yet read again in the layout itself. An unknown word is told and changes nothing.

use crate::participants::{Kind, Ownership, Profile, Setting};
use jiff::civil::Date;
use ward_domain::public_list::PublicRow;

/// The profile with what the row says put into it, and what of the row is not understood.
///
/// The files write names differently. So that imports do not take turns in renaming, a known participant is renamed by
/// Hospital General Information alone, or when it goes on under another CCN; other names are kept beside it.
pub(super) fn profile(row: &PublicRow, before: &Profile, goes_on: bool) -> (Profile, Vec<String>) {
    let mut profile = before.clone();
    let mut doubts = Vec::new();
    let shown = row.trade_name.as_ref().unwrap_or(&row.name);
    let is_renamed = before.name.is_empty() || goes_on || row.kind.is_some();
    if is_renamed && !before.name.eq_ignore_ascii_case(shown) {
        profile.name.clone_from(shown);
    }
    let names = [shown, &row.name, &before.name].into_iter().filter(|name| !name.is_empty());
    for name in names {
        if !profile.other_names.iter().any(|other| other.eq_ignore_ascii_case(name)) {
            profile.other_names.insert(name.clone());
        }
    }
    let current = profile.name.clone();
    profile.other_names.retain(|name| !name.eq_ignore_ascii_case(&current));
    let mut told = |what: &str, text: &str| {
        doubts.push(format!("the {what} “{text}” is not known to Ward: what was known before stays"));
    };
    if let Some(text) = &row.state {
        match text.parse() {
            Ok(state) => profile.state = Some(state),
            Err(_) => told("state", text),
        }
    }
    if let Some(county) = &row.county
        && !(profile.county.is_some() && county.bytes().all(|b| b.is_ascii_digit()))
    {
        // A code does not replace a name.
        profile.county = Some(county.clone());
    }
    match (&row.kind, &row.category, &row.subtype, &row.reh_conversion) {
        (.., Some((true, _))) => profile.kind = Kind::RuralEmergency,
        (.., Some((false, _))) => {}
        (Some(words), ..) => match kind_of_words(words) {
            Some(kind) => profile.kind = kind,
            None => told("hospital type", words),
        },
        (None, Some(category), subtype, None) => {
            match kind_of_codes(category, subtype.as_deref().unwrap_or_default()) {
                // The code of a short-term hospital is also that of federal and rural emergency ones.
                Some(Kind::Acute) if profile.kind != Kind::Other => {}
                Some(kind) => profile.kind = kind,
                None => {
                    told("provider category", &format!("{category}/{}", subtype.as_deref().unwrap_or("-")));
                }
            }
        }
        _ => {}
    }
    if let Some(words) = &row.ownership {
        match ownership_of_words(words) {
            Some(ownership) => profile.ownership = Some(ownership),
            None => told("ownership", words),
        }
    } else if let Some(code) = &row.control {
        match ownership_of_code(code) {
            Some(ownership) => profile.ownership = Some(profile.ownership.unwrap_or(ownership)),
            None => told("control type", code),
        }
    }
    profile.beds = row.beds.or(profile.beds);
    match row.urban_rural.as_deref() {
        Some("R") => profile.setting = Setting::Rural,
        Some("U") => profile.setting = Setting::Urban,
        Some(other) => told("urban or rural mark", other),
        None => {}
    }
    (profile, doubts)
}

/// What differs between two profiles, for people.
pub(super) fn differences(before: &Profile, after: &Profile) -> Vec<String> {
    let number = |beds: Option<u32>| beds.map_or("not known".to_owned(), |beds| beds.to_string());
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "not known".to_owned());
    let owner = |owner: Option<Ownership>| owner.map_or("not known", Ownership::label).to_owned();
    let state = |profile: &Profile| profile.state.map_or("not known".to_owned(), |state| state.to_string());
    let rows = [
        ("name", before.name.clone(), after.name.clone()),
        ("state", state(before), state(after)),
        ("county", text(&before.county), text(&after.county)),
        ("kind", before.kind.label().to_owned(), after.kind.label().to_owned()),
        ("owner", owner(before.ownership), owner(after.ownership)),
        ("beds", number(before.beds), number(after.beds)),
        ("setting", before.setting.label().to_owned(), after.setting.label().to_owned()),
    ];
    let mut details: Vec<String> = rows
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| format!("{what}: {before} → {after}"))
        .collect();
    details.extend(
        after.other_names.difference(&before.other_names).map(|name| format!("also known as {name}")),
    );
    details
}

fn kind_of_words(words: &str) -> Option<Kind> {
    Some(match words.to_ascii_lowercase().as_str() {
        "acute care hospitals" => Kind::Acute,
        "critical access hospitals" => Kind::CriticalAccess,
        "rural emergency hospital" | "rural emergency hospitals" => Kind::RuralEmergency,
        "psychiatric" => Kind::Psychiatric,
        "childrens" | "children's" => Kind::Childrens,
        "long-term" | "long term" => Kind::LongTerm,
        "acute care - veterans administration" => Kind::Veterans,
        "acute care - department of defense" => Kind::Defense,
        _ => return None,
    })
}

fn kind_of_codes(category: &str, subtype: &str) -> Option<Kind> {
    Some(match (category, subtype) {
        ("01", "01") => Kind::Acute,
        ("01", "02") => Kind::LongTerm,
        ("01", "04") => Kind::Psychiatric,
        ("01", "05") => Kind::Rehabilitation,
        ("01", "06") => Kind::Childrens,
        ("01", "11") => Kind::CriticalAccess,
        ("02" | "03" | "04", _) => Kind::Nursing,
        ("05", _) => Kind::HomeHealth,
        ("09", _) => Kind::Dialysis,
        ("12", _) => Kind::RuralHealthClinic,
        ("16", _) => Kind::Hospice,
        ("21", _) => Kind::HealthCenter,
        _ => return None,
    })
}

fn ownership_of_words(words: &str) -> Option<Ownership> {
    Some(match words.to_ascii_lowercase().as_str() {
        "voluntary non-profit - private" => Ownership::NonProfitPrivate,
        "voluntary non-profit - church" => Ownership::NonProfitChurch,
        "voluntary non-profit - other" => Ownership::NonProfitOther,
        "proprietary" => Ownership::Proprietary,
        "physician" => Ownership::Physician,
        "government - hospital district or authority" => Ownership::District,
        "government - local" => Ownership::Local,
        "government - state" => Ownership::State,
        "government - federal" => Ownership::Federal,
        "veterans health administration" => Ownership::Veterans,
        "department of defense" => Ownership::Defense,
        "tribal" => Ownership::Tribal,
        _ => return None,
    })
}

fn ownership_of_code(code: &str) -> Option<Ownership> {
    Some(match code {
        "01" => Ownership::NonProfitChurch,
        "02" => Ownership::NonProfitPrivate,
        "03" => Ownership::NonProfitOther,
        "04" => Ownership::Proprietary,
        "05" => Ownership::Federal,
        "06" => Ownership::State,
        "07" => Ownership::Local,
        "08" => Ownership::District,
        "09" => Ownership::Physician,
        "10" => Ownership::Tribal,
        _ => return None,
    })
}

/// A day as the files write it: `20190630`, `2019-06-30` or `06/30/2019`.
pub(super) fn read_day(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let (year, month, day) = match parts.as_slice() {
        [all] if all.len() == 8 && all.is_ascii() => (all.get(..4)?, all.get(4..6)?, all.get(6..)?),
        [month, day, year] if text.contains('/') => (*year, *month, *day),
        [year, month, day] => (*year, *month, *day),
        _ => return None,
    };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
