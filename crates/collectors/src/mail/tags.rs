//! Records of the shape `v=…; name=value; …`, in which most mail policies are written.

use crate::dns::Answer;
use ward_domain::observation::Asked;

/// Longest record that is kept as text, in characters.
const LONGEST_RECORD: usize = 2_000;

/// The names and values of a record, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tags(Vec<(String, String)>);

impl Tags {
    pub(super) fn parse(text: &str) -> Self {
        let pairs = text.split(';').filter_map(|part| part.split_once('='));
        Self(pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect())
    }
    /// The first value of that name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(of, _)| of.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
    /// Whether the record begins with this version.
    fn is_version(&self, version: &str) -> bool {
        self.0.first().is_some_and(|(name, value)| name.eq_ignore_ascii_case("v") && value == version)
    }
}

/// The records of that version among the texts, each with its text.
pub(super) fn of_version(answer: &Answer, version: &str) -> Vec<(String, Tags)> {
    let texts = answer.texts().map(|text| String::from_utf8_lossy(text).into_owned());
    texts
        .map(|text| {
            let tags = Tags::parse(&text);
            (text.chars().take(LONGEST_RECORD).collect(), tags)
        })
        .filter(|(_, tags): &(String, Tags)| tags.is_version(version))
        .collect()
}

/// The one record of that version, or how many there are.
pub(super) fn only(answer: &Answer, version: &str) -> Asked<Result<(String, Tags), usize>> {
    if let Some(why) = answer.failed() {
        return Asked::Failed(why.to_owned());
    }
    let mut records = of_version(answer, version);
    match records.len() {
        0 => Asked::Absent,
        1 => records.pop().map_or(Asked::Absent, |record| Asked::Found(Ok(record))),
        several => Asked::Found(Err(several)),
    }
}

/// The places in `rua`, without the size limits that may follow them.
pub(super) fn places(tags: &Tags, most: usize) -> Vec<String> {
    let places =
        tags.get("rua").unwrap_or_default().split(',').map(str::trim).filter(|place| !place.is_empty());
    places.map(|place| place.split('!').next().unwrap_or_default().to_owned()).take(most).collect()
}
