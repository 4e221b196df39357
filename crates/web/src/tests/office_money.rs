//! Money, recognition, cases and help, asked over HTTP: from a draft to a payment that is not made twice.

use super::office_site::Site;
use super::server::{expect, location, text};
use crate::fake::Kind;
use crate::office::fake::FakeOffice;
use crate::office::fake::money::{To, recognise, tell, tells};
use crate::office::port::OfficePort as _;
use axum::http::{StatusCode, header};
use ward_domain::Money;
use ward_domain::assessment::Status;

#[tokio::test]
async fn a_round_goes_from_draft_to_open() {
    let site = Site::of(FakeOffice::of(Kind::Typical)).await;
    let terms = "name=help-2026&title=Help&kind=upfront&first=2026-11-01&last=2026-12-31&budget-from=budget-2025\
                 &cap=50000&grade=C&reviews=0&citation=board&g1c1=state&g1c1-is=TX";
    site.goes("/rounds/new", terms, "/rounds/help-2026").await;
    let page = site.page("/rounds/help-2026").await.1;
    assert!(page.contains("$800,000,000") && page.contains("scenario, never enacted"), "{page}");
    site.refuses("/rounds/help-2026/step", "do=open", "which is off: adopt it first").await;
    site.refuses("/rounds/scenario", "do=adopt", "Write a sentence").await;
    site.goes("/rounds/scenario", "do=adopt&scenario-reason=exercise", "/rounds").await;
    site.goes("/rounds/help-2026/step", "do=open", "/rounds/help-2026").await;
    site.refuses("/rounds/help-2026/step", "do=close", "promised time until").await;
    let money = site.page("/payments").await.1;
    assert!(money.contains("The balances add up to $0.") && money.contains("-$800,000,000"), "{money}");
}

#[tokio::test]
async fn a_rule_is_previewed_before_it_is_saved() {
    let site = Site::of(FakeOffice::of(Kind::Typical)).await;
    let before = site.entries();
    let (_, page) =
        text(site.post("/rounds/new", "do=preview&g1c1=kind&g1c1-is=critical-access&title=Kept").await).await;
    assert!(page.contains("of 59 enrolled") || page.contains("enrolled participants"), "{page}");
    assert!(page.contains("value=\"Kept\"") && page.contains("Is a critical access hospital"), "{page}");
    assert_eq!(site.entries(), before);
}

#[tokio::test]
async fn a_milestone_is_verified_and_paid_once() {
    let fake = FakeOffice::of(Kind::Typical);
    let ids = tell(&fake, To::Decided);
    let (who, at) = {
        let programme = fake.programme().unwrap();
        let award = programme.funding.award(ids[0]).unwrap();
        (award.participant.clone(), *award.milestones.keys().next().unwrap())
    };
    let path = format!("/awards/{}/{}/{}", ids[0], at.goal, at.number);
    let site = Site::of(fake).await;
    site.refuses(&path, "do=verify", "must be met at grade C").await;
    tells(&site.fake, &who, Status::Met);
    site.goes(&path, "do=verify", &path).await;
    let page = site.page(&path).await.1;
    assert!(page.contains(&format!("value=\"award-{}-{}-{}\"", ids[0], at.goal, at.number)), "{page}");
    site.goes(&path, "do=pay&key=wire-1", &path).await;
    site.refuses(&path, "do=pay&key=wire-1", "wire-1").await;
    let paid = site.page(&path).await.1;
    let summary = site.fake.standing().unwrap().latest(&who).unwrap().summary.to_string();
    assert!(paid.contains(&summary), "the way leads back to the summary");
    assert_eq!(site.fake.programme().unwrap().funding.ledger().total(), Money::ZERO);
    site.refuses(&format!("/awards/{}/close", ids[0]), "close-reason=", "Write a sentence").await;
    site.goes(&format!("/awards/{}/close", ids[0]), "close-reason=done", &format!("/awards/{}", ids[0]))
        .await;
}

#[tokio::test]
async fn whoever_read_an_older_version_is_told() {
    let fake = FakeOffice::of(Kind::Typical);
    let ids = tell(&fake, To::Allocated);
    let site = Site::of(fake).await;
    let round = site.fake.programme().unwrap().funding.application(ids[0]).unwrap().round.clone();
    site.refuses(&format!("/rounds/{round}/step"), "do=decide&expected=7", "after you read it").await;
    site.goes(&format!("/rounds/{round}/step"), "do=decide&expected=1", &format!("/rounds/{round}")).await;
}

#[tokio::test]
async fn the_public_sees_whether_a_statement_stands() {
    let fake = FakeOffice::of(Kind::Typical);
    let (id, who) = recognise(&fake);
    let site = Site::of(fake).await;
    let address = format!("/public/statements/{id}");
    let (status, page) = site.page(&address).await;
    expect(status, StatusCode::OK, &address);
    assert!(page.contains("Valid.") && !page.contains("nav class=\"main\""), "{page}");
    let badge = site.get(&format!("{address}/badge.svg")).await;
    assert_eq!(badge.headers()[header::CONTENT_TYPE], "image/svg+xml");
    assert!(text(badge).await.1.contains("Essential goals met"));
    expect(site.get(&format!("{address}/statement.json")).await.status(), StatusCode::OK, "signed");
    tells(&site.fake, &who, Status::NotMet);
    site.goes("/tiers", "do=withdraw", "/tiers").await;
    assert!(site.page(&address).await.1.contains("Withdrawn."));
    assert!(site.page(&format!("{address}/badge.svg")).await.1.contains("withdrawn"));
    for end in ["", "/badge.svg", "/statement.json"] {
        expect(
            site.get(&format!("/public/statements/999999{end}")).await.status(),
            StatusCode::NOT_FOUND,
            end,
        );
    }
}

#[tokio::test]
async fn a_case_goes_to_its_penalty() {
    let site = Site::of(FakeOffice::of(Kind::Typical)).await;
    let opened = site
        .post("/cases/new", "participant=o002&regime=hipaa-penalties&alleged=open+door&served=2026-11-01&response-due=2026-11-10")
        .await;
    let case = location(&opened).to_owned();
    assert!(case.starts_with("/cases/"), "{}", text(opened).await.1);
    // Nobody can break what binds nobody.
    let of_a_model =
        "participant=o002&regime=hicp-sizes&alleged=size&served=2026-11-01&response-due=2026-11-10";
    let (_, page) = text(site.post("/cases/new", of_a_model).await).await;
    assert!(page.contains("Choose a text") && !page.contains("value=\"hicp-sizes\""), "{page}");
    site.refuses(&case, "step=close&on=2026-11-20&says=x", "is possible at").await;
    site.goes(&case, "step=responded&on=2026-11-09&says=sorry", &case).await;
    site.goes(&case, "step=violation&on=2026-11-12&says=it+was+open", &case).await;
    let row = "provision-1=164.312(d)&tier-1=2&from-1=2026-02-01&to-1=2026-02-10&each-1=1&factor-1=0&why-1=first+time\
               &column=discretion&table=violation&practices=yes&on=2026-11-20&appeal-due=2027-01-31";
    let (_, page) = text(site.post(&format!("{case}/penalty"), &format!("do=work-out&{row}")).await).await;
    assert!(page.contains("10 violations of 164.312(d)") && page.contains("not legal advice"), "{page}");
    site.goes(&format!("{case}/penalty"), &format!("do=set&{row}"), &case).await;
    site.goes(
        "/requests",
        "participant=o002&kind=scan&says=scan+us",
        &format!("/requests/{}", site.entries()),
    )
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let site = Site::of(FakeOffice::of(Kind::Typical)).await;
    for path in [
        "/rounds/none",
        "/rounds/A!",
        "/applications/9",
        "/awards/9",
        "/awards/9/E1/1",
        "/cases/9",
        "/requests/9",
    ] {
        expect(site.get(path).await.status(), StatusCode::NOT_FOUND, path);
    }
}
