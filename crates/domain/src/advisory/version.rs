//! Versions as vendors write them, in order; and ranges of them as advisories write them.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Which versions an advisory speaks of. Without any bound and list: all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Versions {
    /// The first affected one.
    pub from: Option<Bound>,
    /// The last affected one, or the first that is not.
    pub to: Option<Bound>,
    /// Affected besides, one by one. Alone, they are all.
    pub listed: Vec<String>,
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// The version.
    pub version: String,
    /// Whether it belongs to the range.
    pub inclusive: bool,
}

impl Versions {
    /// Whether a version is among them; none when the version is not known, or says nothing that can be ordered.
    pub fn contain(&self, version: &str) -> Option<bool> {
        let all = self.from.is_none() && self.to.is_none() && self.listed.is_empty();
        if all {
            return Some(true);
        }
        if !version.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        if self.listed.iter().any(|listed| compare(listed, version) == Ordering::Equal) {
            return Some(true);
        }
        let bounds = [&self.from, &self.to].into_iter().flatten().map(|bound| &bound.version);
        if bounds.chain(&self.listed).any(|known| !are_of_one_kind(known, version)) {
            return None;
        }
        if self.from.is_none() && self.to.is_none() {
            return Some(false);
        }
        let after = self.from.as_ref().is_none_or(|from| match compare(version, &from.version) {
            Ordering::Greater => true,
            Ordering::Equal => from.inclusive,
            Ordering::Less => false,
        });
        let before = self.to.as_ref().is_none_or(|to| match compare(version, &to.version) {
            Ordering::Less => true,
            Ordering::Equal => to.inclusive,
            Ordering::Greater => false,
        });
        Some(after && before)
    }
}

/// Whether two versions begin alike: `R8.0.3` and `8.0.1`, or a firmware's letter and a bare number, say nothing of each
/// other's order.
fn are_of_one_kind(a: &str, b: &str) -> bool {
    let word = |version: &str| match parts(version).next() {
        Some(Part::Word(word) | Part::Unfinished(word)) => Some(word),
        Some(Part::Number(..)) | None => None,
    };
    word(a) == word(b)
}

/// The order of two versions: numbers as numbers, words as words, zeros at the end without weight, and what is marked as
/// unfinished (`rc`, `beta`) before what is finished.
pub fn compare(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (parts(a), parts(b));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (Some(part), None) => part.against_nothing(),
            (None, Some(part)) => part.against_nothing().reverse(),
            (Some(one), Some(other)) => one.cmp(&other),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// A run of digits or of letters. Words sort before numbers, so `1.a` comes before `1.1`.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    Unfinished(Vec<u8>),
    Word(Vec<u8>),
    /// Digits without leading zeros: first by how many, then by value.
    Number(usize, &'a [u8]),
}

impl Part<'_> {
    fn against_nothing(&self) -> Ordering {
        match self {
            Self::Unfinished(_) => Ordering::Less,
            Self::Number(0, _) => Ordering::Equal,
            Self::Word(_) | Self::Number(..) => Ordering::Greater,
        }
    }
}

fn parts(version: &str) -> impl Iterator<Item = Part<'_>> {
    let text = version.trim();
    let mut rest = text.strip_prefix(['v', 'V']).unwrap_or(text).as_bytes();
    std::iter::from_fn(move || {
        while rest.first().is_some_and(|byte| !byte.is_ascii_alphanumeric()) {
            rest = rest.get(1..)?;
        }
        let is_number = rest.first()?.is_ascii_digit();
        let same = |byte: &u8| byte.is_ascii_alphanumeric() && byte.is_ascii_digit() == is_number;
        let length = rest.iter().take_while(|byte| same(byte)).count();
        let (run, after) = rest.split_at_checked(length)?;
        rest = after;
        if is_number {
            let zeros = run.iter().take_while(|byte| **byte == b'0').count();
            let digits = run.get(zeros..).unwrap_or_default();
            return Some(Part::Number(digits.len(), digits));
        }
        let word = run.to_ascii_lowercase();
        let unfinished = matches!(
            word.as_slice(),
            b"alpha" | b"beta" | b"rc" | b"pre" | b"preview" | b"dev" | b"snapshot" | b"m"
        );
        Some(if unfinished { Part::Unfinished(word) } else { Part::Word(word) })
    })
}
