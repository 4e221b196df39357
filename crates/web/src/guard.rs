//! What stands around every answer: who may ask, the token of forms, headers, and pages for what went wrong.
//!
//! Ward listens on a loopback address. Other sites' pages in the same browser must not read from it or write to it: the
//! `Host` must be a loopback name or a configured one (DNS rebinding), a POST must come from our own pages (`Origin`)
//! and carry a token tied to a cookie and to this run of the server.

use crate::kit::layout::Page;
use crate::office::pages::api;
use crate::port::{Trouble, TroubleKind};
use crate::state::{AppState, framed};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::html;
use sha2::{Digest as _, Sha256};

const COOKIE: &str = "ward_session";

/// What only lets our own style sheet, script, pictures and forms in.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// A browser that asks.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// What its forms must carry.
    pub(crate) token: String,
}

impl Visitor {
    /// Refuses a form that does not carry the token.
    pub(crate) fn check(&self, given: &str) -> Result<(), Trouble> {
        let differs = given.bytes().zip(self.token.bytes()).fold(0u8, |sum, (a, b)| sum | (a ^ b));
        if given.len() == self.token.len() && differs == 0 { Ok(()) } else { Err(refused("form-too-old")) }
    }
}

fn refused(code: &'static str) -> Trouble {
    Trouble {
        kind: TroubleKind::Refused,
        says: "Nothing was changed: this form was opened before Ward was last started, or came from another page.".into(),
        hint: "Go back, load the page again and send the form once more.".into(),
        code,
    }
}

/// Thirty-two random bytes.
///
/// # Panics
/// When the operating system gives no randomness; nothing safe can be done without.
pub(crate) fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// The guard.
pub(crate) async fn guard(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let id = hex::encode(&random()[..5]);
    let headers = request.headers();
    let session = session_of(headers).map(str::to_owned);
    let fresh = session.is_none().then(|| hex::encode(random()));
    let session = session.or_else(|| fresh.clone()).unwrap_or_default();
    let token = hex::encode(Sha256::new_with_prefix(state.secret).chain_update(&session).finalize());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());

    let mut response = match admitted(&state, &method, headers, request.uri().host()) {
        Ok(()) => {
            request.extensions_mut().insert(Visitor { token });
            next.run(request).await
        }
        Err(trouble) => trouble.into_response(),
    };
    if let Some(trouble) = trouble_in(&mut response) {
        if trouble.kind == TroubleKind::Ours || trouble.kind == TroubleKind::Full {
            tracing::error!(request = id, %method, path, code = trouble.code, "{}", trouble.says);
        } else {
            tracing::info!(request = id, %method, path, code = trouble.code, "{}", trouble.says);
        }
        response = if path.starts_with("/api/") {
            api::problem(&trouble, &id)
        } else {
            framed(&trouble_page(&trouble, &id), "")
        };
    }
    if let Some(session) = fresh {
        let cookie = format!("{COOKIE}={session}; Path=/; HttpOnly; SameSite=Strict");
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    secure(response.headers_mut());
    response
}

fn session_of(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
        .filter(|value| value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether the request is addressed to us and, if it changes something, comes from our own pages.
fn admitted(
    state: &AppState,
    method: &Method,
    headers: &HeaderMap,
    uri_host: Option<&str>,
) -> Result<(), Trouble> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).or(uri_host).unwrap_or("");
    if !is_ours(host_name(host), &state.settings.hosts) {
        return Err(Trouble {
            kind: TroubleKind::Refused,
            says: "This server does not answer to that name.".into(),
            hint: "Open it as http://127.0.0.1 with its port, or add the name to the settings.".into(),
            code: "unknown-host",
        });
    }
    if *method == Method::GET || *method == Method::HEAD {
        return Ok(());
    }
    let from_us = match text(header::ORIGIN) {
        Some(origin) => origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host)),
        None => text(HeaderName::from_static("sec-fetch-site"))
            .is_none_or(|site| matches!(site, "same-origin" | "none")),
    };
    if from_us { Ok(()) } else { Err(refused("other-origin")) }
}

/// The name without its port.
fn host_name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_ours(name: &str, configured: &[String]) -> bool {
    ["localhost", "127.0.0.1", "[::1]"]
        .into_iter()
        .chain(configured.iter().map(String::as_str))
        .any(|ours| ours.eq_ignore_ascii_case(name))
}

fn secure(headers: &mut HeaderMap) {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Pages show what few may see; they must not stay in caches.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = status(self.kind).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

pub(crate) fn status(kind: TroubleKind) -> StatusCode {
    match kind {
        TroubleKind::User => StatusCode::UNPROCESSABLE_ENTITY,
        TroubleKind::NotFound => StatusCode::NOT_FOUND,
        TroubleKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        TroubleKind::Refused => StatusCode::FORBIDDEN,
        TroubleKind::Full => StatusCode::INSUFFICIENT_STORAGE,
        TroubleKind::Ours => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The trouble that a response carries: a handler's own, or one of axum's bare answers.
fn trouble_in(response: &mut Response) -> Option<Trouble> {
    if let Some(trouble) = response.extensions_mut().remove::<Trouble>() {
        return Some(trouble);
    }
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    match response.status() {
        status if is_page || !(status.is_client_error() || status.is_server_error()) => None,
        StatusCode::NOT_FOUND => Some(Trouble::not_found("There is no such page.")),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Trouble {
            kind: TroubleKind::TooLarge,
            says: "That is more than Ward takes at once.".into(),
            hint: "Send fewer or smaller files.".into(),
            code: "too-large",
        }),
        StatusCode::METHOD_NOT_ALLOWED => {
            Some(Trouble::not_found("This address cannot be used in that way."))
        }
        status if status.is_client_error() => Some(Trouble::user(
            "The address or the form was not complete.",
            "Go back and try again from the page before.",
        )),
        status => Some(Trouble::ours(format!("a bare {status}"))),
    }
}

/// The page for what went wrong: what, what to do, a code and a number to quote. Never internals.
pub(crate) fn trouble_page(trouble: &Trouble, request: &str) -> Page {
    let (title, says, hint) = match trouble.kind {
        TroubleKind::NotFound => ("Not found", trouble.says.as_str(), trouble.hint.as_str()),
        TroubleKind::TooLarge => ("Too large", trouble.says.as_str(), trouble.hint.as_str()),
        TroubleKind::User => ("That cannot be done", trouble.says.as_str(), trouble.hint.as_str()),
        TroubleKind::Refused => ("Not accepted", trouble.says.as_str(), trouble.hint.as_str()),
        TroubleKind::Full => ("The disk is full", trouble.says.as_str(), trouble.hint.as_str()),
        TroubleKind::Ours => (
            "Something went wrong in Ward",
            "Nothing of yours was lost. The fault is ours.",
            "Try again. If it happens again, look into Ward's log for the request number below.",
        ),
    };
    let content = html! {
        p.lead { (says) }
        @if !hint.is_empty() { p { (hint) } }
        p { a href="/" { "Go to the home page" } }
        p.quiet { "Code " code { (trouble.code) } ", request " code { (request) } }
    };
    let mut page = Page::new(title, None, content);
    page.status = status(trouble.kind);
    page
}

/// For addresses that no route knows.
pub(crate) async fn no_such_page() -> Trouble {
    Trouble::not_found("There is no such page.")
}
