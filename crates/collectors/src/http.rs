//! One question over HTTP/1.1, with bounds on what a server may answer.

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// Longest head of an answer.
const LONGEST_HEAD: usize = 64 << 10;
/// Most bytes that are read at once.
const PIECE: usize = 8 << 10;
/// Most headers.
const MOST_HEADERS: usize = 128;

/// An answer.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Page {
    /// The first header of that name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(of, _)| of.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
    /// Where it leads, when it is a redirect.
    pub(crate) fn leads_to(&self) -> Option<&str> {
        if matches!(self.status, 301 | 302 | 303 | 307 | 308) { self.header("location") } else { None }
    }
}

/// An address of the web, as far as redirects need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WebAddress {
    pub(crate) is_https: bool,
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    pub(crate) path: String,
}

impl WebAddress {
    /// Reads where a redirect leads, seen from this address.
    pub(crate) fn join(&self, location: &str) -> Option<Self> {
        let (is_https, rest) = match location.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (true, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (false, rest),
            Some((scheme, _)) if !scheme.contains('/') => return None,
            _ => match location.strip_prefix("//") {
                Some(rest) => (self.is_https, rest),
                None => {
                    return location
                        .starts_with('/')
                        .then(|| Self { path: location.to_owned(), ..self.clone() });
                }
            },
        };
        let (authority, path) = rest.split_at_checked(rest.find(['/', '?', '#']).unwrap_or(rest.len()))?;
        let authority = authority.rsplit('@').next()?;
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port.parse().ok()?)),
            _ => (authority, None),
        };
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Some(Self { is_https, host: host.to_ascii_lowercase(), port, path })
    }
}

/// Asks for a page whose body may have that many bytes; with 0, for its head alone.
pub(crate) async fn get<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    authority: &str,
    path: &str,
    most_body: usize,
) -> Result<Page, String> {
    let safe = |text: &str| text.bytes().all(|b| (0x21..=0x7e).contains(&b));
    if !safe(authority) || !safe(path) {
        return Err("the address holds characters that cannot be sent".to_owned());
    }
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: ward-check\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    );
    let broken = |error: std::io::Error| format!("the connection broke: {error}");
    stream.write_all(request.as_bytes()).await.map_err(broken)?;
    stream.flush().await.map_err(broken)?;
    let mut received = Vec::new();
    let (mut page, start) = loop {
        let before = received.len();
        if read_more(stream, &mut received).await.map_err(broken)? == 0 {
            return Err("the server closed the connection before its answer".to_owned());
        }
        // Only a new line can end the head.
        if received.get(before..).unwrap_or_default().contains(&b'\n')
            && let Some(head) = head(&received)?
        {
            break head;
        }
        if received.len() > LONGEST_HEAD {
            return Err(format!("the server sent a head of more than {LONGEST_HEAD} bytes"));
        }
    };
    if most_body == 0 {
        return Ok(page);
    }
    let body = Body { stream, received: received.split_off(start), most: most_body };
    let is_chunked =
        page.header("transfer-encoding").is_some_and(|v| v.to_ascii_lowercase().contains("chunked"));
    page.body = if matches!(page.status, 204 | 304) {
        Vec::new()
    } else if is_chunked {
        body.chunks().await?
    } else if let Some(length) = page.header("content-length") {
        body.exactly(length.trim().parse().map_err(|_| "its Content-Length is no number".to_owned())?).await?
    } else {
        body.until_closed().await?
    };
    Ok(page)
}

/// The head and where it ends; `None` while it is not complete.
fn head(received: &[u8]) -> Result<Option<(Page, usize)>, String> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let wrong = |error: httparse::Error| format!("the answer is no HTTP: {error}");
    let httparse::Status::Complete(end) = response.parse(received).map_err(wrong)? else { return Ok(None) };
    if end > LONGEST_HEAD {
        return Err(format!("the server sent a head of more than {LONGEST_HEAD} bytes"));
    }
    let headers = response
        .headers
        .iter()
        .map(|h| (h.name.to_owned(), String::from_utf8_lossy(h.value).trim().to_owned()))
        .collect();
    Ok(Some((Page { status: response.code.unwrap_or(0), headers, body: Vec::new() }, end)))
}

struct Body<'s, S> {
    stream: &'s mut S,
    received: Vec<u8>,
    most: usize,
}

impl<S: AsyncRead + Unpin> Body<'_, S> {
    async fn exactly(mut self, length: usize) -> Result<Vec<u8>, String> {
        if length > self.most {
            return Err(self.too_long());
        }
        while self.received.len() < length {
            self.more().await?;
        }
        self.received.truncate(length);
        Ok(self.received)
    }

    async fn until_closed(mut self) -> Result<Vec<u8>, String> {
        // Many servers close without saying so; a short page is noticed by who reads it.
        while self.received.len() <= self.most {
            if !matches!(read_more(self.stream, &mut self.received).await, Ok(1..)) {
                return Ok(self.received);
            }
        }
        Err(self.too_long())
    }

    async fn chunks(mut self) -> Result<Vec<u8>, String> {
        let mut body = Vec::new();
        loop {
            let (end, length) = loop {
                match httparse::parse_chunk_size(&self.received) {
                    Ok(httparse::Status::Complete((end, length))) => break (end, length),
                    Ok(httparse::Status::Partial) if self.received.len() < 1_024 => self.more().await?,
                    _ => return Err("the pieces of the answer are malformed".to_owned()),
                }
            };
            if length == 0 {
                return Ok(body);
            }
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            if body.len().saturating_add(length) > self.most {
                return Err(self.too_long());
            }
            while self.received.len() < end + length + 2 {
                self.more().await?;
            }
            body.extend_from_slice(self.received.get(end..end + length).unwrap_or_default());
            self.received.drain(..end + length + 2);
        }
    }

    async fn more(&mut self) -> Result<(), String> {
        match read_more(self.stream, &mut self.received).await {
            Ok(1..) => Ok(()),
            _ => Err("the server closed the connection in the middle of its answer".to_owned()),
        }
    }

    fn too_long(&self) -> String {
        format!("the answer has more than {} bytes", self.most)
    }
}

async fn read_more<S: AsyncRead + Unpin>(stream: &mut S, into: &mut Vec<u8>) -> std::io::Result<usize> {
    // Read straight into its place: a piece of its own would stand in every task that waits for a page.
    into.reserve(PIECE);
    stream.take(PIECE as u64).read_buf(into).await
}

#[cfg(test)]
mod tests;
