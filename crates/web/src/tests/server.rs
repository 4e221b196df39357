//! Every route, asked over HTTP as a browser would, and as an attacker would.

mod checks;
mod evidence;
mod guards;
mod plan;
mod record;

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

#[track_caller]
pub(super) fn expect(actual: StatusCode, expected: StatusCode, what: &str) {
    assert_eq!(actual, expected, "{what}");
}
