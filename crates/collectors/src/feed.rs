//! Fetches one file over HTTPS: a reference feed or a mirror of it, at an address that the person who runs Ward names.
//!
//! Nothing of the organisation is sent. The certificate must hold; redirects are told and not followed.

use crate::http::{self, WebAddress};
use crate::outside::Outside;
use crate::plan::{CannotLook, Plan, Settings};
use crate::web::authority;
use jiff::Timestamp;
use std::time::Duration;

/// Longest wait for the whole file.
const WHOLE: Duration = Duration::from_mins(2);

/// The file could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotFetch {
    /// A text that is no address.
    #[error("`{0}` is no address of a file: write it as https://host/path, or name a file")]
    NotAnAddress(String),
    /// The file did not come.
    #[error(
        "the file at {address} could not be fetched: {why}. Download it on another machine and name the file"
    )]
    DidNotCome {
        /// The address.
        address: String,
        /// Why, in a sentence.
        why: String,
    },
    /// A fault of this machine.
    #[error("the machine cannot do it: {0}")]
    Machine(String),
}

impl From<CannotLook> for CannotFetch {
    fn from(error: CannotLook) -> Self {
        Self::Machine(error.to_string())
    }
}

/// Fetches a file of at most so many bytes. Blocks until it is there or the time is up: not for use within an async task.
pub fn fetch(
    address: &str,
    settings: &Settings,
    most: usize,
    now: Timestamp,
) -> Result<Vec<u8>, CannotFetch> {
    let place = parse(address).ok_or_else(|| CannotFetch::NotAnAddress(address.to_owned()))?;
    // The address was named on purpose, and a mirror may well stand inside.
    let plan = Plan { allows_inside: true, ..Plan::default() };
    let mut settings = settings.clone();
    settings.services.https = place.port.unwrap_or(settings.services.https);
    let outside = Outside::new(&plan, &settings, now)?;
    let machine = |error: std::io::Error| CannotFetch::Machine(error.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(machine)?;
    let whole = async {
        tokio::time::timeout(WHOLE, file(&outside, &place, most))
            .await
            .unwrap_or_else(|_| Err(format!("it took longer than {} s", WHOLE.as_secs())))
    };
    let fetched = runtime.block_on(whole);
    fetched.map_err(|why| CannotFetch::DidNotCome { address: address.to_owned(), why })
}

fn parse(address: &str) -> Option<WebAddress> {
    let nowhere = WebAddress { is_https: true, host: String::new(), port: None, path: String::new() };
    let (address, _) = address.split_once('#').unwrap_or((address, ""));
    let place = address.contains("://").then(|| nowhere.join(address))??;
    (place.is_https && !place.host.is_empty()).then_some(place)
}

async fn file(outside: &Outside, place: &WebAddress, most: usize) -> Result<Vec<u8>, String> {
    let host = &place.host;
    let addresses = outside.addresses(host).await?;
    if addresses.is_empty() {
        return Err(format!("{host} has no address"));
    }
    let port = outside.services.https;
    let (_, line) = outside.net.first(host, &addresses, port).await.map_err(|why| why.to_string())?;
    let mut secured = outside.in_time(outside.tls.secure(host, line.stream)).await?;
    if let Some(problem) = secured.certificate.problem {
        return Err(format!("the certificate of {host} cannot be relied on: {problem}"));
    }
    let page = http::get(&mut secured.stream, &authority(host, port, 443), &place.path, most).await?;
    match (page.status, page.leads_to()) {
        (200, _) => Ok(page.body),
        (_, Some(to)) => Err(format!("it leads to {}, which was not followed", shown(to))),
        (status, None) => Err(format!("the server answered with status {status}")),
    }
}

/// A text of a stranger as it may be shown.
fn shown(text: &str) -> String {
    text.chars().take(200).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, expected: Option<(&str, Option<u16>, &str)>) {
        let place = parse(address);
        assert_eq!(place.as_ref().map(|p| (p.host.as_str(), p.port, p.path.as_str())), expected);
    }

    #[test]
    fn addresses_are_https() {
        check("https://www.cisa.gov/feeds/kev.json", Some(("www.cisa.gov", None, "/feeds/kev.json")));
        check("HTTPS://Mirror.Example:8443/kev.json#top", Some(("mirror.example", Some(8443), "/kev.json")));
        check("https://mirror.example", Some(("mirror.example", None, "/")));
        for wrong in [
            "http://mirror.example/kev.json",
            "ftp://x/y",
            "kev.json",
            "//x/y",
            "https://",
            "https:///kev",
            "",
        ] {
            check(wrong, None);
        }
    }
}
