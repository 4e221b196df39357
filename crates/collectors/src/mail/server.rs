//! A mail server: whether it offers STARTTLS, with which versions, suites and certificate.

use crate::net::Unreached;
use crate::outside::Outside;
use crate::smtp::{Ready, start_tls};
use crate::tls::server::{Server, could_not, greeting_name};
use ward_domain::observation::{Asked, CertificateSeen, TlsEndpointSeen, TlsService};

/// What the first talk with a server shows.
enum Talk {
    NoTls,
    Tls(Asked<CertificateSeen>),
}

/// Looks at a mail server of a declared domain.
pub(crate) async fn look(outside: &Outside, host: &str) -> TlsEndpointSeen {
    let port = outside.services.smtp;
    let failed = |why: &str| could_not(host, port, TlsService::Mail, why);
    let addresses = match outside.addresses(host).await {
        Ok(none) if none.is_empty() => return failed("the name of the mail server has no address"),
        Ok(addresses) => addresses,
        Err(why) => return failed(&why),
    };
    let (address, line) = match outside.net.first(host, &addresses, port).await {
        Ok(open) => open,
        Err(why @ Unreached::Silent(_)) => {
            return failed(&format!(
                "{why}; many networks let no mail traffic out, so look from another one"
            ));
        }
        Err(why) => return failed(&why.to_string()),
    };
    let talk = async {
        let mut line = line;
        let name = greeting_name(&line);
        if start_tls(&mut line.stream, &name).await? == Ready::No {
            return Ok(Talk::NoTls);
        }
        Ok(Talk::Tls(match outside.in_time(outside.tls.secure(host, line.stream)).await {
            Ok(secured) => Asked::Found(secured.certificate),
            Err(why) => Asked::Failed(why),
        }))
    };
    let mut seen = match outside.in_long_time(talk).await {
        Err(why) => TlsEndpointSeen { address: Some(address), ..failed(&why) },
        Ok(Talk::NoTls) => {
            TlsEndpointSeen { offers_tls: Asked::Absent, certificate: Asked::NotAsked, ..failed("") }
        }
        Ok(Talk::Tls(certificate)) => {
            TlsEndpointSeen { offers_tls: Asked::Found(()), certificate, ..failed("") }
        }
    };
    seen.address = Some(address);
    if seen.offers_tls.found().is_some() {
        Server { outside, host, address, port, speaks: TlsService::Mail }.describe(&mut seen).await;
    }
    seen
}
