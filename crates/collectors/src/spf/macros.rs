//! The macro language of SPF (RFC 7208, 7): parsed once, expanded for one message.

use std::fmt::Write as _;

/// A text with macros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MacroString(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    /// `%%`, `%_` or `%-`, as what it stands for.
    Escape(&'static str),
    Macro(Macro),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Macro {
    /// Lower case.
    letter: char,
    /// Written as a capital: the value is escaped as in a URL.
    is_escaped: bool,
    /// How many parts are kept, counted from the right.
    keep: Option<usize>,
    is_reversed: bool,
    delimiters: String,
}

/// Where a text stands: the letters `c`, `r` and `t` are for explanations alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a policy.
    Policy,
    /// In the text that explains a refusal.
    Explanation,
}

/// Values of the macro letters for one message.
pub trait Values {
    /// The value of a lower-case letter other than `p`.
    fn value(&self, letter: char) -> String;
}

impl MacroString {
    /// Parses a text with macros.
    pub fn parse(text: &str, place: Place) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            let is_visible = ('\x21'..='\x7e').contains(&c) || (c == ' ' && place == Place::Explanation);
            if !is_visible {
                return Err(format!("`{text}` holds a character that must not be there"));
            }
            if c != '%' {
                literal.push(c);
                continue;
            }
            if !literal.is_empty() {
                pieces.push(Piece::Literal(std::mem::take(&mut literal)));
            }
            pieces.push(match rest.next() {
                Some('%') => Piece::Escape("%"),
                Some('_') => Piece::Escape(" "),
                Some('-') => Piece::Escape("%20"),
                Some('{') => {
                    let (inside, after) = rest
                        .as_str()
                        .split_once('}')
                        .ok_or_else(|| format!("`{text}` has no closing brace"))?;
                    rest = after.chars();
                    Piece::Macro(
                        Macro::parse(inside, place).ok_or_else(|| format!("`%{{{inside}}}` is no macro"))?,
                    )
                }
                _ => return Err(format!("`{text}` has a lone percent sign")),
            });
        }
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        Ok(Self(pieces))
    }

    /// Parses a `domain-spec`: it ends in a macro, or in a dot and a label that a top-level domain could have.
    pub fn parse_domain(text: &str) -> Result<Self, String> {
        let parsed = Self::parse(text, Place::Policy)?;
        let fits = match parsed.0.last() {
            None => false,
            Some(Piece::Literal(end)) => {
                let end = end.strip_suffix('.').unwrap_or(end);
                end.rsplit_once('.').is_some_and(|(_, label)| is_top_label(label))
            }
            Some(_) => true,
        };
        if fits { Ok(parsed) } else { Err(format!("`{text}` is no domain")) }
    }

    /// Whether the letter `p` is in it, whose value takes look-ups.
    pub fn needs_validated_name(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Macro(m) if m.letter == 'p'))
    }
    /// The text when it has no macros.
    pub fn as_literal(&self) -> Option<String> {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Escape(_) | Piece::Macro(_) => return None,
            }
        }
        Some(text)
    }
    /// The text with every macro replaced; `validated_name` is the value of `p`.
    pub fn expand(&self, values: &impl Values, validated_name: &str) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Escape(escape) => text.push_str(escape),
                Piece::Macro(Macro { letter: 'p', .. }) if validated_name.is_empty() => {
                    text.push_str("unknown");
                }
                Piece::Macro(m) if m.letter == 'p' => text.push_str(&m.transform(validated_name)),
                Piece::Macro(m) => text.push_str(&m.transform(&values.value(m.letter))),
            }
        }
        text
    }
}

impl Macro {
    fn parse(inside: &str, place: Place) -> Option<Self> {
        let mut rest = inside.chars();
        let written = rest.next()?;
        let letter = written.to_ascii_lowercase();
        let is_known = "slodipvh".contains(letter) || (place == Place::Explanation && "crt".contains(letter));
        let after = rest.as_str().trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = rest.as_str().strip_suffix(after)?;
        let keep = if digits.is_empty() { None } else { Some(digits.parse::<usize>().unwrap_or(usize::MAX)) };
        let delimiters = after.trim_start_matches(['r', 'R']);
        let reversals = after.len() - delimiters.len();
        let fits = is_known
            && keep != Some(0)
            && reversals <= 1
            && delimiters.chars().all(|c| ".-+,/_=".contains(c));
        fits.then(|| Self {
            letter,
            is_escaped: written.is_ascii_uppercase(),
            keep,
            is_reversed: reversals == 1,
            delimiters: if delimiters.is_empty() { ".".to_owned() } else { delimiters.to_owned() },
        })
    }

    fn transform(&self, value: &str) -> String {
        let mut parts: Vec<&str> = value.split(|c| self.delimiters.contains(c)).collect();
        if self.is_reversed {
            parts.reverse();
        }
        let dropped = self.keep.map_or(0, |keep| parts.len().saturating_sub(keep));
        let text = parts.into_iter().skip(dropped).collect::<Vec<_>>().join(".");
        if self.is_escaped { url_escaped(&text) } else { text }
    }
}

fn url_escaped(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => escaped.push(byte as char),
            _ => {
                let _ = write!(escaped, "%{byte:02X}");
            }
        }
    }
    escaped
}

fn is_top_label(label: &str) -> bool {
    let is_edge_fine = !label.starts_with('-') && !label.ends_with('-') && !label.is_empty();
    is_edge_fine
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && label.chars().any(|c| !c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7208, 7.4.
    struct Example;
    impl Values for Example {
        fn value(&self, letter: char) -> String {
            match letter {
                's' => "strong-bad@email.example.com",
                'l' => "strong-bad",
                'i' => "192.0.2.3",
                'v' => "in-addr",
                _ => "email.example.com",
            }
            .to_owned()
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let parsed = MacroString::parse(text, Place::Policy).unwrap();
        assert_eq!(parsed.expand(&Example, ""), expected);
    }
    #[test]
    fn parts_are_kept_reversed_and_split() {
        check("%{d4}", "email.example.com");
        check("%{d2}", "example.com");
        check("%{dr}", "com.example.email");
        check("%{d2r}", "example.email");
        check("%{l-}", "strong.bad");
        check("%{lr-}", "bad.strong");
        check("%{l1r-}", "strong");
        check("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com");
        check("%{S}%%%_%-%{p}", "strong-bad%40email.example.com% %20unknown");
    }

    #[track_caller]
    fn check_refused(text: &str) {
        assert!(MacroString::parse(text, Place::Policy).is_err(), "{text}");
    }
    #[test]
    fn what_is_no_macro_is_refused() {
        for text in ["%", "%a", "%{", "%{}", "%{d0}", "%{x}", "%{c}", "%{drr}", "%{d!}", "a b", "%{2d}"] {
            check_refused(text);
        }
    }

    #[track_caller]
    fn check_domain(text: &str, is_one: bool) {
        assert_eq!(MacroString::parse_domain(text).is_ok(), is_one, "{text}");
    }
    #[test]
    fn domains_end_in_a_top_label_or_a_macro() {
        check_domain("a.example", true);
        check_domain("a.example.", true);
        check_domain("%{i}.%{d}", true);
        check_domain("a.b-c", true);
        for text in ["", "museum", "museum.", "192.0.2.1", "a.-b", "a.b-", "%{d}com", "a.example:80"] {
            check_domain(text, false);
        }
    }
}
