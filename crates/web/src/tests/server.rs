//! Every route, asked over HTTP as a browser would, and as an attacker would.

mod plan;

use crate::fake::{Fake, Kind};
use crate::port::Port;
use crate::routes::routes;
use crate::{Settings, router_with};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use std::sync::Arc;
use tower::ServiceExt;
use ward_domain::exposure::Question;

struct Site {
    router: Router,
    fake: Arc<Fake>,
    cookie: String,
    token: String,
}

impl Site {
    async fn of(kind: Kind) -> Self {
        let fake = Arc::new(Fake::of(kind));
        let router =
            router_with(fake.clone(), Settings { hosts: vec!["ward.example".into()], ..Settings::default() });
        let mut site = Self { router, fake, cookie: String::new(), token: String::new() };
        let response = site.get("/organisation").await;
        site.cookie =
            response.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let page = site.page("/organisation").await.1;
        site.token =
            page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        site
    }
    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }
    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:8405")
            .header("cookie", &self.cookie)
    }
    async fn get(&self, path: &str) -> Response<Body> {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }
    async fn page(&self, path: &str) -> (StatusCode, String) {
        text(self.get(path).await).await
    }
    /// Posts fields, with the token unless it is among them.
    async fn post(&self, path: &str, fields: &str) -> Response<Body> {
        let body = if fields.contains("csrf=") {
            fields.to_owned()
        } else {
            format!("csrf={}&{fields}", self.token)
        };
        let request =
            self.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }
    async fn multipart(
        &self,
        path: &str,
        token: &str,
        parts: &[(&str, Option<&str>, &str)],
    ) -> Response<Body> {
        let mut body = part("csrf", None, token);
        for (name, file, content) in parts {
            body.push_str(&part(name, *file, content));
        }
        body.push_str("--XX--\r\n");
        let request =
            self.request(Method::POST, path).header("content-type", "multipart/form-data; boundary=XX");
        self.send(request.body(Body::from(body)).unwrap()).await
    }
    fn entries(&self) -> u64 {
        self.fake.record(None, 1).unwrap().size
    }
    /// Waits until a batch has been read.
    async fn batch(&self, path: &str) -> String {
        for _ in 0..200 {
            let (_, page) = self.page(path).await;
            if !page.contains("http-equiv=\"refresh\"") {
                return page;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("{path} never ends");
    }
}

pub(super) fn part(name: &str, file: Option<&str>, content: &str) -> String {
    let file = file.map_or(String::new(), |file| {
        format!("; filename=\"{file}\"\r\nContent-Type: application/octet-stream")
    });
    format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n")
}

pub(super) async fn text(response: Response<Body>) -> (StatusCode, String) {
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    // Places where a long name may break are not part of what people read.
    (status, String::from_utf8_lossy(&bytes).replace("<wbr>", ""))
}

pub(super) fn location(response: &Response<Body>) -> &str {
    response.headers().get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
}

/// A real address for each route.
fn address(path: &str, site: &Site) -> String {
    let posture = site.fake.posture(None).unwrap();
    let digest = site.fake.evidence().unwrap().first().map_or("ab".repeat(32), |row| row.digest.to_string());
    let of = |base: &str| base.to_owned();
    match path {
        "/goals/{id}" => of("/goals/E3"),
        "/frameworks/{id}" => of("/frameworks/hipaa-security-rule"),
        path if path.starts_with("/estate/assets/") => {
            path.replace("{handle}", &crate::kit::words::escaped(posture.assets.name(0)))
        }
        path if path.starts_with("/estate/people/") => {
            path.replace("{handle}", &crate::kit::words::escaped(posture.people.name(0)))
        }
        "/static/{file}" => of(crate::statics::css()),
        "/summary/files/{digest}" => {
            let signed = site.fake.sign_summary("", "", ward_domain::Digest([7; 32])).unwrap();
            format!("/summary/files/{signed}")
        }
        "/advisories/flaw" => of("/advisories/flaw?cve=CVE-2024-0010"),
        "/advisories/outage" => of("/advisories/outage?vendor=ClearClaims&since=2026-11-20"),
        "/advisories/{digest}" => {
            let kept = site.fake.keep_advisory("a.json", &mut &b"{\"document\""[..]).unwrap();
            format!("/advisories/{kept}")
        }
        "/advisories/answers/{digest}" => {
            let question = Question::Flaw { cve: "CVE-2024-0010".parse().unwrap() };
            let read = site.fake.touched(&question).unwrap().touches.answer();
            format!("/advisories/answers/{}", site.fake.sign_exposure(&question, read).unwrap())
        }
        "/help/files/{digest}" => {
            let need = crate::port::help::Need {
                wants: "scan".to_owned(),
                says: "Please.".to_owned(),
                ..Default::default()
            };
            format!("/help/files/{}", site.fake.sign_request(&need).unwrap())
        }
        "/help/{statement}/result" => format!("/help/{}/result", "ab".repeat(32)),
        path if path.starts_with("/money/") => {
            let call = site.fake.calls().unwrap()[0].digest.to_string();
            path.replace("{call}", &call).replace("{digest}", &call)
        }
        path if path.starts_with("/plan/actions/") => path.replace("{action}", "second-factor-outside"),
        path if path.starts_with("/incidents/") => path.replace("{incident}", "1").replace("{form}", "hhs"),
        path => path.replace("{id}", "E3.1").replace("{digest}", &digest).replace("{entry}", "1"),
    }
}

#[tokio::test]
async fn every_page_answers_with_its_headers() {
    let site = Site::of(Kind::Typical).await;
    for route in
        routes().iter().filter(|route| route.method == Method::GET && !route.path.contains("batches"))
    {
        let response = site.get(&address(route.path, &site)).await;
        assert_eq!(response.status(), StatusCode::OK, "{}", route.path);
        let headers = response.headers();
        assert!(
            headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"),
            "{}",
            route.path
        );
        assert_eq!(headers["x-content-type-options"], "nosniff", "{}", route.path);
        assert_eq!(headers["referrer-policy"], "same-origin", "{}", route.path);
        let is_static = route.path.starts_with("/static");
        assert_eq!(headers["cache-control"] == "no-store", !is_static, "{}", route.path);
    }
}

#[tokio::test]
async fn no_route_that_changes_something_does_so_without_the_token() {
    let site = Site::of(Kind::Typical).await;
    let before = site.entries();
    for route in routes().iter().filter(|route| route.method == Method::POST) {
        let path = address(route.path, &site);
        for token in ["", "wrong", &"0".repeat(64)] {
            let plain = site.post(&path, &format!("csrf={token}&reason=x&name=x&size=small")).await.status();
            let files = site
                .multipart(
                    &path,
                    token,
                    &[("says", None, "yes"), ("signer", None, "x"), ("files", Some("x.csv"), "a,b")],
                )
                .await
                .status();
            assert!(
                plain == StatusCode::FORBIDDEN || files == StatusCode::FORBIDDEN,
                "{path}: {plain} {files}"
            );
            assert!(plain.is_client_error() && files.is_client_error(), "{path}: {plain} {files}");
        }
        assert!(route.changes, "{} posts and changes nothing", route.path);
    }
    assert_eq!(site.entries(), before);
}

#[tokio::test]
async fn a_token_of_another_session_is_refused() {
    let mut site = Site::of(Kind::Typical).await;
    site.cookie = format!("ward_session={}", "a".repeat(64));
    assert_eq!(site.post("/organisation", "name=x&size=small").await.status(), StatusCode::FORBIDDEN);
}

#[track_caller]
pub(super) fn expect(actual: StatusCode, expected: StatusCode, what: &str) {
    assert_eq!(actual, expected, "{what}");
}

#[tokio::test]
async fn only_our_own_names_and_origins_are_answered() {
    let site = Site::of(Kind::Typical).await;
    for (host, expected) in [
        ("localhost", StatusCode::OK),
        ("LOCALHOST:8405", StatusCode::OK),
        ("[::1]:8405", StatusCode::OK),
        ("ward.example:80", StatusCode::OK),
        ("evil.example", StatusCode::FORBIDDEN),
        ("127.0.0.1.evil.example", StatusCode::FORBIDDEN),
        ("", StatusCode::FORBIDDEN),
    ] {
        let request = Request::builder().uri("/").header("host", host).body(Body::empty()).unwrap();
        expect(site.send(request).await.status(), expected, host);
    }
    for (name, value, expected) in [
        ("origin", "http://127.0.0.1:8405", StatusCode::SEE_OTHER),
        ("origin", "http://127.0.0.1:9999", StatusCode::FORBIDDEN),
        ("origin", "https://evil.example", StatusCode::FORBIDDEN),
        ("origin", "null", StatusCode::FORBIDDEN),
        ("sec-fetch-site", "same-origin", StatusCode::SEE_OTHER),
        ("sec-fetch-site", "cross-site", StatusCode::FORBIDDEN),
    ] {
        let body = format!("csrf={}&name=x&size=small", site.token);
        let request = site.request(Method::POST, "/organisation").header(name, value);
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        expect(site.send(request).await.status(), expected, value);
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_says_what_to_do() {
    let site = Site::of(Kind::Typical).await;
    for path in [
        "/nothing",
        "/goals/E11",
        "/goals/..",
        "/measures/E9.99",
        "/evidence/zz",
        "/estate/assets/none",
        "/estate/people/none",
        "/evidence/batches/99",
        "/static/x.css",
    ] {
        let (status, page) = site.page(path).await;
        expect(status, StatusCode::NOT_FOUND, path);
        assert!(page.contains("<h1>Not found</h1>") && page.contains("Code <code>"), "{path}");
    }
    for path in ["/?as_of=yesterday", "/goals/E1?as_of=2026-13-01", "/record?before=x"] {
        expect(site.page(path).await.0, StatusCode::UNPROCESSABLE_ENTITY, path);
    }
}

#[tokio::test]
async fn the_first_run_asks_three_questions_and_then_for_files() {
    let site = Site::of(Kind::FirstRun).await;
    assert!(site.page("/").await.1.contains("Welcome to Ward"));
    assert_eq!(location(&site.get("/evidence").await), "/");
    let (status, page) = text(site.post("/organisation", "name=&size=").await).await;
    expect(status, StatusCode::UNPROCESSABLE_ENTITY, "empty form");
    assert!(
        page.contains("<title>Error: ")
            && page.contains("href=\"#f-name\"")
            && page.contains("href=\"#f-size\"")
    );
    let done = site.post("/organisation", "name=Clinic+%3Cb%3E&size=small&domains=clinic.example").await;
    assert_eq!(location(&done), "/evidence");
    assert_eq!(site.fake.organisation().unwrap().unwrap().name, "Clinic <b>");
    assert!(site.page("/").await.1.contains("Clinic &lt;b&gt;"));
}

#[tokio::test]
async fn files_are_read_and_each_gets_its_verdict() {
    let site = Site::of(Kind::Empty).await;
    let files = [
        ("collected", None, "2026-11-20"),
        ("files", Some("staff.csv"), "name\nA"),
        ("files", Some("photo.png"), ""),
        ("files", Some(""), ""),
    ];
    let response = site.multipart("/evidence", &site.token, &files).await;
    let page = site.batch(location(&response)).await;
    assert!(
        page.contains("1 of 2 files can be used")
            && page.contains("not recognised")
            && page.contains("photo.png"),
        "{page}"
    );
    assert!(site.page("/evidence").await.1.contains("staff.csv"));
}

#[tokio::test]
async fn an_upload_without_files_or_with_a_wrong_day_is_asked_again() {
    let site = Site::of(Kind::Empty).await;
    let (status, page) =
        text(site.multipart("/evidence", &site.token, &[("files", Some(""), "")]).await).await;
    expect(status, StatusCode::UNPROCESSABLE_ENTITY, "no file");
    assert!(page.contains("Choose at least one file"));
    let wrong = [("collected", None, "monday"), ("files", Some("a.csv"), "x")];
    let (status, page) = text(site.multipart("/evidence", &site.token, &wrong).await).await;
    expect(status, StatusCode::UNPROCESSABLE_ENTITY, "wrong day");
    assert!(page.contains("for example 2026-11-21") && site.entries() == 1);
}

#[tokio::test]
async fn an_upload_that_is_too_large_is_refused_and_one_that_breaks_off_keeps_nothing() {
    let fake = Arc::new(Fake::of(Kind::Empty));
    let small = Settings { most_upload_bytes: 2_000, ..Settings::default() };
    let mut site = Site::of(Kind::Empty).await;
    site.router = router_with(fake.clone(), small);
    site.fake = fake;
    site.cookie.clear();
    let response = site.get("/organisation").await;
    site.cookie =
        response.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    site.token = site
        .page("/organisation")
        .await
        .1
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let big = "x".repeat(5_000);
    let (status, page) =
        text(site.multipart("/evidence", &site.token, &[("files", Some("big.csv"), &big)]).await).await;
    expect(status, StatusCode::PAYLOAD_TOO_LARGE, "too large");
    assert!(page.contains("<h1>Too large</h1>"));

    let body = [part("csrf", None, &site.token), part("files", Some("cut.csv"), "a,b")].concat();
    let request =
        site.request(Method::POST, "/evidence").header("content-type", "multipart/form-data; boundary=XX");
    let response = site.send(request.body(Body::from(body.trim_end().to_owned())).unwrap()).await;
    assert!(response.status().is_client_error(), "{}", response.status());
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(site.entries(), 1, "something of a broken upload was kept");
}

#[tokio::test]
async fn a_file_is_withdrawn_with_a_reason() {
    let site = Site::of(Kind::Typical).await;
    let path = address("/evidence/{digest}/withdraw", &site);
    expect(site.post(&path, "reason=+").await.status(), StatusCode::UNPROCESSABLE_ENTITY, "no reason");
    let done = site.post(&path, "reason=wrong+site").await;
    let (_, page) = site.page(location(&done)).await;
    assert!(page.contains("wrong site"));
}

#[tokio::test]
async fn answers_and_exceptions_are_recorded() {
    let site = Site::of(Kind::Typical).await;
    let answer = [
        ("says", None, "yes"),
        ("signer", None, "Ana Lee, nurse manager"),
        ("paper", Some("minutes.pdf"), "%PDF"),
    ];
    assert_eq!(
        location(&site.multipart("/measures/E3.6/answer", &site.token, &answer).await),
        "/goals/E3#E3.6"
    );
    let empty = [("paper", Some(""), "")];
    expect(
        site.multipart("/measures/E3.6/answer", &site.token, &empty).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY,
        "empty answer",
    );
    let exception = "subject=host-1&reason=r&control=c&approver=a&expires=2027-01-31";
    assert_eq!(location(&site.post("/measures/E1.1/except", exception).await), "/goals/E1#E1.1");
    let (_, record) = site.page("/record").await;
    assert!(record.contains("Ana Lee, nurse manager answered") && record.contains("excepted host-1 from"));
}

#[tokio::test]
async fn search_narrows_and_paging_keeps_it() {
    let site = Site::of(Kind::Full).await;
    let (_, page) = site.page("/estate?q=HOST-01").await;
    assert!(page.contains("host-017.") && !page.contains("host-020."));
    let (_, page) = site.page("/estate/findings?severity=critical&q=vpn").await;
    assert!(page.contains("/estate/findings?q=vpn&amp;severity=critical&amp;after="));
    let (_, page) = site.page("/estate/people?q=%3Cscript%3E").await;
    assert!(page.contains("Nothing fits this search") && page.contains("value=\"&lt;script&gt;\""));
}

#[tokio::test]
async fn the_record_is_paged_to_its_first_entry() {
    let site = Site::of(Kind::Typical).await;
    for _ in 0..120 {
        site.post("/organisation", "name=x&size=small").await;
    }
    let (mut path, mut seen) = ("/record".to_owned(), Vec::new());
    loop {
        let (_, page) = site.page(&path).await;
        seen.extend(
            page.split("id=\"entry-")
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap().parse::<u64>().unwrap()),
        );
        match page.split("href=\"/record?after=").nth(1) {
            Some(rest) => path = format!("/record?after={}", rest.split('"').next().unwrap()),
            None => break,
        }
    }
    assert_eq!(seen, (0..site.entries()).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn the_packet_is_a_download() {
    let site = Site::of(Kind::Typical).await;
    let response = site.get("/record/packet.zip").await;
    assert_eq!(response.headers()["content-type"], "application/zip");
    assert!(
        response.headers()["content-disposition"].to_str().unwrap().contains("ward-packet-2026-11-21.zip")
    );
    assert!(text(response).await.1.starts_with("PK"));
}

#[tokio::test]
async fn nothing_may_be_looked_at_before_somebody_states_it() {
    let site = Site::of(Kind::Empty).await;
    let names = "prairiecreek.example,portal.prairiecreek.example,203.0.113.8-203.0.113.15";
    let before = site.entries();
    for (fields, words) in [
        (format!("names={names}&by="), "Enter your name"),
        (format!("names={names}&by=A.+Manager"), "Confirm that they are yours"),
        ("names=prairiecreek.example&by=A.+Manager&sure=yes".to_owned(), "What is declared has changed"),
    ] {
        let (status, page) = text(site.post("/checks/statement", &fields).await).await;
        expect(status, StatusCode::UNPROCESSABLE_ENTITY, words);
        assert!(page.contains(words), "{words}");
    }
    assert_eq!(site.entries(), before);
    assert!(!site.page("/checks").await.1.contains("Look now"));
    let done = site.post("/checks/statement", &format!("names={names}&by=A.+Manager&sure=yes")).await;
    assert_eq!(location(&done), "/checks");
    let page = site.page("/checks").await.1;
    assert!(page.contains("A. Manager stated on") && page.contains("Look now"), "{page}");
    assert!(site.page("/record").await.1.contains("stated that these belong to the organisation"));
    assert_eq!(location(&site.post("/checks", "").await), "/checks");
    site.post("/checks/statement", "back=yes&by=A.+Manager").await;
    let page = site.page("/checks").await.1;
    assert!(page.contains("took the permission back") && !page.contains("Look now"), "{page}");
}

#[tokio::test]
async fn how_often_is_chosen() {
    let site = Site::of(Kind::Typical).await;
    assert_eq!(location(&site.post("/checks/every", "every=7").await), "/checks");
    assert!(site.page("/checks").await.1.contains("value=\"7\" selected"));
    assert!(site.page("/record").await.1.contains("every 7 days"));
    expect(site.post("/checks/every", "every=x").await.status(), StatusCode::UNPROCESSABLE_ENTITY, "x");
}

#[tokio::test]
async fn what_got_worse_and_what_ends_stands_on_the_home_page_of_today_only() {
    let site = Site::of(Kind::Full).await;
    let page = site.page("/").await.1;
    for words in [
        "What got worse",
        "Worse today than on 13 Nov 2026",
        "host-001: 3 days late.",
        "counted until",
        ">overdue<",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let page = site.page("/?as_of=2026-11-01").await.1;
    assert!(!page.contains("What got worse") && !page.contains(">overdue<"), "{page}");
    assert!(!Site::of(Kind::Typical).await.page("/").await.1.contains("What got worse"));
}
