//! The programme operator's pages: the sector, participants, money, audits, cases, help.

mod pages;
pub mod port;

use crate::kit::layout::Page;
use crate::port::Trouble;
use crate::routes::{Needs, Route, Section, page};
use crate::state::{Answer, Done, Visit, framed};
use crate::statics;
use axum::response::{IntoResponse, Redirect};
use port::OfficePort;

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
    use Needs::{Nothing, ReadProgramme};
    use pages::record;
    vec![
        page("/record",        ReadProgramme, "office::record::show", record::show).nav(Section::Office(Room::Record), "Record"),
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

impl Visit {
    /// Makes a page away from the async threads.
    pub(crate) async fn show_office<F>(self, make: F) -> Answer
    where
        F: FnOnce(&Desk<'_>) -> Result<Page, Trouble> + Send + 'static,
    {
        self.at_desk(move |desk| Ok(framed(&make(desk)?, &desk.name))).await
    }

    /// Decides something away from the async threads; what comes back is a page that says what went wrong, or an
    /// address to go to.
    pub(crate) async fn act_office<F>(self, act: F) -> Answer
    where
        F: FnOnce(&Desk<'_>) -> Result<Done, Trouble> + Send + 'static,
    {
        self.at_desk(move |desk| {
            Ok(match act(desk)? {
                Done::GoTo(address) => Redirect::to(&address).into_response(),
                Done::Again(page) => framed(&page, &desk.name),
            })
        })
        .await
    }

    /// Runs blocking work with the operator's port.
    pub(crate) async fn at_desk<T, F>(self, work: F) -> Result<T, Trouble>
    where
        T: Send + 'static,
        F: FnOnce(&Desk<'_>) -> Result<T, Trouble> + Send + 'static,
    {
        let work = move || {
            let port = self.state.office()?.as_ref();
            work(&Desk { port, name: port.name().to_owned(), token: &self.visitor.token })
        };
        tokio::task::spawn_blocking(work).await.map_err(|e| Trouble::ours(format!("a page broke: {e}")))?
    }
}
