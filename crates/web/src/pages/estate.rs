//! What the pages of the estate share: tabs, the search form, and reading a list from a key on.

use crate::kit::search::Needle;
use crate::kit::table::Slice;
use crate::kit::words::escaped;
use crate::port::Handles;
use maud::{Markup, html};
use serde::Deserialize;

/// The lists of the estate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    Assets,
    People,
    Accounts,
    Findings,
}

impl Tab {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Assets, "/estate", "Assets"),
        (Self::People, "/estate/people", "People"),
        (Self::Accounts, "/estate/accounts", "Accounts"),
        (Self::Findings, "/estate/findings", "Findings"),
    ];
    pub(crate) fn address(self) -> &'static str {
        Self::ALL.iter().find(|(tab, ..)| *tab == self).map_or("/estate", |(_, address, _)| address)
    }
}

/// What is looked for, and from where.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Look {
    #[serde(default)]
    pub(crate) q: String,
    #[serde(default)]
    pub(crate) after: String,
    #[serde(default)]
    pub(crate) show: String,
    #[serde(default)]
    pub(crate) severity: String,
}

impl Look {
    /// The list's address with everything but the place in it; ends in `?` or `&`.
    pub(crate) fn address(&self, tab: Tab) -> String {
        let mut address = format!("{}?", tab.address());
        for (name, value) in [("q", &self.q), ("show", &self.show), ("severity", &self.severity)] {
            if !value.is_empty() {
                address.extend([name, "=", &escaped(value), "&"]);
            }
        }
        address
    }
    /// What is looked for, ready to compare.
    pub(crate) fn needle(&self) -> Needle {
        Needle::of(&self.q)
    }
}

/// So many rows that fit, after the row of a handle; a handle that is gone starts again at the first row.
pub(crate) fn slice(
    handles: &Handles,
    total: usize,
    after: &str,
    most: usize,
    fits: impl Fn(u32) -> bool,
) -> Slice<u32> {
    let from = handles.position(after).map_or(0, |position| position + 1);
    let fitting = (from..total as u32).filter(|position| fits(*position));
    Slice::first(fitting, most, from > 0, |last| handles.name(*last).to_owned())
}

/// Tabs as links, and the search. `more` are further fields of the form.
pub(crate) fn head(current: Tab, look: &Look, hint: &str, more: Markup) -> Markup {
    html! {
        nav.tabs aria-label="Estate" {
            ul {
                @for (tab, address, words) in Tab::ALL {
                    li { a href=(address) aria-current=[(tab == current).then_some("page")] { (words) } }
                }
            }
        }
        form.search method="get" action=(current.address()) role="search" {
            div {
                label for="q" { "Search" }
                input type="search" id="q" name="q" value=(look.q) aria-describedby="q-hint";
            }
            (more)
            button type="submit" { "Search" }
            p.hint #q-hint { (hint) }
        }
    }
}

/// What to say when a list is empty.
pub(crate) fn nothing(needle: &Needle, all_empty: &'static str) -> &'static str {
    if needle.is_empty() { all_empty } else { "Nothing fits this search." }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(needle: &str, text: &str, expected: bool) {
        let look = Look { q: needle.into(), ..Look::default() };
        assert_eq!(look.needle().is_in([text]), expected, "{needle} in {text}");
    }

    #[test]
    fn search_ignores_capitals() {
        check("pacs", "PACS1.hospital.example", true);
        check("PACS", "pacs1", true);
        check("zoë", "ZOË Meyer", true);
        check("  ", "anything", true);
        check("x", "", false);
        check("longer than the text", "text", false);
    }

    proptest! {
        #[test]
        fn paging_visits_every_row_that_fits_once(keys in prop::collection::vec("[a-c~2]{0,2}", 0..80), most in 1usize..7, modulus in 1u32..4) {
            let handles = Handles::of(keys.iter().cloned());
            let fits = |position: u32| position.is_multiple_of(modulus);
            let mut visited: Vec<u32> = Vec::new();
            let mut after = String::new();
            let mut pages = 0;
            loop {
                let page = slice(&handles, keys.len(), &after, most, fits);
                prop_assert!(page.rows.len() <= most);
                visited.extend(&page.rows);
                pages += 1;
                prop_assert!(pages <= keys.len() + 1);
                match page.next { Some(next) => after = next, None => break }
            }
            // The handle of a row may be the empty key: then it must not be the one that a page ends on.
            let expected: Vec<u32> = (0..keys.len() as u32).filter(|p| fits(*p)).collect();
            prop_assert_eq!(visited, expected);
        }
    }
}
