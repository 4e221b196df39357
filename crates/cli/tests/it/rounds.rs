//! `ward serve` looks again by itself: only what somebody allowed, once, and a restart forgets nothing.

use crate::check::counting_name_server;
use crate::ward::ward;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Stdio};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// A server that runs, and what a browser remembers of it.
struct Served {
    child: Child,
    /// Kept open: whoever speaks into a closed pipe breaks.
    _words: BufReader<ChildStderr>,
    address: String,
    cookie: String,
    token: String,
}

impl Served {
    fn start(data: &Path, name_server: &str) -> Self {
        let mut command = ward();
        command.args(["serve", "--port", "0", "--name-server", name_server, "--data"]).arg(data);
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the binary starts");
        let mut line = String::new();
        let mut words = BufReader::new(child.stderr.take().expect("its words"));
        words.read_line(&mut line).expect("a line");
        let address =
            line.split("http://").nth(1).and_then(|rest| rest.split(' ').next()).expect("an address");
        let mut served = Self {
            child,
            _words: words,
            address: address.to_owned(),
            cookie: String::new(),
            token: String::new(),
        };
        let page = served.send("GET", "/organisation", "");
        let cookie = page.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a cookie");
        served.cookie = cookie.split(';').next().expect("its value").into();
        let page = served.send("GET", "/organisation", "");
        let token = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        served.token = token.expect("a token").into();
        served
    }

    fn send(&self, method: &str, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("connected");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nConnection: close\r\nContent-Type: \
             application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            self.cookie,
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answered");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn page(&self, path: &str) -> String {
        self.send("GET", path, "").replace("<wbr>", "")
    }

    #[track_caller]
    fn post(&self, path: &str, fields: &str) {
        let answer = self.send("POST", path, &format!("csrf={}&{fields}", self.token));
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    }

    /// Waits until the page of the checks has the words.
    #[track_caller]
    fn wait_for(&self, words: &str) -> String {
        for _ in 0..200 {
            let page = self.page("/checks");
            if page.contains(words) && !page.contains("A look is under way") {
                return page;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("no `{words}` in {}", self.page("/checks"));
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reports in the record.
fn looks(served: &Served) -> usize {
    served.page("/record").matches("(ward-check, ").count()
}

#[test]
fn what_is_allowed_is_looked_at_once_a_day_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let (name_server, asked) = counting_name_server(3);
    let served = Served::start(folder.path(), &name_server);
    served.post("/organisation", "name=Clinic&size=small&domains=clinic.example");
    assert!(served.page("/checks").contains("Nobody has stated yet"));
    assert_eq!(asked.load(Ordering::Relaxed), 0, "nobody allowed it");

    served.post("/checks/statement", "names=clinic.example&by=A.+Manager&sure=yes");
    let page = served.wait_for("Looked at on");
    assert!(page.contains("Mail of clinic.example") && page.contains("as A. Manager allowed"), "{page}");
    assert!(asked.load(Ordering::Relaxed) > 0);
    assert_eq!(looks(&served), 1);
    assert!(served.page("/record").contains("Ward, by itself"), "it began by itself");

    // The record says that it was done today; a new start does not do it again.
    drop(served);
    let before = asked.load(Ordering::Relaxed);
    let served = Served::start(folder.path(), &name_server);
    assert!(served.wait_for("By itself again").contains("Look now"));
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!((looks(&served), asked.load(Ordering::Relaxed)), (1, before));

    served.post("/checks", "");
    served.wait_for("Looked at on");
    assert_eq!(looks(&served), 2, "somebody asked");
}

#[test]
fn a_look_without_any_answer_is_told_and_not_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let (name_server, _) = counting_name_server(2);
    let served = Served::start(folder.path(), &name_server);
    served.post("/organisation", "name=Clinic&size=small&domains=clinic.example");
    served.post("/checks/statement", "names=clinic.example&by=A.+Manager&sure=yes");
    let page = served.wait_for("The last try failed");
    assert!(
        page.contains("nothing could be checked") && page.contains("Nothing has been looked at yet"),
        "{page}"
    );
    assert_eq!(looks(&served), 0);
}
