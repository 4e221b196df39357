//! The counter as programs meet it, over the router with its guard.

use crate::office::port::{Alarm, OfficePort, PublicList, Taken, TakenAnswer, TakenRequest};
use crate::port::{AdvisoryText, Trouble};
use crate::{Settings, office_router};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::Timestamp;
use jiff::civil::Date;
use std::io::Read;
use std::sync::Arc;
use tower::ServiceExt;
use ward_catalog::Catalog;
use ward_domain::Digest;
use ward_programme::funding::{ApplicationId, Proposal, RoundId};
use ward_programme::help::{BulletinNumber, RequestNumber};
use ward_programme::participants::ParticipantId;
use ward_programme::recognition::StatementId;
use ward_programme::standing::release::Release;
use ward_programme::standing::{Standing, Told};
use ward_programme::{Entry, Event, Programme};

/// A counter that takes `good`, and refuses everything else for the reason that the file says.
struct Counter;

impl OfficePort for Counter {
    fn receive(&self, envelope: &[u8]) -> Result<Vec<u8>, Trouble> {
        let code = match envelope {
            b"good" => return Ok(br#"{"payload":"receipt"}"#.to_vec()),
            b"replayed" => "replayed",
            b"stranger" => "unknown-key",
            b"later" => "from-the-future",
            b"fault" => return Err(Trouble::ours("the disk of the office at /srv/office")),
            _ => "not-a-summary",
        };
        Err(Trouble { code, ..Trouble::user("It is <not> so.", "Sign anew.") })
    }
    fn keep_advisory(&self, _name: &str, _content: &mut dyn Read) -> Result<(Digest, AdvisoryText), Trouble> {
        Err(Trouble::not_found("none"))
    }
    fn advisory(&self, _digest: Digest) -> Result<AdvisoryText, Trouble> {
        Err(Trouble::not_found("none"))
    }
    fn advisory_file(&self, _digest: Digest) -> Result<Vec<u8>, Trouble> {
        Err(Trouble::not_found("none"))
    }
    fn receive_answer(&self, envelope: &[u8]) -> Result<TakenAnswer, Trouble> {
        let code = match envelope {
            b"good" => {
                let participant = "anne".parse().unwrap();
                return Ok(TakenAnswer {
                    participant,
                    bulletin: BulletinNumber(7),
                    answer: Digest([1; 32]),
                    entry: 9,
                });
            }
            b"replayed" => "replayed",
            b"nobody asked" => "not-asked",
            b"stranger" => "unknown-key",
            _ => "not-an-answer",
        };
        Err(Trouble { code, ..Trouble::user("It is <not> so.", "Sign anew.") })
    }
    fn name(&self) -> &'static str {
        "Office"
    }
    fn programme(&self) -> Result<Arc<Programme>, Trouble> {
        Ok(Arc::new(Programme::new(&Catalog::built_in())))
    }
    fn standing(&self) -> Result<Arc<Standing>, Trouble> {
        Ok(Arc::default())
    }
    fn history(&self, _who: &ParticipantId) -> Result<Vec<Told>, Trouble> {
        Ok(Vec::new())
    }
    fn alarms(&self) -> Result<Vec<Alarm>, Trouble> {
        Ok(Vec::new())
    }
    fn decide(&self, _events: Vec<Event>) -> Result<Vec<u64>, Trouble> {
        Ok(Vec::new())
    }
    fn record(&self, _before: Option<u64>, _most: usize) -> Result<(u64, Vec<Entry>), Trouble> {
        Ok((0, Vec::new()))
    }
    fn checkpoint(&self) -> Result<String, Trouble> {
        Ok(String::new())
    }
    fn verifying_key(&self) -> String {
        String::new()
    }
    fn catalog(&self) -> &Catalog {
        unreachable!("nothing of the counter asks for the catalogue")
    }
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
    fn keep_list(&self, _file_name: &str, _content: &mut dyn Read) -> Result<Digest, Trouble> {
        Err(not_asked())
    }
    fn plan_list(&self, _file: Digest, _day: Date) -> Result<PublicList, Trouble> {
        Err(not_asked())
    }
    fn take_list(&self, _file: Digest, _day: Date, _seen: Digest) -> Result<usize, Trouble> {
        Err(not_asked())
    }
    fn releases(&self) -> Result<Vec<Release>, Trouble> {
        Err(not_asked())
    }
    fn publish(&self) -> Result<Release, Trouble> {
        Err(not_asked())
    }
    fn propose(&self, _round: &RoundId) -> Result<Proposal, Trouble> {
        Err(not_asked())
    }
    fn signed_statement(&self, _number: StatementId) -> Result<Vec<u8>, Trouble> {
        Err(not_asked())
    }
    fn signed_call(&self, _round: &RoundId) -> Result<Vec<u8>, Trouble> {
        Err(not_asked())
    }
    fn receive_application(&self, envelope: &[u8]) -> Result<Taken, Trouble> {
        let code = match envelope {
            b"good" => {
                let acknowledgement = br#"{"payload":"acknowledgement"}"#.to_vec();
                return Ok(Taken { application: ApplicationId(7), acknowledgement });
            }
            b"twice" => "applied-twice",
            _ => "not-an-application",
        };
        Err(Trouble { code, ..Trouble::user("It is <not> so.", "Sign anew.") })
    }
    fn acknowledgement(&self, _application: ApplicationId) -> Result<Vec<u8>, Trouble> {
        Err(not_asked())
    }
    fn receive_request(&self, envelope: &[u8]) -> Result<TakenRequest, Trouble> {
        if envelope == b"good" {
            let acknowledgement = br#"{"payload":"acknowledgement"}"#.to_vec();
            return Ok(TakenRequest { request: RequestNumber(8), acknowledgement });
        }
        Err(Trouble { code: "not-a-request", ..Trouble::user("It is <not> so.", "Sign anew.") })
    }
    fn request_acknowledgement(&self, _request: RequestNumber) -> Result<Vec<u8>, Trouble> {
        Err(not_asked())
    }
    fn hand_over(&self, _request: RequestNumber) -> Result<Vec<u8>, Trouble> {
        Err(not_asked())
    }
    fn take_packet(
        &self,
        _audit: &str,
        _who: &ParticipantId,
        _content: &mut dyn Read,
    ) -> Result<u64, Trouble> {
        Err(not_asked())
    }
}

fn not_asked() -> Trouble {
    Trouble::ours("the counter receives summaries and does nothing else")
}

/// Status, type and body of the answer to a post with these headers.
async fn post(body: impl Into<Body>, headers: &[(&str, &str)]) -> (StatusCode, String, String) {
    post_to("/api/summaries", body, headers).await
}

async fn post_to(
    path: &str,
    body: impl Into<Body>,
    headers: &[(&str, &str)],
) -> (StatusCode, String, String) {
    let mut request = Request::post(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "127.0.0.1:8405");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let router = office_router(Arc::new(Counter), Settings::default());
    let response = router.oneshot(request.body(body.into()).unwrap()).await.unwrap();
    let kind = response.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, kind, String::from_utf8(body.to_vec()).unwrap())
}

#[track_caller]
fn check(answer: &(StatusCode, String, String), status: u16, code: &str) {
    let (got, kind, body) = answer;
    assert_eq!((got.as_u16(), kind.as_str()), (status, "application/problem+json"), "{body}");
    let problem: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(problem["code"], code, "{body}");
    assert_eq!(problem["status"], status);
    assert!(!problem["detail"].as_str().unwrap().is_empty() && !problem["hint"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn a_summary_is_answered_with_its_receipt_without_token_or_cookie() {
    let (status, kind, body) = post("good", &[]).await;
    assert_eq!((status, kind.as_str()), (StatusCode::OK, "application/json"));
    assert_eq!(body, r#"{"payload":"receipt"}"#);
}

#[tokio::test]
async fn refusals_have_a_code_a_sentence_and_a_status() {
    check(&post("nonsense", &[]).await, 400, "not-a-summary");
    check(&post("", &[]).await, 400, "not-a-summary");
    check(&post("stranger", &[]).await, 403, "unknown-key");
    check(&post("replayed", &[]).await, 409, "replayed");
    check(&post("later", &[]).await, 422, "from-the-future");
}

#[tokio::test]
async fn an_answer_is_taken_or_refused_in_the_same_way() {
    let answer = |body: &'static str| post_to("/api/answers", body, &[]);
    let (status, kind, body) = answer("good").await;
    assert_eq!((status, kind.as_str()), (StatusCode::OK, "application/json"));
    let taken: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (&taken["participant"], &taken["bulletin"], &taken["entry"]),
        (&"anne".into(), &7.into(), &9.into())
    );
    check(&answer("nonsense").await, 400, "not-an-answer");
    check(&answer("stranger").await, 403, "unknown-key");
    check(&answer("replayed").await, 409, "replayed");
    check(&answer("nobody asked").await, 409, "not-asked");
    let long = post_to("/api/answers", vec![b'x'; super::MOST_BYTES + 1], &[]).await;
    check(&long, 413, "too-large");
    check(&post_to("/api/answers", "good", &[("origin", "https://evil.example")]).await, 403, "other-origin");
}

#[tokio::test]
async fn a_signed_application_is_answered_with_its_acknowledgement() {
    let path = "/api/applications";
    let (status, kind, body) = post_to(path, "good", &[]).await;
    assert_eq!((status, kind.as_str()), (StatusCode::OK, "application/json"));
    assert_eq!(body, r#"{"payload":"acknowledgement"}"#);
    check(&post_to(path, "nonsense", &[]).await, 400, "not-an-application");
    check(&post_to(path, "twice", &[]).await, 409, "applied-twice");
    assert_eq!(post_to("/api/requests", "good", &[]).await.0, StatusCode::OK);
    check(&post_to("/api/requests", "nonsense", &[]).await, 400, "not-a-request");
    check(&post_to(path, vec![b'x'; super::MOST_BYTES + 1], &[]).await, 413, "too-large");
    check(&post_to(path, "good", &[("origin", "https://evil.example")]).await, 403, "other-origin");
}

#[tokio::test]
async fn what_is_too_large_is_not_read() {
    check(&post(vec![b'x'; super::MOST_BYTES + 1], &[]).await, 413, "too-large");
    check(&post(vec![b'x'; 3 << 20], &[]).await, 413, "too-large");
}

#[tokio::test]
async fn a_fault_of_ours_tells_nothing_of_the_inside() {
    let answer = post("fault", &[]).await;
    assert_eq!(answer.0, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!answer.2.contains("/srv"), "{}", answer.2);
}

#[tokio::test]
async fn other_hosts_and_other_pages_are_refused() {
    check(&post("good", &[("host", "office.example")]).await, 403, "unknown-host");
    check(&post("good", &[("origin", "https://evil.example")]).await, 403, "other-origin");
    check(&post("good", &[("sec-fetch-site", "cross-site")]).await, 403, "other-origin");
}
