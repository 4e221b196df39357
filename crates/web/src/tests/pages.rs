//! Every sample of every page.

use super::html::{Tag, tags};
use crate::pages::samples;
use std::collections::BTreeSet;

/// What holds for every page. The samples take longer to make than to look at, so they are made once.
const RULES: [fn(&str, &str, &[Tag]); 9] = [
    every_page_has_one_heading_and_its_title_starts_with_it,
    heading_levels_have_no_gaps,
    text_from_files_never_becomes_markup,
    ids_are_unique_and_what_points_at_them_finds_them,
    every_input_has_a_label,
    every_table_has_a_caption_and_scoped_heads,
    every_form_that_changes_something_carries_the_token_first,
    a_page_that_failed_says_so,
    nothing_inner_is_told,
];

#[test]
fn every_sample_keeps_every_rule() {
    let samples = samples();
    assert!(samples.len() > 60, "only {} samples", samples.len());
    for (name, page) in samples {
        let html = page.render("St. <b>Mary’s</b> & Sons").into_string();
        let tags = tags(&html);
        for rule in RULES {
            rule(name, &html, &tags);
        }
    }
}

fn every_page_has_one_heading_and_its_title_starts_with_it(name: &str, html: &str, tags: &[Tag]) {
    let headings: Vec<&Tag> = tags.iter().filter(|tag| tag.name == "h1").collect();
    assert_eq!(headings.len(), 1, "{name}");
    let title = &tags.iter().find(|tag| tag.name == "title").unwrap().text;
    let start = title.trim_start_matches("Error: ");
    assert!(start.starts_with(headings[0].text.as_str()), "{name}: {title}");
    assert!(html.contains("<html lang=\"en\">"), "{name}");
}

fn heading_levels_have_no_gaps(name: &str, _: &str, tags: &[Tag]) {
    let levels: Vec<u8> = tags
        .iter()
        .filter_map(|tag| tag.name.strip_prefix('h').and_then(|n| n.parse().ok()))
        .skip_while(|level| *level != 1)
        .collect();
    for pair in levels.windows(2) {
        assert!(pair[1] <= pair[0] + 1, "{name}: h{} after h{}", pair[1], pair[0]);
    }
}

fn text_from_files_never_becomes_markup(name: &str, html: &str, tags: &[Tag]) {
    assert!(!html.contains("<script>"), "{name}");
    assert!(!html.contains("<img"), "{name}");
    assert!(!html.contains("<b>"), "{name}");
    assert_eq!(tags.iter().filter(|tag| tag.name == "script").count(), 1, "{name}");
    for tag in tags {
        assert!(tag.attributes.keys().all(|key| !key.starts_with("on")), "{name}: {tag:?}");
        assert!(tag.get("style").is_none(), "{name}: the policy forbids style attributes: {tag:?}");
    }
}

fn ids_are_unique_and_what_points_at_them_finds_them(name: &str, _: &str, tags: &[Tag]) {
    let mut ids = BTreeSet::new();
    for id in tags.iter().filter_map(|tag| tag.get("id")) {
        assert!(ids.insert(id), "{name}: two elements are called {id}");
    }
    for tag in tags {
        for attribute in ["for", "aria-labelledby", "aria-describedby"] {
            for id in tag.get(attribute).unwrap_or("").split_whitespace() {
                assert!(ids.contains(id), "{name}: {attribute}={id} points at nothing");
            }
        }
        if let Some(id) = tag.get("href").and_then(|href| href.strip_prefix('#')) {
            assert!(ids.contains(id), "{name}: a link to #{id} leads nowhere");
        }
    }
}

fn every_input_has_a_label(name: &str, _: &str, tags: &[Tag]) {
    let labelled: BTreeSet<&str> =
        tags.iter().filter(|t| t.name == "label").filter_map(|t| t.get("for")).collect();
    for input in tags.iter().filter(|t| {
        matches!(t.name.as_str(), "input" | "textarea" | "select") && t.get("type") != Some("hidden")
    }) {
        assert!(input.get("id").is_some_and(|id| labelled.contains(id)), "{name}: {input:?}");
    }
}

fn every_table_has_a_caption_and_scoped_heads(name: &str, _: &str, tags: &[Tag]) {
    let tables = tags.iter().filter(|tag| tag.name == "table").count();
    assert_eq!(
        tags.iter().filter(|tag| tag.name == "caption" && !tag.text.trim().is_empty()).count(),
        tables,
        "{name}"
    );
    assert!(tags.iter().filter(|tag| tag.name == "th").all(|tag| tag.get("scope").is_some()), "{name}");
}

fn every_form_that_changes_something_carries_the_token_first(name: &str, html: &str, _: &[Tag]) {
    for form in html.split("<form").skip(1).filter(|form| form.starts_with(" class=\"ask\" method=\"post\""))
    {
        let first = form.split("<input").nth(1).unwrap();
        assert!(first.starts_with(" type=\"hidden\" name=\"csrf\" value=\"t"), "{name}");
    }
}

fn a_page_that_failed_says_so(name: &str, html: &str, _: &[Tag]) {
    let failed = html.contains("class=\"problem\"") && !name.starts_with("batch");
    assert_eq!(html.contains("<title>Error: "), failed, "{name}");
}

fn nothing_inner_is_told(name: &str, html: &str, _: &[Tag]) {
    assert!(!html.contains("SQL secret"), "{name}");
}

#[test]
fn our_own_trouble_is_never_told_in_detail() {
    let page = crate::guard::trouble_page(&crate::Trouble::ours("SELECT secret FROM x"), "abc123");
    let html = page.render("").into_string();
    assert!(!html.contains("SELECT") && html.contains("abc123") && html.contains("our-fault"));
}
