//! The frame around every page.

use crate::routes::{Group, Section, groups};
use crate::statics;
use axum::http::StatusCode;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// A page without its frame.
#[derive(Debug)]
pub(crate) struct Page {
    /// What the page is about; the `h1` and the first words of the title.
    pub title: String,
    /// Which part of the navigation is current.
    pub section: Option<Section>,
    /// The way back up, as address and words.
    pub up: Option<(String, String)>,
    /// Everything after the `h1`.
    pub content: Markup,
    /// Whether a post failed: the title says so and the status is 422.
    pub status: StatusCode,
    /// Seconds after which the page loads itself again.
    pub refresh: Option<u32>,
}

impl Page {
    pub(crate) fn new(title: impl Into<String>, section: Option<Section>, content: Markup) -> Self {
        Self { title: title.into(), section, up: None, content, status: StatusCode::OK, refresh: None }
    }
    pub(crate) fn up(mut self, address: impl Into<String>, words: impl Into<String>) -> Self {
        self.up = Some((address.into(), words.into()));
        self
    }
    pub(crate) fn failed(mut self, failed: bool) -> Self {
        if failed {
            self.status = StatusCode::UNPROCESSABLE_ENTITY;
        }
        self
    }

    /// The page in its frame. `organisation` is empty before anybody gave a name.
    pub(crate) fn render(&self, organisation: &str) -> Markup {
        let is_error = self.status.is_client_error() || self.status.is_server_error();
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    @if let Some(seconds) = self.refresh { meta http-equiv="refresh" content=(seconds); }
                    title { @if is_error { "Error: " } (self.title) " – Ward" }
                    link rel="stylesheet" href=(statics::css());
                    link rel="icon" href=(ICON);
                    script defer src=(statics::script()) {}
                }
                body {
                    a.skip href="#main" { "Skip to the content" }
                    header.top {
                        div.inner {
                            a.brand href="/" { (mark()) span { "Ward" } }
                            @if !organisation.is_empty() {
                                p.who { (organisation) }
                                (self.navigation())
                            }
                        }
                    }
                    main #main tabindex="-1" {
                        @if let Some((address, words)) = &self.up {
                            p.up { a href=(address) { "‹ " (words) } }
                        }
                        h1 { (self.title) }
                        (self.content)
                    }
                    footer.foot {
                        @if matches!(self.section, Some(Section::Office(_))) {
                            p { "Ward shows what participants’ signed summaries say. No evidence, host, address or person of theirs is here." }
                        } @else {
                            p { "Ward shows what your evidence proves. Unknown is never a pass. It keeps everything on this machine." }
                        }
                    }
                }
            }
        }
    }

    /// The groups, and below them what the group of this page holds.
    fn navigation(&self) -> Markup {
        let groups = groups(self.section);
        let here =
            groups.iter().find(|group| group.links.iter().any(|link| self.section == Some(link.section)));
        let current = |group: &Group| {
            let is_here = here.is_some_and(|here| here.words == group.words);
            is_here.then_some(if group.links.len() > 1 { "true" } else { "page" })
        };
        html! {
            nav.main aria-label="Main" {
                ul {
                    @for group in groups {
                        li { a href=[group.links.first().map(|link| link.address)] aria-current=[current(group)] { (group.words) } }
                    }
                }
            }
            @if let Some(group) = here.filter(|group| group.links.len() > 1) {
                nav.sub aria-label=(group.words) {
                    ul {
                        @for link in &group.links {
                            li { a href=(link.address) aria-current=[(self.section == Some(link.section)).then_some("page")] { (link.words) } }
                        }
                    }
                }
            }
        }
    }
}

const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath d='M12 1l9 4v6c0 6-4 10-9 12-5-2-9-6-9-12V5z' fill='%230b5c6b'/%3E%3Cpath d='M10 7h4v3h3v4h-3v3h-4v-3H7v-4h3z' fill='%23fff'/%3E%3C/svg%3E";

fn mark() -> Markup {
    PreEscaped(
        r#"<svg class="mark" viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" focusable="false"><path class="shield" d="M12 1l9 4v6c0 6-4 10-9 12-5-2-9-6-9-12V5z"/><path class="cross" d="M10 7h4v3h3v4h-3v3h-4v-3H7v-4h3z"/></svg>"#
            .to_owned(),
    )
}
