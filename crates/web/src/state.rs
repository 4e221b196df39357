//! What handlers share, and how a page gets from the port to the browser.

use crate::batches::Batches;
use crate::guard::Visitor;
use crate::kit::layout::Page;
use crate::office::port::OfficePort;
use crate::pages::organisation;
use crate::port::{Port, Trouble};
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::civil::Date;
use std::pin::Pin;
use std::sync::Arc;
use ward_catalog::Catalog;
use ward_domain::Organisation;

/// Settings of the server; the defaults fit one machine.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Host names under which the server may be asked for, beside the loopback ones; without ports.
    pub hosts: Vec<String>,
    /// Most bytes of one upload, all files together.
    pub most_upload_bytes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { hosts: Vec::new(), most_upload_bytes: 4 << 30 }
    }
}

/// Shared by all handlers.
#[derive(Clone)]
pub(crate) struct AppState(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) side: Side,
    pub(crate) settings: Settings,
    pub(crate) batches: Batches,
    /// Made at every start: forms opened before it must be opened again.
    pub(crate) secret: [u8; 32],
}

/// Whose pages a server shows.
pub(crate) enum Side {
    /// An organisation's.
    House(Arc<dyn Port>),
    /// The programme operator's.
    Office(Arc<dyn OfficePort>),
}

impl std::ops::Deref for AppState {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl AppState {
    pub(crate) fn new(side: Side, settings: Settings) -> Self {
        let secret = crate::guard::random();
        Self(Arc::new(Inner { side, settings, batches: Batches::default(), secret }))
    }
    /// The organisation's use cases.
    pub(crate) fn house(&self) -> Result<&Arc<dyn Port>, Trouble> {
        match &self.side {
            Side::House(port) => Ok(port),
            Side::Office(_) => Err(Trouble::ours("a page of an organisation on the operator's server")),
        }
    }
    /// The operator's use cases.
    pub(crate) fn office(&self) -> Result<&Arc<dyn OfficePort>, Trouble> {
        match &self.side {
            Side::Office(port) => Ok(port),
            Side::House(_) => Err(Trouble::ours("a page of the operator on an organisation's server")),
        }
    }
}

/// What a page is made from.
pub(crate) struct Context<'a> {
    pub(crate) port: &'a dyn Port,
    pub(crate) organisation: Organisation,
    /// Goes into every form.
    pub(crate) token: &'a str,
}

impl Context<'_> {
    pub(crate) fn catalog(&self) -> &Catalog {
        self.port.catalog()
    }
    pub(crate) fn today(&self) -> Date {
        self.port.today()
    }
}

/// The result of a handler.
pub(crate) type Answer = Result<Response, Trouble>;

/// A result that comes later.
pub(crate) type Reply<T = Response> = Pin<Box<dyn Future<Output = Result<T, Trouble>> + Send>>;

/// A request, with what every handler needs.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) state: AppState,
    pub(crate) visitor: Visitor,
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = Trouble;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Trouble> {
        let visitor = parts.extensions.get::<Visitor>().cloned();
        let visitor = visitor.ok_or_else(|| Trouble::ours("the guard is not around this route"))?;
        Ok(Self { state: state.clone(), visitor })
    }
}

impl Visit {
    /// Makes a page away from the async threads. Before anybody said who the organisation is, every page leads to the
    /// three questions.
    pub(crate) fn show<F>(self, make: F) -> Reply
    where
        F: FnOnce(&Context<'_>) -> Result<Page, Trouble> + Send + 'static,
    {
        self.run(move |context| match context {
            Some(context) => Ok(framed(&make(context)?, &context.organisation.name)),
            None => Ok(Redirect::to("/").into_response()),
        })
    }

    /// Like [`show`](Self::show), for the pages that exist before the organisation does.
    pub(crate) fn show_first<F>(self, make: F) -> Reply
    where
        F: FnOnce(&Context<'_>) -> Result<Page, Trouble> + Send + 'static,
    {
        let token = self.visitor.token.clone();
        self.run(move |context| match context {
            Some(context) => Ok(framed(&make(context)?, &context.organisation.name)),
            None => Ok(framed(&organisation::first_run(&token), "")),
        })
    }

    /// Does something away from the async threads; what comes back is a page that says what went wrong, or an address
    /// to go to.
    pub(crate) fn act<F>(self, act: F) -> Reply
    where
        F: FnOnce(&Context<'_>) -> Result<Done, Trouble> + Send + 'static,
    {
        self.run(move |context| {
            let Some(context) = context else { return Ok(Redirect::to("/").into_response()) };
            Ok(match act(context)? {
                Done::GoTo(address) => Redirect::to(&address).into_response(),
                Done::Again(page) => framed(&page, &context.organisation.name),
            })
        })
    }

    /// Runs blocking work with the port; the context is there once the organisation is.
    pub(crate) fn run<T, F>(self, work: F) -> Reply<T>
    where
        T: Send + 'static,
        F: FnOnce(Option<&Context<'_>>) -> Result<T, Trouble> + Send + 'static,
    {
        Self::away(Box::new(move || {
            let port = self.state.house()?.as_ref();
            match port.organisation()? {
                Some(organisation) => work(Some(&Context { port, organisation, token: &self.visitor.token })),
                None => work(None),
            }
        }))
    }

    /// Runs blocking work away from the async threads. In boxes: there are two hundred handlers, and the compiler would
    /// make the way through the runtime anew for each of them.
    pub(crate) fn away<T: Send + 'static>(work: Box<dyn FnOnce() -> Result<T, Trouble> + Send>) -> Reply<T> {
        Box::pin(async {
            tokio::task::spawn_blocking(work)
                .await
                .map_err(|e| Trouble::ours(format!("a page broke: {e}")))?
        })
    }
}

/// How a change ended.
pub(crate) enum Done {
    /// It is recorded; go there.
    GoTo(String),
    /// It is not; the page says why.
    Again(Page),
}

/// The page in its frame as a response.
pub(crate) fn framed(page: &Page, organisation: &str) -> Response {
    (page.status, Html(page.render(organisation).into_string())).into_response()
}

/// A signed file, for the browser to save.
pub(crate) fn signed_file(name: &str, bytes: Vec<u8>) -> Response {
    attachment("application/json", name, bytes)
}

/// A file for the browser to save. The name is one that Ward made: no quote stands in it.
pub(crate) fn attachment(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
