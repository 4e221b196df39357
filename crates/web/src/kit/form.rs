//! Form parts that cannot forget a label: label, hint, error and the ties between them come together.

use maud::{Markup, Render, html};
use std::collections::BTreeMap;

/// What was wrong with a form, by field name; shown beside each field and as a summary on top.
#[derive(Clone, Debug, Default)]
pub(crate) struct Errors(Vec<(&'static str, String)>);

impl Errors {
    pub(crate) fn add(&mut self, field: &'static str, says: impl Into<String>) {
        self.0.push((field, says.into()));
    }
    pub(crate) fn any(&self) -> bool {
        !self.0.is_empty()
    }
    fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, says)| says.as_str())
    }
    /// The box at the top of a page whose form failed; empty otherwise.
    pub(crate) fn summary(&self) -> Markup {
        html! {
            @if self.any() {
                div.problem role="alert" aria-labelledby="problem-title" tabindex="-1" {
                    h2 #problem-title { "There is a problem" }
                    ul { @for (field, says) in &self.0 { li { a href={ "#f-" (field) } { (says) } } } }
                }
            }
        }
    }
}

/// What was typed into a form, by field name. Several values of one name are kept apart by line breaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(pub(crate) BTreeMap<String, String>);

impl Fields {
    /// The trimmed value; empty when there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value.trim())
    }
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }
    /// The lines of a value, without blank ones; commas divide too.
    pub(crate) fn lines(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get(name).split(['\n', ',', ';']).map(str::trim).filter(|line| !line.is_empty())
    }
}

/// How a field is filled in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind<'a> {
    Text,
    Area,
    Date,
    /// Value, words, further words.
    Choice(&'a [(&'a str, &'a str, &'a str)]),
    /// Value, words.
    Select(&'a [(&'a str, &'a str)]),
    Check,
    File {
        many: bool,
    },
}

/// One question of a form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    name: &'static str,
    label: &'a str,
    hint: &'a str,
    kind: Kind<'a>,
    autocomplete: Option<&'static str>,
    is_optional: bool,
}

impl<'a> Field<'a> {
    pub(crate) fn new(name: &'static str, label: &'a str, kind: Kind<'a>) -> Self {
        Self { name, label, hint: "", kind, autocomplete: None, is_optional: false }
    }
    pub(crate) fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }
    pub(crate) fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }
    pub(crate) fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// The field with what was typed and what was wrong.
    pub(crate) fn show(&self, fields: &Fields, errors: &Errors) -> Markup {
        let error = errors.of(self.name);
        let id = format!("f-{}", self.name);
        let described: Vec<String> = [
            (!self.hint.is_empty()).then(|| format!("{id}-hint")),
            error.is_some().then(|| format!("{id}-error")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let notes = html! {
            @if !self.hint.is_empty() { p.hint id={ (id) "-hint" } { (self.hint) } }
            @if let Some(error) = error {
                p.error id={ (id) "-error" } { span.hidden { "Error: " } (error) }
            }
        };
        let label = html! { (self.label) @if self.is_optional { " " span.optional { "(optional)" } } };
        let (value, invalid) = (fields.get(self.name), error.map(|_| "true"));
        let class = if error.is_some() { "field wrong" } else { "field" };
        match self.kind {
            Kind::Choice(options) => html! {
                fieldset class=(class) aria-describedby=[described] {
                    legend { (label) }
                    (notes)
                    @for (position, (option, words, more)) in options.iter().enumerate() {
                        // The summary links to the fieldset's first choice.
                        @let option_id = if position == 0 { id.clone() } else { format!("{id}-{option}") };
                        div.choice {
                            input type="radio" id=(option_id) name=(self.name) value=(option) checked[value == *option];
                            label for=(option_id) { (words) @if !more.is_empty() { " " span.hint { (more) } } }
                        }
                    }
                }
            },
            Kind::Check => html! {
                div class=(class) {
                    (notes)
                    div.choice {
                        input type="checkbox" id=(id) name=(self.name) value="yes" checked[value == "yes"] aria-describedby=[described];
                        label for=(id) { (label) }
                    }
                }
            },
            Kind::Text | Kind::Area | Kind::Date | Kind::Select(_) | Kind::File { .. } => html! {
                div class=(class) {
                    label for=(id) { (label) }
                    (notes)
                    @match self.kind {
                        Kind::Area => textarea id=(id) name=(self.name) rows="3" aria-describedby=[described] aria-invalid=[invalid] { (value) },
                        Kind::File { many } => input type="file" id=(id) name=(self.name) multiple[many] aria-describedby=[described] aria-invalid=[invalid];,
                        Kind::Date => input.short type="date" id=(id) name=(self.name) value=(value) aria-describedby=[described] aria-invalid=[invalid];,
                        Kind::Select(options) => select id=(id) name=(self.name) aria-describedby=[described] aria-invalid=[invalid] {
                            @for (option, words) in options { option value=(option) selected[value == *option] { (words) } }
                        },
                        Kind::Text | Kind::Choice(_) | Kind::Check => input type="text" id=(id) name=(self.name) value=(value) autocomplete=[self.autocomplete] aria-describedby=[described] aria-invalid=[invalid];,
                    }
                }
            },
        }
    }
}

/// A form that changes something. The token goes first, so that a stream of files is refused before it is read.
pub(crate) fn post(action: &str, token: &str, with_files: bool, content: impl Render) -> Markup {
    html! {
        form.ask method="post" action=(action) enctype=[with_files.then_some("multipart/form-data")] novalidate {
            input type="hidden" name="csrf" value=(token);
            (content)
        }
    }
}
