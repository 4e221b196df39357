//! The programme operator's pages: the sector, participants, money, audits, cases, help.

pub(crate) mod answers;
#[cfg(any(test, feature = "fake"))]
pub mod fake;
pub(crate) mod pages;
pub mod port;
mod to_do;

use crate::kit::layout::Page;
use crate::port::Trouble;
use crate::routes::{Needs, Route, Section, act, page};
use crate::state::{Done, Reply, Visit, framed};
use crate::statics;
use axum::response::{IntoResponse, Redirect};
use jiff::civil::Date;
use port::OfficePort;
use ward_catalog::SmallestCell;

/// Parts of the operator's navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Where the sector stands.
    Sector,
    /// Who takes part.
    Participants,
    /// Rounds, awards, payments.
    Funding,
    /// Samples and audits.
    Audit,
    /// Settings of law, and cases.
    Enforcement,
    /// Requests, bulletins, advisories, outages.
    Help,
    /// Entries.
    Record,
}

/// All routes of the operator's server.
#[rustfmt::skip]
pub fn routes() -> Vec<Route> {
    use Needs::{Administer, Advise, Audit, Grant, Nothing, ReadProgramme};
    use pages::{api, application, application_change, application_new, application_signed, audit, audit_case, audit_new, audits, award, award_milestone, bulletin, bulletin_answers, bulletin_ask, calls, case, case_penalty, cases, catalogues, demand, ledger, lists, participant, participant_new, participants, record, release, request, request_signed, round, round_terms, rounds, sector, statement, tier};
    vec![
        page("/", ReadProgramme, "office::sector::show", sector::show).nav(Section::Office(Room::Sector), "Sector"),
        page("/participants", ReadProgramme, "office::participants::show", participants::show).nav(Section::Office(Room::Participants), "Participants"),
        page("/participants/{id}", ReadProgramme, "office::participant::show", participant::show),
        act ("/participants/{id}/steps", Administer, "office::participant::submit", participant::submit),
        page("/participants/new", Administer, "office::participant_new::show", participant_new::show),
        act ("/participants/new", Administer, "office::participant_new::submit", participant_new::submit),
        page("/participants/lists", Administer, "office::lists::show", lists::show),
        act ("/participants/lists", Administer, "office::lists::submit", lists::submit).takes_files(),
        page("/participants/lists/{digest}", Administer, "office::lists::show_plan", lists::show_plan),
        act ("/participants/lists/{digest}", Administer, "office::lists::take", lists::take),
        page("/catalogues", ReadProgramme, "office::catalogues::show", catalogues::show),
        act ("/catalogues", Administer, "office::catalogues::submit", catalogues::submit),
        page("/release", ReadProgramme, "office::release::show", release::show),
        act ("/release", Administer, "office::release::submit", release::submit),
        page("/release/{file}", ReadProgramme, "office::release::download", release::download),
        page("/public/sector", Nothing, "office::release::show_public", release::show_public),
        page("/audits", ReadProgramme, "office::audits::show", audits::show).nav(Section::Office(Room::Audit), "Audits"),
        page("/audits/new", Audit, "office::audit_new::show", audit_new::show),
        act ("/audits/new", Audit, "office::audit_new::submit", audit_new::submit),
        page("/audits/{audit}", ReadProgramme, "office::audit::show", audit::show),
        act ("/audits/{audit}", Audit, "office::audit::submit", audit::submit),
        page("/audits/{audit}/draw.txt", ReadProgramme, "office::audit::draw_text", audit::draw_text),
        page("/audits/{audit}/{participant}", ReadProgramme, "office::audit_case::show", audit_case::show),
        act ("/audits/{audit}/{participant}/packet", Audit, "office::audit_case::take_packet", audit_case::take_packet).takes_files(),
        act ("/audits/{audit}/{participant}/steps", Audit, "office::audit_case::submit", audit_case::submit),
        page("/rounds",                        ReadProgramme, "office::rounds::show",             rounds::show).nav(Section::Office(Room::Funding), "Money"),
        act ("/rounds/scenario",               Grant,         "office::rounds::decide_scenario",  rounds::decide_scenario),
        page("/rounds/new",                    Grant,         "office::round_terms::show_new",    round_terms::show_new),
        act ("/rounds/new",                    Grant,         "office::round_terms::submit_new",  round_terms::submit_new),
        page("/rounds/{id}",                   ReadProgramme, "office::round::show",              round::show),
        act ("/rounds/{id}/step",              Grant,         "office::round::step",              round::step),
        page("/rounds/{id}/terms",             Grant,         "office::round_terms::show_edit",   round_terms::show_edit),
        act ("/rounds/{id}/terms",             Grant,         "office::round_terms::submit_edit", round_terms::submit_edit),
        page("/rounds/{id}/apply",             Grant,         "office::application_new::show",    application_new::show),
        act ("/rounds/{id}/apply",             Grant,         "office::application_new::submit",  application_new::submit),
        page("/applications/signed",           Grant,         "office::application_signed::show", application_signed::show),
        act ("/applications/signed",           Grant,         "office::application_signed::submit", application_signed::submit).takes_files(),
        page("/applications/{id}/acknowledgement.json", ReadProgramme, "office::application_signed::acknowledgement", application_signed::acknowledgement),
        page("/public/rounds",                 Nothing,       "office::calls::show",             calls::show),
        page("/public/rounds/{id}/call.json",  Nothing,       "office::calls::signed",           calls::signed),
        page("/applications/{id}",             ReadProgramme, "office::application::show",        application::show),
        act ("/applications/{id}",             Grant,         "office::application::act",         application::act),
        page("/applications/{id}/change",      Grant,         "office::application_change::show", application_change::show),
        act ("/applications/{id}/change",      Grant,         "office::application_change::submit", application_change::submit),
        page("/awards/{id}",                   ReadProgramme, "office::award::show",              award::show),
        act ("/awards/{id}/close",             Grant,         "office::award::close",             award::close),
        page("/awards/{id}/{goal}/{number}",   ReadProgramme, "office::award_milestone::show",    award_milestone::show),
        act ("/awards/{id}/{goal}/{number}",   Grant,         "office::award_milestone::act",     award_milestone::act),
        page("/payments",                      ReadProgramme, "office::ledger::show",             ledger::show),
        page("/tiers",                         ReadProgramme, "office::tier::show",               tier::show),
        act ("/tiers",                         Grant,         "office::tier::act",                tier::act),
        page("/public/statements/{id}",        Nothing,       "office::statement::show",          statement::show),
        page("/public/statements/{id}/badge.svg", Nothing,    "office::statement::badge",         statement::badge),
        page("/public/statements/{id}/statement.json", Nothing, "office::statement::signed",      statement::signed),
        page("/demands",                       ReadProgramme, "office::demand::show",             demand::show),
        act ("/demands",                       Audit,         "office::demand::submit",           demand::submit),
        page("/cases",                         ReadProgramme, "office::cases::show",              cases::show).nav(Section::Office(Room::Enforcement), "Cases"),
        page("/cases/new",                     Audit,         "office::cases::show_new",          cases::show_new),
        act ("/cases/new",                     Audit,         "office::cases::submit_new",        cases::submit_new),
        page("/cases/{number}",                ReadProgramme, "office::case::show",               case::show),
        act ("/cases/{number}",                Audit,         "office::case::step",               case::step),
        page("/cases/{number}/penalty",        Audit,         "office::case_penalty::show",       case_penalty::show),
        act ("/cases/{number}/penalty",        Audit,         "office::case_penalty::submit",     case_penalty::submit),
        page("/requests",                      ReadProgramme, "office::request::show_queue",      request::show_queue).nav(Section::Office(Room::Help), "Help"),
        act ("/requests",                      Advise,        "office::request::ask",             request::ask),
        page("/requests/signed",               Advise,        "office::request_signed::show",    request_signed::show),
        act ("/requests/signed",               Advise,        "office::request_signed::submit",  request_signed::submit).takes_files(),
        page("/requests/{number}/acknowledgement.json", ReadProgramme, "office::request_signed::acknowledgement", request_signed::acknowledgement),
        page("/requests/{number}/hand-over.json", ReadProgramme, "office::request_signed::hand_over", request_signed::hand_over),
        page("/requests/{number}",             ReadProgramme, "office::request::show",            request::show),
        act ("/requests/{number}",             Advise,        "office::request::act",             request::act),
        page("/bulletins",                     ReadProgramme, "office::bulletin::show",           bulletin::show),
        act ("/bulletins",                     Advise,        "office::bulletin::act",            bulletin::act),
        page("/bulletins/ask",                 Advise,        "office::bulletin_ask::show",       bulletin_ask::show),
        act ("/bulletins/ask",                 Advise,        "office::bulletin_ask::submit",     bulletin_ask::submit).takes_files(),
        page("/bulletins/{number}",            ReadProgramme, "office::bulletin_answers::show",   bulletin_answers::show),
        page("/bulletins/{number}/advisory.json", ReadProgramme, "office::bulletin_answers::download", bulletin_answers::download),
        act ("/bulletins/{number}/answers",    Advise,        "office::bulletin_answers::receive", bulletin_answers::receive).takes_files(),
        act ("/api/answers",   Nothing,       "office::api::receive_answer", api::receive_answer),
        page("/record",        ReadProgramme, "office::record::show", record::show).nav(Section::Office(Room::Record), "Record"),
        act ("/api/summaries", Nothing,       "office::api::receive", api::receive),
        act ("/api/applications", Nothing,    "office::api::receive_application", api::receive_application),
        act ("/api/requests",  Nothing,       "office::api::receive_request", api::receive_request),
        page("/static/{file}", Nothing,       "statics::serve",       statics::serve),
    ]
}

/// What a page of the operator's is made from.
pub(crate) struct Desk<'a> {
    pub(crate) port: &'a dyn OfficePort,
    pub(crate) name: String,
    /// Goes into every form.
    pub(crate) token: &'a str,
}

impl Desk<'_> {
    /// A goal's short title by the catalogue.
    pub(crate) fn goal_title(&self, goal: ward_domain::GoalId) -> &str {
        let framework = self.port.catalog().frameworks.get("hph-cpg");
        let known = framework.and_then(|framework| framework.goals.iter().find(|known| known.id == goal));
        known.map_or("", |known| known.short_title.as_str())
    }
    /// The smallest count that may be shown on a day.
    pub(crate) fn smallest(&self, day: Date) -> SmallestCell {
        self.port.catalog().smallest_cell.on(day)
    }
    /// Why no smaller count is shown, as a sentence.
    pub(crate) fn why_smallest(&self, day: Date) -> String {
        let smallest = self.smallest(day);
        let from = self.port.catalog().parameters.template(SmallestCell::ID, day);
        from.map_or_else(
            |why| format!("{why}."),
            |from| format!("Why {smallest}: {} ({}).", from.citation, from.status.label()),
        )
    }
}

impl Visit {
    /// Makes a page away from the async threads.
    pub(crate) fn show_office<F>(self, make: F) -> Reply
    where
        F: FnOnce(&Desk<'_>) -> Result<Page, Trouble> + Send + 'static,
    {
        self.at_desk(move |desk| Ok(framed(&make(desk)?, &desk.name)))
    }

    /// Decides something away from the async threads; what comes back is a page that says what went wrong, or an
    /// address to go to.
    pub(crate) fn act_office<F>(self, act: F) -> Reply
    where
        F: FnOnce(&Desk<'_>) -> Result<Done, Trouble> + Send + 'static,
    {
        self.at_desk(move |desk| {
            Ok(match act(desk)? {
                Done::GoTo(address) => Redirect::to(&address).into_response(),
                Done::Again(page) => framed(&page, &desk.name),
            })
        })
    }

    /// Runs blocking work with the operator's port.
    pub(crate) fn at_desk<T, F>(self, work: F) -> Reply<T>
    where
        T: Send + 'static,
        F: FnOnce(&Desk<'_>) -> Result<T, Trouble> + Send + 'static,
    {
        Self::away(Box::new(move || {
            let port = self.state.office()?.as_ref();
            work(&Desk { port, name: port.name().to_owned(), token: &self.visitor.token })
        }))
    }
}
