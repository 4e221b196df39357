//! Every route of the operator's, asked over HTTP as a browser would, and as an attacker would.

use super::office_site::Site;
use super::server::{expect, location, text};
use crate::fake::Kind;
use crate::kit::words::escaped;
use crate::office::fake::money::{To, recognise, round, tell};
use crate::office::fake::{FakeOffice, now};
use crate::office::port::OfficePort as _;
use crate::office::routes;
use crate::routes::Route;
use axum::http::{Method, StatusCode};
use jiff::civil::date;
use std::collections::BTreeSet;
use ward_programme::help::RequestKind;
use ward_programme::{Event, enforcement, help};

/// The story, told to its end: awards that were paid, a statement, a case, a request.
async fn whole() -> Site {
    let site = Site::of(FakeOffice::of(Kind::Typical)).await;
    tell(&site.fake, To::Paid);
    recognise(&site.fake);
    let case = enforcement::Event::CaseOpened {
        participant: "o002".parse().unwrap(),
        regime: "HIPAA Security Rule".to_owned(),
        alleged: "no second factor for outside access".to_owned(),
        served: date(2026, 11, 2),
        response_due: date(2026, 11, 10),
        summary: None,
        exercise: true,
    };
    let asked = help::Event::Asked {
        participant: "o002".parse().unwrap(),
        kind: RequestKind::Scan,
        says: "a scan from outside".to_owned(),
        goals: BTreeSet::new(),
        wanted_by: None,
    };
    let (file, _) = site.fake.keep_advisory("a.json", &mut &b"{\"document\""[..]).unwrap();
    let ask =
        help::Ask { question: ward_domain::exposure::Question::Advisory { file }, id: "A-1".to_owned() };
    let bulletin = help::Event::BulletinPublished {
        title: "A pump".to_owned(),
        says: "Look at home.".to_owned(),
        tlp: ward_programme::incidents::Tlp::Amber,
        audience: help::Audience::Enrolled,
        asks: Some(ask),
    };
    let events = [Event::Enforcement(case), Event::Help(asked), Event::Help(bulletin)];
    site.fake.decide_at(now(), events.into()).unwrap();
    site.fake.publish().unwrap();
    site.fake.receive_request(b"{\"request\"").unwrap();
    site
}

/// A real address for each route: of the story, or of what it takes.
fn address(path: &str, site: &Site) -> String {
    let programme = site.fake.programme().unwrap();
    let drawn = &programme.audit.get("autumn-2026").unwrap().drawn;
    let award = programme.funding.awards().next();
    let award_id = award.map(|award| award.id.to_string()).unwrap_or_default();
    let id = match path.split('/').nth(1) {
        Some("rounds") => round().to_string(),
        Some("public") if path.starts_with("/public/rounds/") => round().to_string(),
        Some("applications" | "awards") => award_id,
        Some("public") => {
            programme.recognition.statements().next().map(|one| one.id.to_string()).unwrap_or_default()
        }
        _ => "o001".to_owned(),
    };
    let number = match path.split('/').nth(1) {
        Some("cases") => programme.enforcement.cases().next().map(|case| case.number.0),
        Some("bulletins") => programme.help.bulletins().last().map(|bulletin| bulletin.number.0),
        Some("requests") => {
            programme.help.requests().find(|one| one.letter.is_some()).map(|request| request.number.0)
        }
        _ => Some(1),
    };
    match path {
        "/static/{file}" => crate::statics::css().to_owned(),
        path => path
            .replace("{id}", &id)
            .replace("{number}", &number.unwrap_or(1).to_string())
            .replace(
                "{goal}",
                &award
                    .and_then(|award| award.milestones.keys().next())
                    .map(|milestone| milestone.goal.to_string())
                    .unwrap_or_default(),
            )
            .replace("{digest}", &"ab".repeat(32))
            .replace("{file}", "2026-11-21.csv")
            .replace("{audit}", "autumn-2026")
            .replace("{participant}", drawn[0].participant.as_str()),
    }
}

#[tokio::test]
async fn every_page_answers_with_its_headers() {
    let site = whole().await;
    for route in routes().iter().filter(|route| route.method == Method::GET) {
        let response = site.get(&address(route.path, &site)).await;
        // The terms of a round that pays cannot be changed any more, and the page says so.
        let is_past = route.path == "/rounds/{id}/terms";
        // Its applications were filed by hand, so there is nothing to acknowledge.
        let is_by_hand = route.path == "/applications/{id}/acknowledgement.json";
        let status = match (is_past, is_by_hand) {
            (true, _) => StatusCode::UNPROCESSABLE_ENTITY,
            (_, true) => StatusCode::NOT_FOUND,
            _ => StatusCode::OK,
        };
        expect(response.status(), status, route.path);
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{}", route.path);
        assert_eq!(headers["x-content-type-options"], "nosniff", "{}", route.path);
        assert_eq!(headers["cache-control"] == "no-store", route.path != "/static/{file}", "{}", route.path);
    }
}

#[tokio::test]
async fn every_page_answers_before_anything_is_known() {
    let site = Site::of(FakeOffice::of(Kind::Empty)).await;
    for route in routes().iter().filter(|route| route.method == Method::GET && !route.path.contains('{')) {
        expect(site.get(route.path).await.status(), StatusCode::OK, route.path);
    }
}

#[tokio::test]
async fn nothing_is_decided_without_the_token() {
    let site = whole().await;
    let before = site.entries();
    // The counters for signed files take none: the signature says who speaks.
    let forms = |route: &&Route| route.method == Method::POST && !route.path.starts_with("/api/");
    for route in routes().iter().filter(forms) {
        let path = address(route.path, &site);
        for token in ["", "wrong", &"0".repeat(64)] {
            let plain = site.post(&path, &format!("csrf={token}&because=x&name=x")).await.status();
            let files = site.multipart(&path, Some(token), &[("file", Some("x.csv"), "a,b")]).await.status();
            let is_refused = plain == StatusCode::FORBIDDEN || files == StatusCode::FORBIDDEN;
            assert!(
                is_refused && plain.is_client_error() && files.is_client_error(),
                "{path}: {plain} {files}"
            );
        }
        assert!(route.changes, "{} posts and changes nothing", route.path);
    }
    assert_eq!(site.entries(), before);
}

#[tokio::test]
async fn each_part_of_the_navigation_is_a_page() {
    let nav: Vec<&str> =
        routes().iter().filter(|route| route.nav.is_some()).map(|route| route.path).collect();
    let site = Site::of(FakeOffice::of(Kind::Typical)).await;
    for path in &nav {
        let page = site.page(path).await.1;
        assert!(page.contains("aria-current=\"page\""), "{path}");
        assert!(nav.iter().all(|other| page.contains(&format!("href=\"{other}\""))), "{path}");
    }
}

#[tokio::test]
async fn a_participant_is_listed_by_hand() {
    let site = Site::of(FakeOffice::of(Kind::Typical)).await;
    let answer = site.post("/participants/new", "id=St-Anne&name=St.+Anne&kind=clinic&state=tx&beds=0").await;
    assert_eq!(location(&answer), "/participants/st-anne");
    let (status, page) = text(site.post("/participants/new", "id=st-anne&name=Twin&kind=clinic").await).await;
    expect(status, StatusCode::UNPROCESSABLE_ENTITY, "twice");
    assert!(page.contains("there is a participant st-anne already") && page.contains("value=\"Twin\""));
    let before = site.entries();
    let (status, page) =
        text(site.post("/participants/new", "id=a+b&name=&kind=&state=XX&beds=many").await).await;
    expect(status, StatusCode::UNPROCESSABLE_ENTITY, "wrong");
    for field in ["id", "name", "kind", "state", "beds"] {
        assert!(page.contains(&format!("href=\"#f-{field}\"")), "{field}");
    }
    assert_eq!(site.entries(), before);
}

#[tokio::test]
async fn a_participant_is_invited_enrolled_and_leaves() {
    let site = Site::of(FakeOffice::of(Kind::Typical)).await;
    let steps = |fields: String| site.post("/participants/o006/steps", fields.leak());
    assert_eq!(location(&steps("step=invite".into()).await), "/participants/o006");
    assert!(site.page("/participants/o006").await.1.contains("Public key of the organisation"));
    let (status, page) = text(steps("step=enrol&key=short&given-on=2026-12-01".into()).await).await;
    expect(status, StatusCode::UNPROCESSABLE_ENTITY, "wrong");
    assert!(
        page.contains("href=\"#f-key\"")
            && page.contains("cannot lie ahead")
            && page.contains("value=\"short\"")
    );
    let taken =
        format!("step=enrol&key={}&given-on=2026-11-01", escaped(crate::office::fake::key(1).as_str()));
    assert!(text(steps(taken).await).await.1.contains("this key is or was the key of o001"));
    let key = escaped(crate::office::fake::key(900).as_str());
    let enrol = format!("step=enrol&key={key}&given-on=2026-11-01&in-statistics=yes");
    assert_eq!(location(&steps(enrol).await), "/participants/o006");
    let (_, page) = site.page("/participants/o006").await;
    assert!(page.contains("<strong>enrolled</strong>") && page.contains("A further key"));
    expect(
        steps("step=leave&leave-why=".into()).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY,
        "no reason",
    );
    steps("step=leave&leave-why=it+moved".into()).await;
    assert!(site.page("/participants/o006").await.1.contains("<strong>left</strong>"));
    expect(site.get("/participants/nobody").await.status(), StatusCode::NOT_FOUND, "nobody");
}

#[tokio::test]
async fn an_audit_goes_from_its_design_to_the_end_of_a_case() {
    let site = Site::of(FakeOffice::of(Kind::Typical)).await;
    let asked = "name=next&title=Next&by=state&confidence=0.7&tolerable=0.2&accepted=0&deviation=minor&weights=TX+3+because";
    let (_, page) = site.page(&format!("/audits/new?{asked}")).await;
    let commitment = page.split("name=\"commitment\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let stale = format!("{asked}&commitment={}", "0".repeat(64));
    expect(site.post("/audits/new", &stale).await.status(), StatusCode::UNPROCESSABLE_ENTITY, "stale");
    let fixed = site.post("/audits/new", &format!("{asked}&commitment={commitment}")).await;
    assert_eq!(location(&fixed), "/audits/next");
    assert!(site.page("/audits/next").await.1.contains(commitment));
    expect(
        site.post("/audits/next", "step=draw").await.status(),
        StatusCode::UNPROCESSABLE_ENTITY,
        "no seed",
    );
    expect(
        site.post("/audits/next", "step=seed&seed=short&source=x").await.status(),
        StatusCode::UNPROCESSABLE_ENTITY,
        "seed",
    );
    site.post("/audits/next", "step=seed&seed=0123456789abcdef&source=beacon").await;
    assert_eq!(location(&site.post("/audits/next", "step=draw").await), "/audits/next");
    let programme = site.fake.programme().unwrap();
    let standing = site.fake.standing().unwrap();
    let drawn = &programme.audit.get("next").unwrap().drawn;
    let who = drawn.iter().map(|one| &one.participant).find(|who| standing.latest(who).is_some()).unwrap();
    let case = format!("/audits/next/{who}");
    let steps = format!("{case}/steps");
    let packet = format!("{case}/packet");
    let send =
        async |content: &str| site.multipart(&packet, None, &[("packet", Some("packet.zip"), content)]).await;
    expect(send("PK").await.status(), StatusCode::UNPROCESSABLE_ENTITY, "not told yet");
    let step = async |fields: &str| {
        let answer = site.post(&steps, fields).await;
        assert_eq!(location(&answer), case, "{fields}");
    };
    step("step=notice&answer-by=2026-12-20").await;
    step("step=request&documents=Packet&by=2026-12-10").await;
    // What was worked out cannot be typed.
    let typed = format!("step=packet&packet={}&verified=yes&re-run=same", "ab".repeat(32));
    expect(site.post(&steps, &typed).await.status(), StatusCode::UNPROCESSABLE_ENTITY, "typed");
    let (status, page) = text(send("no zip <b>").await).await;
    expect(status, StatusCode::UNPROCESSABLE_ENTITY, "hostile");
    assert!(page.contains("it is not a ZIP file") && page.contains("href=\"#f-packet\""), "{page}");
    let (_, page) = text(site.multipart(&packet, None, &[]).await).await;
    assert!(page.contains("Choose the packet"));
    assert_eq!(location(&send("PK different").await), case);
    let (_, page) = site.page(&case).await;
    assert!(
        page.contains("Goals that come out otherwise") && page.contains("only adds to what was witnessed")
    );
    step("step=find&goal=E4&grade=minor&text=Leavers+are+open").await;
    step("step=action&finding=1&action=Close+them&due=2026-12-31").await;
    step(&format!("step=prove&proven=1&evidence={}", "cd".repeat(32))).await;
    step("step=close").await;
    let (_, page) = site.page(&case).await;
    assert!(page.contains("It counts as a deviation") && page.contains("The case is over"));
    assert!(
        site.page("/audits/next").await.1.contains("The best single figure")
            || site.page("/audits/next").await.1.contains("cases are open")
    );
}

#[tokio::test]
async fn a_public_list_is_shown_before_anything_changes() {
    let site = Site::of(FakeOffice::of(Kind::Typical)).await;
    let before = site.entries();
    let (status, page) = text(
        site.multipart("/participants/lists", None, &[("day", None, "soon"), ("file", Some("x.csv"), "a,b")])
            .await,
    )
    .await;
    expect(status, StatusCode::UNPROCESSABLE_ENTITY, "wrong");
    assert!(page.contains("none of the lists") && page.contains("href=\"#f-day\""));
    let (_, page) = text(
        site.multipart("/participants/lists", None, &[("day", None, "2026-10-01"), ("file", Some(""), "")])
            .await,
    )
    .await;
    assert!(page.contains("Choose the file"));
    let sent = [("day", None, "2026-10-01"), ("file", Some("hgi.csv"), "Facility ID,Facility Name\n")];
    let answer = site.multipart("/participants/lists", None, &sent).await;
    let shown = location(&answer).to_owned();
    let (status, page) = site.page(&shown).await;
    expect(status, StatusCode::OK, &shown);
    assert!(page.contains("670001") && page.contains("3 changes") && site.entries() == before);
    let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let path = shown.split('?').next().unwrap();
    let stale = site.post(path, &format!("day=2026-10-01&seen={}", "0".repeat(64))).await;
    expect(stale.status(), StatusCode::UNPROCESSABLE_ENTITY, "stale");
    let done = site.post(path, &format!("day=2026-10-01&seen={seen}")).await;
    assert_eq!(location(&done), "/participants");
    assert!(site.page("/participants/670001").await.1.contains("listed"));
}

#[tokio::test]
async fn what_is_published_can_be_read_by_anyone_and_taken_away() {
    let site = Site::of(FakeOffice::of(Kind::Typical)).await;
    assert!(site.page("/public/sector").await.1.contains("Nothing was published yet"));
    expect(site.get("/release/2026-11-21.csv").await.status(), StatusCode::NOT_FOUND, "no release");
    assert_eq!(location(&site.post("/release", "").await), "/release");
    let (_, page) = site.page("/public/sector").await;
    assert!(page.contains("Share met") && !page.contains("name=\"csrf\"") && !page.contains("o001"));
    let (_, csv) = site.page("/release/2026-11-21.csv").await;
    assert!(csv.starts_with("goal,by,group,day,organisations,met,not_met_or_unknown\n"));
    expect(site.get("/release/..csv").await.status(), StatusCode::NOT_FOUND, "no day");
}

#[tokio::test]
async fn signed_files_come_by_upload_and_say_so() {
    let site = Site::of(FakeOffice::of(Kind::Typical)).await;
    tell(&site.fake, To::Open);
    let send = async |path: &str, field: &str, content: &str| {
        site.multipart(path, None, &[(field, Some("signed.json"), content)]).await
    };
    let (status, page) = text(send("/applications/signed", "application", "<b>").await).await;
    expect(status, StatusCode::UNPROCESSABLE_ENTITY, "hostile");
    assert!(page.contains("This is not a signed application") && page.contains("href=\"#f-application\""));
    let (_, page) = text(site.multipart("/applications/signed", None, &[]).await).await;
    assert!(page.contains("Choose the file that the organisation signed"));
    let answer = send("/applications/signed", "application", "{\"application\"").await;
    let application = location(&answer).to_owned();
    let (_, page) = site.page(&application).await;
    assert!(page.contains("signed by the organisation, its application"), "{page}");
    assert!(page.contains("What it has already"), "{page}");
    let (status, body) = site.page(&format!("{application}/acknowledgement.json")).await;
    assert!(status == StatusCode::OK && body.contains("acknowledgement"), "{body}");
    let (_, page) = site.page("/rounds/upfront-2026").await;
    assert!(page.contains("signed by the organisation") && page.contains("filed by hand"), "{page}");
    let (status, _) = site.page("/public/rounds/upfront-2026/call.json").await;
    expect(status, StatusCode::OK, "call");
    expect(site.get("/public/rounds/no-such/call.json").await.status(), StatusCode::NOT_FOUND, "no round");

    let answer = send("/requests/signed", "request", "{\"request\"").await;
    let (_, page) = site.page(location(&answer)).await;
    assert!(page.contains("signed by the organisation, its request"), "{page}");
    expect(send("/requests/signed", "request", "x").await.status(), StatusCode::UNPROCESSABLE_ENTITY, "x");
}

#[tokio::test]
async fn the_catalogues_that_are_accepted_are_a_decision() {
    let site = Site::of(FakeOffice::of(Kind::Typical)).await;
    let answer = site.post("/catalogues", "versions=2026.9,+2026.10&because=many+still+have+them").await;
    assert_eq!(location(&answer), "/catalogues");
    let (_, page) = site.page("/catalogues").await;
    assert!(page.contains("2026.9") && page.contains("many still have them"), "{page}");
    assert!(site.page("/record").await.1.contains("are accepted beside the own: many still have them"));
    let (status, page) = text(site.post("/catalogues", "versions=latest&because=").await).await;
    expect(status, StatusCode::UNPROCESSABLE_ENTITY, "wrong");
    assert!(page.contains("href=\"#f-because\""));
    let wrong = site.post("/catalogues", "versions=latest&because=x").await;
    assert!(text(wrong).await.1.contains("is not a version of a catalogue"));
}
