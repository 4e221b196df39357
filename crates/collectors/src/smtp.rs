//! The first words with a mail server, up to the point where TLS begins (RFC 5321, RFC 3207).

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// Longest reply, all its lines together.
const LONGEST_REPLY: usize = 16 << 10;

/// Whether a server is ready for TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ready {
    /// The next bytes are the handshake's.
    Yes,
    /// It does not offer STARTTLS.
    No,
}

/// Greets the server as `name` and asks for TLS.
pub(crate) async fn start_tls<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    name: &str,
) -> Result<Ready, String> {
    let mut dialogue = Dialogue { stream, received: Vec::new() };
    let (code, words) = dialogue.reply().await?;
    if code != 220 {
        return Err(format!("the mail server greets with {code} {}", shortened(&words)));
    }
    let (code, words) = dialogue.ask(&format!("EHLO {name}\r\n")).await?;
    if code != 250 {
        return Err(format!("the mail server answers EHLO with {code} {}", shortened(&words)));
    }
    if !words.lines().any(|line| line.trim().eq_ignore_ascii_case("STARTTLS")) {
        // Being polite must not change the answer.
        let _ = dialogue.stream.write_all(b"QUIT\r\n").await;
        return Ok(Ready::No);
    }
    let (code, words) = dialogue.ask("STARTTLS\r\n").await?;
    if code != 220 {
        return Err(format!(
            "the mail server offers STARTTLS and answers it with {code} {}",
            shortened(&words)
        ));
    }
    // Anything after it was sent in the clear, and would be taken for part of the protected talk.
    if dialogue.received.is_empty() {
        Ok(Ready::Yes)
    } else {
        Err("the mail server goes on in the clear after STARTTLS".to_owned())
    }
}

struct Dialogue<'s, S> {
    stream: &'s mut S,
    received: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Dialogue<'_, S> {
    async fn ask(&mut self, words: &str) -> Result<(u16, String), String> {
        self.stream
            .write_all(words.as_bytes())
            .await
            .map_err(|error| format!("the mail server hung up: {error}"))?;
        self.reply().await
    }

    /// A reply: its code, and the text of each of its lines.
    async fn reply(&mut self) -> Result<(u16, String), String> {
        let (mut words, mut length) = (String::new(), 0);
        loop {
            let line = self.line().await?;
            length += line.len();
            let (code, rest) = line.split_at_checked(3).unwrap_or((&line, ""));
            let code: u16 = code.parse().map_err(|_| "the server does not speak SMTP".to_owned())?;
            words.push_str(rest.get(1..).unwrap_or_default());
            words.push('\n');
            if !rest.starts_with('-') {
                return Ok((code, words));
            }
            if length > LONGEST_REPLY {
                return Err("the mail server does not stop talking".to_owned());
            }
        }
    }

    async fn line(&mut self) -> Result<String, String> {
        loop {
            if let Some(end) = self.received.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.received.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            if self.received.len() > LONGEST_REPLY {
                return Err("the mail server does not stop talking".to_owned());
            }
            let mut piece = [0; 1_024];
            match self.stream.read(&mut piece).await {
                Ok(0) => return Err("the mail server hung up".to_owned()),
                Ok(length) => self.received.extend_from_slice(piece.get(..length).unwrap_or_default()),
                Err(error) => return Err(format!("the mail server hung up: {error}")),
            }
        }
    }
}

/// The first words of what a server says; it may say anything.
fn shortened(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(80).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::main(flavor = "current_thread")]
    async fn talk(says: &[&str]) -> Result<Ready, String> {
        let (mut ours, mut theirs) = tokio::io::duplex(1 << 20);
        let says: Vec<String> = says.iter().map(|&words| words.to_owned()).collect();
        let server = tokio::spawn(async move {
            for words in says {
                let _ = theirs.write_all(words.as_bytes()).await;
                let mut heard = [0; 256];
                let _ = theirs.read(&mut heard).await;
            }
        });
        let ready = start_tls(&mut ours, "[127.0.0.1]").await;
        drop(ours);
        server.await.unwrap();
        ready
    }

    const OFFER: &str = "250-mx.example\r\n250-SIZE 1000\r\n250 starttls\r\n";

    #[test]
    fn a_server_that_offers_it_is_ready() {
        assert_eq!(talk(&["220-hello\r\n220 mx\r\n", OFFER, "220 go\r\n"]), Ok(Ready::Yes));
    }
    #[test]
    fn a_server_that_does_not_is_not() {
        assert_eq!(talk(&["220 mx\r\n", "250 mx\r\n", ""]), Ok(Ready::No));
    }

    #[track_caller]
    fn check_failed(says: &[&str], words: &str) {
        let why = talk(says).unwrap_err();
        assert!(why.contains(words), "{why}");
    }
    #[test]
    fn servers_that_misbehave_could_not_be_checked() {
        check_failed(&["554 go away\r\n"], "greets with 554 go away");
        check_failed(&["220 mx\r\n", "502 what\r\n"], "answers EHLO with 502");
        check_failed(&["220 mx\r\n", OFFER, "454 not now\r\n"], "answers it with 454");
        check_failed(&["220 mx\r\n", OFFER, "220 go\r\n250 injected\r\n"], "in the clear");
        check_failed(&["HTTP/1.1 400 Bad\r\n"], "does not speak SMTP");
        check_failed(&["220 mx\r\n", OFFER], "hung up");
        check_failed(&[&"220-x\r\n".repeat(10_000)], "does not stop");
        check_failed(&[&"x".repeat(100_000)], "does not stop");
    }
}
