//! A `ward` that serves pages, and a browser of the simplest kind.

use crate::Result;
use crate::child::peak;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_mins(2);

/// A server on a free port; ended when dropped.
pub(crate) struct Server {
    child: Child,
    address: String,
}

/// An answer.
pub(crate) struct Answer {
    /// Milliseconds from opening the connection to the last byte.
    pub(crate) millis: f64,
    /// Bytes on the wire, compressed if that was asked for.
    pub(crate) bytes: usize,
    /// The text, when it was not compressed.
    pub(crate) text: String,
}

impl Server {
    /// Starts a command that serves, and waits until it says where.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .args(["--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let stderr = child.stderr.take();
        let mut server = Self { child, address: String::new() };
        let mut said = String::new();
        let mut lines = BufReader::new(stderr.ok_or("the server has no error output")?);
        loop {
            let start = said.len();
            if lines.read_line(&mut said)? == 0 {
                return Err(format!("the server ended before it served: {}", said.trim()).into());
            }
            let address = said.get(start..).and_then(|line| line.split_once("http://")).map(|(_, rest)| rest);
            if let Some(address) = address.and_then(|rest| rest.split_whitespace().next()) {
                address.clone_into(&mut server.address);
                break;
            }
        }
        // What it says from now on is read so that it never waits for us.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Ok(server)
    }

    /// A page as browsers ask for it, compressed. It must be there.
    pub(crate) fn get(&self, target: &str) -> Result<Answer> {
        self.ask(target, "Accept-Encoding: gzip\r\n")
    }

    /// A page as plain text.
    pub(crate) fn read(&self, target: &str) -> Result<Answer> {
        self.ask(target, "")
    }

    fn ask(&self, target: &str, more: &str) -> Result<Answer> {
        let started = Instant::now();
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: {}\r\n{more}Connection: close\r\n\r\n", self.address);
        stream.write_all(request.as_bytes())?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let millis = started.elapsed().as_secs_f64() * 1_000.0;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if !text.starts_with("HTTP/1.1 200 ") {
            return Err(format!(
                "GET {target} was answered with {}",
                text.lines().next().unwrap_or("nothing")
            )
            .into());
        }
        Ok(Answer { millis, bytes: bytes.len(), text })
    }

    /// Megabytes of memory at the peak so far.
    pub(crate) fn megabytes(&self) -> f64 {
        peak(&self.child).unwrap_or(f64::NAN)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
