//! A greeting of our own (ClientHello) that offers one version and chosen suites, and what the server says to it.
//!
//! No library greets with what is broken, so the bytes are made here; the handshake ends after the first answer.

use crate::bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use ward_domain::observation::TlsVersion;

/// Most bytes of an answer that are read before the server's greeting is complete.
const LONGEST_ANSWER: usize = 32 << 10;

/// What a server says to a greeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// It takes this version and suite.
    Takes(u16, u16),
    /// It refuses with an alert.
    Refuses,
    /// It hangs up without a word, as many do with versions that they do not know.
    HangsUp,
    /// It says something that is no TLS.
    IsNoTls,
}

/// The number of a version on the wire.
pub(crate) fn number(version: TlsVersion) -> u16 {
    match version {
        TlsVersion::Ssl2 => 0x0002,
        TlsVersion::Ssl3 => 0x0300,
        TlsVersion::Tls10 => 0x0301,
        TlsVersion::Tls11 => 0x0302,
        TlsVersion::Tls12 => 0x0303,
        TlsVersion::Tls13 => 0x0304,
    }
}

/// Greets with one version and these suites, and reads the answer.
pub(crate) async fn greet<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    host: &str,
    version: TlsVersion,
    suites: &[u16],
) -> Result<Reply, String> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| error.to_string())?;
    let greeting = greeting(host, version, suites, random);
    if stream.write_all(&greeting).await.is_err() {
        return Ok(Reply::HangsUp);
    }
    let mut received = Vec::new();
    loop {
        if let Some(reply) = reply(&received) {
            return Ok(reply);
        }
        if received.len() > LONGEST_ANSWER {
            return Ok(Reply::IsNoTls);
        }
        let mut piece = [0; 4_096];
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return Ok(Reply::HangsUp),
            Ok(length) => received.extend_from_slice(piece.get(..length).unwrap_or_default()),
        }
    }
}

fn greeting(host: &str, version: TlsVersion, suites: &[u16], random: [u8; 32]) -> Vec<u8> {
    // TLS 1.3 looks like 1.2 and says in an extension what it is.
    let outer = number(version).min(0x0303);
    let mut body = outer.to_be_bytes().to_vec();
    body.extend(random);
    body.push(0);
    body.extend(with_length(&suites.iter().flat_map(|suite| suite.to_be_bytes()).collect::<Vec<_>>()));
    body.extend([1, 0]);
    if version > TlsVersion::Ssl3 {
        body.extend(with_length(&extensions(host, version)));
    }
    let mut message = vec![1, 0];
    message.extend(with_length(&body));
    let mut record = vec![22];
    record.extend(outer.min(0x0301).to_be_bytes());
    record.extend(with_length(&message));
    record
}

fn extensions(host: &str, version: TlsVersion) -> Vec<u8> {
    let mut all = Vec::new();
    let mut add = |number: u16, content: &[u8]| {
        all.extend(number.to_be_bytes());
        all.extend(with_length(content));
    };
    if host.parse::<std::net::IpAddr>().is_err() {
        let name = [&[0][..], &with_length(host.as_bytes())].concat();
        add(0, &with_length(&name));
    }
    add(10, &with_length(&[0, 0x1d, 0, 0x17, 0, 0x18, 0, 0x19])); // x25519, P-256, P-384, P-521
    add(11, &[1, 0]); // Uncompressed points.
    // ECDSA, RSA-PSS and RSA with SHA-256 to SHA-512, Ed25519, and SHA-1 for old servers.
    let schemes: [u16; 12] =
        [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0807, 0x0203, 0x0201];
    add(13, &with_length(&schemes.iter().flat_map(|scheme| scheme.to_be_bytes()).collect::<Vec<_>>()));
    add(0xff01, &[0]);
    if version == TlsVersion::Tls13 {
        add(43, &[2, 3, 4]);
        // No key is offered: the server asks for one, and has shown by that what it speaks.
        add(51, &[0, 0]);
    }
    all
}

fn with_length(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u16).to_be_bytes()[..], bytes].concat()
}

/// What the bytes so far say; `None` while they are incomplete.
fn reply(received: &[u8]) -> Option<Reply> {
    let mut records = Bytes(received);
    let mut message = Vec::new();
    loop {
        let kind = records.u8()?;
        let is_known = matches!(kind, 20..=22) && records.0.first().is_none_or(|major| *major == 3);
        if !is_known {
            return Some(Reply::IsNoTls);
        }
        records.u16()?;
        let content = records.long()?;
        match kind {
            21 => return Some(Reply::Refuses),
            22 => message.extend_from_slice(content),
            _ => {}
        }
        let mut handshake = Bytes(&message);
        if handshake.0.first().is_some_and(|kind| *kind != 2) {
            return Some(Reply::IsNoTls);
        }
        if let (Some(_), Some(length)) = (handshake.u8(), handshake.u24())
            && let Some(hello) = handshake.take(length)
        {
            return Some(server_hello(hello).unwrap_or(Reply::IsNoTls));
        }
    }
}

fn server_hello(hello: &[u8]) -> Option<Reply> {
    let mut hello = Bytes(hello);
    let mut version = hello.u16()?;
    hello.take(32)?;
    hello.short()?;
    let suite = hello.u16()?;
    hello.u8()?;
    if !hello.is_empty() {
        let mut extensions = Bytes(hello.long()?);
        while !extensions.is_empty() {
            let (kind, content) = (extensions.u16()?, extensions.long()?);
            if kind == 43 {
                version = Bytes(content).u16()?;
            }
        }
    }
    Some(Reply::Takes(version, suite))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello_of(version: u16, suite: u16, extensions: &[u8]) -> Vec<u8> {
        let mut body = version.to_be_bytes().to_vec();
        body.extend([7; 32]);
        body.push(0);
        body.extend(suite.to_be_bytes());
        body.push(0);
        if !extensions.is_empty() {
            body.extend(with_length(extensions));
        }
        let mut message = vec![2, 0];
        message.extend(with_length(&body));
        [&[22, 3, 3][..], &with_length(&message)].concat()
    }

    #[test]
    fn the_version_may_stand_in_an_extension() {
        assert_eq!(reply(&hello_of(0x0301, 0x002f, &[])), Some(Reply::Takes(0x0301, 0x002f)));
        let extension = [0, 43, 0, 2, 3, 4];
        assert_eq!(reply(&hello_of(0x0303, 0x1301, &extension)), Some(Reply::Takes(0x0304, 0x1301)));
    }
    #[test]
    fn every_beginning_of_an_answer_is_incomplete() {
        let whole = hello_of(0x0303, 0x002f, &[0, 43, 0, 2, 3, 4]);
        for end in 0..whole.len() {
            assert_eq!(reply(&whole[..end]), None, "{end}");
        }
    }
    #[test]
    fn alerts_and_other_talk_are_told_apart() {
        assert_eq!(reply(&[21, 3, 1, 0, 2, 2, 70]), Some(Reply::Refuses));
        assert_eq!(reply(b"HTTP/1.1 400 Bad Request\r\n"), Some(Reply::IsNoTls));
        assert_eq!(reply(b"220 mx.example\r\n"), Some(Reply::IsNoTls));
        assert_eq!(reply(&hello_of(0x0303, 0x002f, &[0, 43, 9, 9])), Some(Reply::IsNoTls));
    }
    #[test]
    fn a_greeting_is_well_formed() {
        let greeting = greeting("a.example", TlsVersion::Tls13, &[0x1301], [0; 32]);
        let mut record = Bytes(&greeting);
        assert_eq!((record.u8(), record.u16()), (Some(22), Some(0x0301)));
        let mut message = Bytes(record.long().unwrap());
        assert!(record.is_empty() && message.u8() == Some(1));
        let length = message.u24().unwrap();
        assert_eq!(message.0.len(), length);
    }
}
