//! A web host: its TLS, whether it insists on it, and its `security.txt`.

use crate::http::{self, Page, WebAddress};
use crate::net::{Line, Unreached};
use crate::outside::Outside;
use crate::security_txt;
use crate::tls::server::{Server, could_not};
use ward_domain::observation::{Asked, CertificateSeen, SecurityTxtSeen, TlsEndpointSeen, TlsService};

/// Why a host is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Declared {
    /// As a domain: it need not have a web server.
    AsDomain,
    /// As a web host.
    AsHost,
}

/// What was seen of a web host.
#[derive(Debug, Default)]
pub(crate) struct WebSeen {
    pub(crate) endpoint: Option<TlsEndpointSeen>,
    pub(crate) security_txt: Option<SecurityTxtSeen>,
    pub(crate) notes: Vec<String>,
}

/// Looks at a web host.
pub(crate) async fn look(outside: &Outside, host: &str, declared: Declared) -> WebSeen {
    let port = outside.services.https;
    let addresses = match outside.addresses(host).await {
        Err(why) => return nobody_could_say(host, port, &why),
        Ok(none) if none.is_empty() && declared == Declared::AsDomain => {
            let note = format!("{host} has no address, so there is no web server to look at");
            return WebSeen { notes: vec![note], ..WebSeen::default() };
        }
        Ok(none) if none.is_empty() => return nobody_could_say(host, port, "the name has no address"),
        Ok(addresses) => addresses,
    };
    let mut seen = WebSeen::default();
    let mut endpoint = TlsEndpointSeen {
        host: host.to_owned(),
        port,
        speaks: TlsService::Web,
        ..TlsEndpointSeen::default()
    };
    match outside.net.first(host, &addresses, port).await {
        Ok((address, line)) => {
            endpoint.address = Some(address);
            // Each limit around a step holds it once more, and a handshake is large.
            let step = Box::pin(front_page(outside, host, line));
            let (certificate, hsts) = match outside.in_long_time(step).await {
                Ok((certificate, hsts)) => (Asked::Found(certificate), hsts),
                Err(why) => (Asked::Failed(why.clone()), Asked::Failed(why)),
            };
            (endpoint.certificate, endpoint.hsts_seconds) = (certificate, hsts);
            let server = Server { outside, host, address, port, speaks: TlsService::Web };
            server.describe(&mut endpoint).await;
            let speaks_any = endpoint.versions.iter().any(|(_, asked)| asked.found().is_some());
            endpoint.offers_tls = match (&endpoint.certificate, speaks_any) {
                (Asked::Found(_), _) | (_, true) => Asked::Found(()),
                (Asked::Failed(why), false) => Asked::Failed(why.clone()),
                _ => Asked::Absent,
            };
            let (redirects, note) = plain(outside, host, &[address]).await;
            endpoint.redirects_to_https = redirects;
            seen.notes.extend(note);
            let (file, note) = security_txt::look(outside, host).await;
            seen.security_txt = Some(SecurityTxtSeen { host: host.to_owned(), file, line: 0 });
            seen.notes.extend(note);
        }
        Err(Unreached::Closed) => {
            let (redirects, note) = plain(outside, host, &addresses).await;
            seen.notes.extend(note);
            if redirects == Asked::NotAsked && declared == Declared::AsDomain {
                seen.notes.push(format!("{host} has an address and no web server behind it"));
                return seen;
            }
            // A web that speaks only in the clear.
            endpoint.address = addresses.first().copied();
            endpoint.offers_tls = Asked::Absent;
            endpoint.redirects_to_https = redirects;
            seen.security_txt = Some(SecurityTxtSeen { host: host.to_owned(), file: Asked::Absent, line: 0 });
        }
        Err(why) => return nobody_could_say(host, port, &why.to_string()),
    }
    seen.endpoint = Some(endpoint);
    seen
}

fn nobody_could_say(host: &str, port: u16, why: &str) -> WebSeen {
    WebSeen {
        endpoint: Some(could_not(host, port, TlsService::Web, why)),
        security_txt: Some(SecurityTxtSeen {
            host: host.to_owned(),
            file: Asked::Failed(why.to_owned()),
            line: 0,
        }),
        notes: Vec::new(),
    }
}

/// The certificate, and for how long the front page asks for TLS. The line ends here: whoever holds one while waiting
/// for the next would stand in its own way at a crowded address.
async fn front_page(
    outside: &Outside,
    host: &str,
    line: Line,
) -> Result<(CertificateSeen, Asked<u64>), String> {
    let mut secured = outside.in_time(outside.tls.secure(host, line.stream)).await?;
    let authority = authority(host, outside.services.https, 443);
    let step = http::get(&mut secured.stream, &authority, "/", 0);
    let hsts = match outside.in_time(step).await {
        Ok(page) => hsts_of(&page),
        Err(why) => Asked::Failed(why),
    };
    Ok((secured.certificate, hsts))
}

/// Strict-Transport-Security (RFC 6797): the first header counts.
fn hsts_of(page: &Page) -> Asked<u64> {
    let Some(header) = page.header("strict-transport-security") else { return Asked::Absent };
    let age = header.split(';').find_map(|directive| {
        let (name, value) = directive.split_once('=')?;
        name.trim().eq_ignore_ascii_case("max-age").then(|| value.trim().trim_matches('"').parse().ok())?
    });
    // A header that browsers cannot read is none.
    age.map_or(Asked::Absent, Asked::Found)
}

/// Whether plain HTTP leads to HTTPS; not asked when nothing listens there.
async fn plain(outside: &Outside, host: &str, addresses: &[std::net::IpAddr]) -> (Asked<()>, Option<String>) {
    let port = outside.services.http;
    let mut line = match outside.net.first(host, addresses, port).await {
        Ok((_, line)) => line,
        Err(Unreached::Closed) => return (Asked::NotAsked, None),
        Err(why) => return (Asked::Failed(why.to_string()), None),
    };
    let authority = authority(host, port, 80);
    let step = http::get(&mut line.stream, &authority, "/", 0);
    let page = match outside.in_time(step).await {
        Ok(page) => page,
        Err(why) => return (Asked::Failed(why), None),
    };
    let here = WebAddress { is_https: false, host: host.to_owned(), port: None, path: "/".to_owned() };
    match page.leads_to().and_then(|to| here.join(to)) {
        Some(to) if to.is_https => (Asked::Found(()), None),
        Some(to) => (
            Asked::Absent,
            Some(format!("{host} leads to {} over plain HTTP; that was not followed", to.host)),
        ),
        None => (Asked::Absent, None),
    }
}

/// The host as requests name it.
pub(crate) fn authority(host: &str, port: u16, usual: u16) -> String {
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    if port == usual { host } else { format!("{host}:{port}") }
}

/// Fetches a file over HTTPS, with what is wrong with the certificate.
pub(crate) async fn fetch(
    outside: &Outside,
    host: &str,
    path: &str,
    most: usize,
) -> Result<(Page, Option<String>), String> {
    let addresses = outside.addresses(host).await?;
    if addresses.is_empty() {
        return Err(format!("{host} has no address"));
    }
    let port = outside.services.https;
    let (_, line) = outside.net.first(host, &addresses, port).await.map_err(|why| why.to_string())?;
    let mut secured = outside.in_time(outside.tls.secure(host, line.stream)).await?;
    let authority = authority(host, port, 443);
    let step = http::get(&mut secured.stream, &authority, path, most);
    let page = outside.in_time(step).await?;
    Ok((page, secured.certificate.problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_named_with_unusual_ports() {
        assert_eq!(authority("a.example", 443, 443), "a.example");
        assert_eq!(authority("2001:db8::1", 8443, 443), "[2001:db8::1]:8443");
    }
}
