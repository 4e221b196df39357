//! The operator's server over a programme held in memory, and a browser that remembers its cookie.

use super::server::{expect, location, part, text};
use crate::office::fake::FakeOffice;
use crate::office::port::OfficePort as _;
use crate::{Settings, office_router};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use std::sync::Arc;
use tower::ServiceExt;

pub(super) struct Site {
    router: Router,
    pub(super) fake: Arc<FakeOffice>,
    cookie: String,
    token: String,
}

impl Site {
    pub(super) async fn of(fake: FakeOffice) -> Self {
        let fake = Arc::new(fake);
        let router = office_router(fake.clone(), Settings::default());
        let mut site = Self { router, fake, cookie: String::new(), token: String::new() };
        let response = site.get("/participants/new").await;
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        site.cookie = cookie.split(';').next().unwrap().to_owned();
        let page = site.page("/participants/new").await.1;
        let token = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
        site.token = token.split('"').next().unwrap().to_owned();
        site
    }
    pub(super) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:8405");
        request.header("cookie", &self.cookie)
    }
    pub(super) async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }
    pub(super) async fn get(&self, path: &str) -> Response<Body> {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }
    pub(super) async fn page(&self, path: &str) -> (StatusCode, String) {
        text(self.get(path).await).await
    }
    /// Posts fields, with the token unless it is among them.
    pub(super) async fn post(&self, path: &str, fields: &str) -> Response<Body> {
        let token = if fields.contains("csrf=") { String::new() } else { format!("csrf={}&", self.token) };
        let request =
            self.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(format!("{token}{fields}"))).unwrap()).await
    }
    /// Posts a form with files: name, file name, content.
    pub(super) async fn multipart(
        &self,
        path: &str,
        token: Option<&str>,
        parts: &[(&str, Option<&str>, &str)],
    ) -> Response<Body> {
        let mut body = part("csrf", None, token.unwrap_or(&self.token));
        for (name, file, content) in parts {
            body.push_str(&part(name, *file, content));
        }
        body.push_str("--XX--\r\n");
        let request =
            self.request(Method::POST, path).header("content-type", "multipart/form-data; boundary=XX");
        self.send(request.body(Body::from(body)).unwrap()).await
    }
    /// Posts, and expects to be sent to an address.
    pub(super) async fn goes(&self, path: &str, fields: &str, to: &str) {
        let response = self.post(path, fields).await;
        let found = location(&response).to_owned();
        assert_eq!(found, to, "{path} {fields}: {}", text(response).await.1);
    }
    /// Posts, and expects a page that says why not.
    pub(super) async fn refuses(&self, path: &str, fields: &str, says: &str) {
        let (status, page) = text(self.post(path, fields).await).await;
        expect(status, StatusCode::UNPROCESSABLE_ENTITY, path);
        assert!(page.contains(says), "{path} {fields}: {page}");
    }
    pub(super) fn entries(&self) -> u64 {
        self.fake.record(None, 1).unwrap().0
    }
}
