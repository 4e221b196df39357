//! What people type and choose to find something.

use maud::{Markup, html};

/// Text that is looked for, whatever its capitals.
#[derive(Clone, Debug)]
pub(crate) struct Needle(String);

impl Needle {
    /// What somebody typed, ready to compare.
    pub(crate) fn of(typed: &str) -> Self {
        Self(typed.trim().to_lowercase())
    }
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Whether one of the texts holds it. An empty one is in everything.
    pub(crate) fn is_in<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        self.is_empty() || texts.into_iter().any(|text| self.is_within(text))
    }
    fn is_within(&self, text: &str) -> bool {
        let (needle, hay) = (self.0.as_bytes(), text.as_bytes());
        if text.is_ascii() {
            return hay.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle));
        }
        text.to_lowercase().contains(&self.0)
    }
}

/// A choice within the search form.
pub(crate) fn choice(name: &str, label: &str, options: &[(&str, &str)], chosen: &str) -> Markup {
    html! {
        div {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                @for (value, words) in options { option value=(value) selected[*value == chosen] { (words) } }
            }
        }
    }
}
