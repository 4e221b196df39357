//! What one TLS server accepts: each version by itself, and weak suites until it takes no more.

use super::{ORDINARY, Reply, WEAK, greet, hello, name_of};
use crate::net::Line;
use crate::outside::Outside;
use crate::smtp::{Ready, start_tls};
use std::net::IpAddr;
use ward_domain::observation::{Asked, TlsEndpointSeen, TlsService, TlsVersion};

/// The versions that are tried, oldest first. SSL 2.0 has another wire format, which no server of this age speaks alone.
const VERSIONS: [TlsVersion; 5] =
    [TlsVersion::Ssl3, TlsVersion::Tls10, TlsVersion::Tls11, TlsVersion::Tls12, TlsVersion::Tls13];

/// A server at the address that answered.
pub(crate) struct Server<'o> {
    pub(crate) outside: &'o Outside,
    pub(crate) host: &'o str,
    pub(crate) address: IpAddr,
    pub(crate) port: u16,
    pub(crate) speaks: TlsService,
}

impl Server<'_> {
    /// A new connection that is ready for TLS.
    async fn ready(&self) -> Result<Line, String> {
        let mut line = self
            .outside
            .net
            .connect(self.host, self.address, self.port)
            .await
            .map_err(|why| why.to_string())?;
        if self.speaks == TlsService::Mail {
            let greeting = greeting_name(&line);
            match self.outside.in_long_time(start_tls(&mut line.stream, &greeting)).await? {
                Ready::Yes => {}
                Ready::No => return Err("the mail server offers STARTTLS only some of the time".to_owned()),
            }
        }
        Ok(line)
    }

    async fn ask(&self, version: TlsVersion, suites: &[u16]) -> Result<Reply, String> {
        let mut line = self.ready().await?;
        self.outside.in_time(greet(&mut line.stream, self.host, version, suites)).await
    }

    /// Which versions it speaks.
    pub(crate) async fn versions(&self) -> Vec<(TlsVersion, Asked<()>)> {
        let mut replies: Vec<(TlsVersion, Result<Reply, String>)> = Vec::new();
        for version in VERSIONS {
            // Some drop old greetings without a word, so one failure says nothing of the next; two in a row do.
            let reply = match replies.as_slice() {
                [.., (_, Err(_)), (_, Err(why))] => Err(why.clone()),
                _ => self.ask(version, ORDINARY).await,
            };
            replies.push((version, reply));
        }
        let takes = |version, reply: &_| matches!(reply, Ok(Reply::Takes(taken, _)) if *taken == hello::number(version));
        let speaks_any = replies.iter().any(|(version, reply)| takes(*version, reply));
        let asked = replies.into_iter().map(|(version, reply)| {
            let asked = match reply {
                _ if takes(version, &reply) => Asked::Found(()),
                Ok(Reply::Takes(..) | Reply::Refuses) => Asked::Absent,
                Ok(Reply::HangsUp) if speaks_any => Asked::Absent,
                Ok(Reply::HangsUp) => Asked::Failed("the server hangs up when it is greeted".to_owned()),
                Ok(Reply::IsNoTls) => Asked::Failed("the server says something that is no TLS".to_owned()),
                Err(why) => Asked::Failed(why),
            };
            (version, asked)
        });
        asked.collect()
    }

    /// The weak suites that a server of that version takes; `None` when they could not all be tried.
    pub(crate) async fn weak_suites(&self, spoken: TlsVersion) -> Option<Vec<String>> {
        let mut offered: Vec<u16> = WEAK.iter().map(|(number, _)| *number).collect();
        let mut taken = Vec::new();
        while !offered.is_empty() {
            match self.ask(TlsVersion::Tls12, &offered).await.ok()? {
                Reply::Takes(_, suite) => {
                    // A server that takes what was not offered lies.
                    let at = offered.iter().position(|number| *number == suite)?;
                    offered.remove(at);
                    taken.extend(name_of(suite).map(str::to_owned));
                }
                Reply::Refuses => return Some(taken),
                // A server that has had enough of us hangs up as well: it must still speak as it did before.
                Reply::HangsUp => {
                    let still = self.ask(spoken, ORDINARY).await.ok()?;
                    return matches!(still, Reply::Takes(..)).then_some(taken);
                }
                Reply::IsNoTls => return None,
            }
        }
        Some(taken)
    }

    /// Fills in versions and suites.
    pub(crate) async fn describe(&self, seen: &mut TlsEndpointSeen) {
        seen.versions = self.versions().await;
        let spoken =
            seen.versions.iter().rfind(|(_, asked)| asked.found().is_some()).map(|(version, _)| *version);
        if let Some(spoken) = spoken
            && let Some(weak) = self.weak_suites(spoken).await
        {
            seen.weak_ciphers = weak;
            seen.weak_ciphers_tried = true;
        }
    }
}

/// How we call ourselves: by our address, as a client without a name should (RFC 5321, 4.1.3).
pub(crate) fn greeting_name(line: &Line) -> String {
    match line.stream.local_addr().map(|address| address.ip().to_canonical()) {
        Ok(IpAddr::V4(address)) => format!("[{address}]"),
        Ok(IpAddr::V6(address)) => format!("[IPv6:{address}]"),
        Err(_) => "[127.0.0.1]".to_owned(),
    }
}

/// An endpoint of which nobody could say anything.
pub(crate) fn could_not(host: &str, port: u16, speaks: TlsService, why: &str) -> TlsEndpointSeen {
    let failed = || why.to_owned();
    TlsEndpointSeen {
        host: host.to_owned(),
        port,
        speaks,
        offers_tls: Asked::Failed(failed()),
        certificate: Asked::Failed(failed()),
        hsts_seconds: if speaks == TlsService::Web { Asked::Failed(failed()) } else { Asked::NotAsked },
        redirects_to_https: if speaks == TlsService::Web { Asked::Failed(failed()) } else { Asked::NotAsked },
        ..TlsEndpointSeen::default()
    }
}
