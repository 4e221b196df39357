//! A small look at HTML that we wrote ourselves: tags with their attributes, in order.

use std::collections::BTreeMap;

/// A start tag.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    /// Text up to the next tag.
    pub(super) text: String,
}

/// All start tags of a page.
pub(super) fn tags(page: &str) -> Vec<Tag> {
    page.split('<')
        .skip(1)
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
        .map(|rest| {
            let (inside, text) = split_at_end(rest);
            let name: String = inside.chars().take_while(char::is_ascii_alphanumeric).collect();
            Tag { attributes: attributes(&inside[name.len()..]), name, text: text.to_owned() }
        })
        .collect()
}

/// The inside of a tag, and what follows; a `>` within quotes does not end it.
fn split_at_end(rest: &str) -> (&str, &str) {
    let mut quoted = false;
    for (position, c) in rest.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return (&rest[..position], &rest[position + 1..]),
            _ => {}
        }
    }
    (rest, "")
}

fn attributes(text: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let name: String =
            rest.chars().take_while(|c| !c.is_whitespace() && *c != '=' && *c != '/').collect();
        rest = &rest[name.len()..];
        let value = match rest.strip_prefix("=\"") {
            Some(after) => {
                let (value, after) = after.split_once('"').unwrap_or((after, ""));
                rest = after;
                value
            }
            None => "",
        };
        if !name.is_empty() {
            all.insert(name, value.to_owned());
        }
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
    }
    all
}

impl Tag {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}
