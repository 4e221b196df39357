//! Versions and ranges of versions as advisories write them: `vers:` ranges, signs, and a few plain words.
//!
//! What is not one of these shapes is [`Scope::Unclear`], as written. That costs a person a look; a wrong guess would
//! cost more.

use std::cmp::Ordering;
use ward_domain::advisory::{Bound, Scope, Versions, compare};

/// Longest version, in bytes (OWN).
const LONGEST_VERSION: usize = 100;
/// Most ends of ranges in one name (OWN).
const MOST_CONSTRAINTS: usize = 1_000;

/// What the name of a version or of a range says.
pub(super) fn scope(written: &str) -> Scope {
    let unclear = || Scope::Unclear(super::cut(written, super::LONGEST_NAME));
    let plain = written.trim();
    let is_vers = plain.starts_with("vers:");
    // `vers:` is followed by the scheme of the versions. All are ordered alike here.
    let body = if is_vers { plain.split_once('/').map(|(_, body)| body) } else { Some(plain) };
    let Some(body) = body else { return unclear() };
    if is_all(body) {
        return Scope::all();
    }
    let mut constraints = Vec::new();
    for part in body.split('|') {
        match constraints_of(part, is_vers) {
            Some(found) if constraints.len() < MOST_CONSTRAINTS => constraints.extend(found),
            _ => return unclear(),
        }
    }
    ranges(constraints).map_or_else(unclear, Scope::These)
}

fn is_all(text: &str) -> bool {
    matches!(
        text.trim().to_lowercase().as_str(),
        "*" | "all" | "all versions" | "all version" | "any" | "any version" | "-" | "n/a"
    ) && !matches!(text.trim(), "-" | "n/a" | "N/A")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Is,
    Below,
    UpTo,
    Above,
    From,
}

type Constraint = (Sign, String);

/// The ends that one part names: signs with versions, or words.
fn constraints_of(part: &str, is_encoded: bool) -> Option<Vec<Constraint>> {
    let part = part.trim();
    if !part.contains(['<', '>', '=']) {
        return worded(part, is_encoded);
    }
    let mut found = Vec::new();
    let mut rest = part;
    while !rest.is_empty() {
        let (sign, after) = sign(rest)?;
        let end = after.find(['<', '>', '=', '!']).unwrap_or(after.len());
        let (version, next) = after.split_at(end);
        let version = version.trim().trim_end_matches([',', ';']).trim_end_matches(" and");
        found.push((sign, plain_version(version, is_encoded)?));
        rest = next;
    }
    Some(found)
}

fn sign(text: &str) -> Option<(Sign, &str)> {
    const SIGNS: [(&str, Sign); 7] = [
        ("<=", Sign::UpTo),
        (">=", Sign::From),
        ("==", Sign::Is),
        ("=<", Sign::UpTo),
        ("<", Sign::Below),
        (">", Sign::Above),
        ("=", Sign::Is),
    ];
    SIGNS.iter().find_map(|(written, sign)| Some((*sign, text.strip_prefix(written)?)))
}

/// A version alone, or one with a few words around it.
fn worded(part: &str, is_encoded: bool) -> Option<Vec<Constraint>> {
    const AFTER: [(&str, Sign); 14] = [
        ("and below", Sign::UpTo),
        ("and earlier", Sign::UpTo),
        ("and earlier versions", Sign::UpTo),
        ("and prior", Sign::UpTo),
        ("and prior versions", Sign::UpTo),
        ("and older", Sign::UpTo),
        ("and lower", Sign::UpTo),
        ("or earlier", Sign::UpTo),
        ("and later", Sign::From),
        ("and later versions", Sign::From),
        ("and newer", Sign::From),
        ("and above", Sign::From),
        ("or later", Sign::From),
        ("or newer", Sign::From),
    ];
    const BEFORE: [(&str, Sign); 6] = [
        ("before ", Sign::Below),
        ("prior to ", Sign::Below),
        ("earlier than ", Sign::Below),
        ("older than ", Sign::Below),
        ("up to and including ", Sign::UpTo),
        ("later than ", Sign::Above),
    ];
    let lower = part.to_lowercase();
    let words = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = ["versions ", "version "].iter().find_map(|word| words.strip_prefix(word)).unwrap_or(&words);
    let one = |sign, version: &str| Some(vec![(sign, plain_version(version, is_encoded)?)]);
    if let Some((sign, version)) =
        BEFORE.iter().find_map(|(word, sign)| Some((*sign, bare.strip_prefix(word)?)))
    {
        return one(sign, version);
    }
    if let Some((sign, version)) =
        AFTER.iter().find_map(|(word, sign)| Some((*sign, bare.strip_suffix(word)?)))
    {
        return one(sign, version);
    }
    if let Some((first, last)) = bare.split_once(" through ") {
        return Some(vec![
            (Sign::From, plain_version(first, is_encoded)?),
            (Sign::UpTo, plain_version(last, is_encoded)?),
        ]);
    }
    // As written, without the change of case.
    let as_written = part.trim();
    let skipped = as_written.len().checked_sub(bare.len()).filter(|_| words.len() == as_written.len());
    one(Sign::Is, skipped.and_then(|at| as_written.get(at..)).unwrap_or(as_written))
}

/// The version, when it can be put in order: one word with a digit, and nothing that stands for other versions.
fn plain_version(text: &str, is_encoded: bool) -> Option<String> {
    let text = text.trim();
    let decoded = if is_encoded && text.contains('%') { decode(text)? } else { text.to_owned() };
    let is_odd =
        |letter: char| letter.is_whitespace() || letter.is_control() || "(){}[],;:*/\\\"'!?".contains(letter);
    let stands_for_others = |part: &str| {
        let stem = part.strip_suffix(['x', 'X']);
        stem.is_some_and(|stem| stem.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_plain = decoded.len() <= LONGEST_VERSION
        && decoded.bytes().any(|byte| byte.is_ascii_digit())
        && !decoded.contains(is_odd)
        && !decoded.split(|letter: char| !letter.is_alphanumeric()).any(stands_for_others);
    is_plain.then_some(decoded)
}

/// `%2B` as `+`.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'%' {
            let (digits, left) = after.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = left;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The ranges between ends in the order in which they stand; none when they make no sense together.
fn ranges(constraints: Vec<Constraint>) -> Option<Vec<Versions>> {
    let (mut found, mut listed, mut open) = (Vec::new(), Vec::new(), None::<Bound>);
    for (sign, version) in constraints {
        match sign {
            Sign::Is => listed.push(version),
            Sign::Above | Sign::From if open.is_some() => return None,
            Sign::Above | Sign::From => open = Some(Bound { version, inclusive: sign == Sign::From }),
            Sign::Below | Sign::UpTo => {
                let from = open.take();
                if from.as_ref().is_some_and(|from| compare(&from.version, &version) == Ordering::Greater) {
                    return None;
                }
                let to = Some(Bound { version, inclusive: sign == Sign::UpTo });
                found.push(Versions { from, to, listed: Vec::new() });
            }
        }
    }
    if open.is_some() {
        found.push(Versions { from: open, ..Versions::default() });
    }
    if !listed.is_empty() {
        found.push(Versions { listed, ..Versions::default() });
    }
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, answers: &[(&str, Option<bool>)]) {
        let scope = scope(written);
        for (version, expected) in answers {
            assert_eq!(scope.contain(version), *expected, "{version} in {written}: {scope:?}");
        }
    }

    #[track_caller]
    fn check_unclear(written: &str) {
        assert_eq!(scope(written), Scope::Unclear(written.to_owned()));
    }

    #[test]
    fn vers_ranges() {
        check("vers:all/*", &[("1", Some(true)), ("", Some(true))]);
        let two = "vers:generic/>=1.0|<2.0|>=3|<=3.4";
        check(
            two,
            &[
                ("1.5", Some(true)),
                ("2.0", Some(false)),
                ("3.4", Some(true)),
                ("3.5", Some(false)),
                ("", None),
            ],
        );
        check("vers:semver/1.2.3|1.2.5", &[("1.2.3", Some(true)), ("1.2.4", Some(false))]);
        check("vers:deb/<1.0%2Bb2", &[("0.9", Some(true))]);
    }

    #[test]
    fn signs_and_words() {
        check("<= 3.1", &[("3.1", Some(true)), ("3.2", Some(false)), ("", None)]);
        check("<1.7.5", &[("1.7.4", Some(true)), ("1.7.5", Some(false))]);
        check(">= 1.3.4 | < 1.5.3", &[("1.4", Some(true)), ("1.6", Some(false)), ("1.3", Some(false))]);
        check(">=1.0 <2.0", &[("1.9", Some(true)), ("2.0", Some(false))]);
        check(">v33.011|<v33.015", &[("33.012", Some(true)), ("33.011", Some(false))]);
        check("2.3.6 and  below", &[("2.3.6", Some(true)), ("2.4", Some(false))]);
        check("prior to 4.2", &[("4.1", Some(true)), ("4.2", Some(false))]);
        check("4.2 and later", &[("4.3", Some(true)), ("4.1", Some(false))]);
        check("1.0 through 2.0", &[("1.5", Some(true)), ("2.1", Some(false))]);
        check("1.1 | 1.2 | 1.4", &[("1.2", Some(true)), ("1.3", Some(false))]);
        check("Version 1.2A", &[("1.2a", Some(true))]);
        check("All versions", &[("", Some(true))]);
    }

    #[test]
    fn what_is_not_sure_stays_as_written() {
        for written in [
            "",
            "N/A",
            "-",
            "<=N",
            "Rev J-M",
            "< 3.x",
            "<= 12.2.x.x",
            "A.01 <= C.0x | 4.0",
            "<  november 29 2017",
            "<= 2.01 (end-of-life Nov 2017)",
            "v8.x (with battery v17 | >= v20D29)",
            "vers:generic/!=1.5|>=1",
            "vers:generic",
            "vers:generic/>=2|>=3",
            "vers:generic/>=3|<2",
            "vers:deb/<1.0%2",
            "up to 4",
            "1.1.3 Build 10",
            "microcode_ctl-4:2023.el9",
        ] {
            check_unclear(written);
        }
    }
}
