//! Decisions about the plan, summaries and incidents, through the router.

use super::*;
use ward_planner::outlook::funding::Ask;

async fn says(site: &Site, path: &str, fields: &str, words: &str) {
    let token = &site.token;
    let (status, html) = text(site.post(path, &format!("csrf={token}&{fields}")).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    assert!(html.contains(words), "{path} does not say “{words}”");
}

async fn leads(site: &Site, path: &str, fields: &str, to: &str) {
    let token = &site.token;
    let response = site.post(path, &format!("csrf={token}&{fields}")).await;
    assert_eq!((response.status(), location(&response)), (StatusCode::SEE_OTHER, to), "{path}");
}

#[tokio::test]
async fn a_what_if_keeps_nothing_until_somebody_says_so() {
    let site = Site::of(Kind::Typical).await;
    let before = site.entries();
    let (status, html) = site.page("/plan?budget=20000&hours=200&years=3&free=yes").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("This is a what-if") && html.contains("$20,000"));
    assert_eq!(site.entries(), before);
    leads(&site, "/plan/means", "budget=20000&hours=200&years=3&free=yes", "/plan").await;
    assert!(!site.page("/plan").await.1.contains("This is a what-if"));
    says(&site, "/plan/means", "budget=lots&hours=200&years=3", "Enter whole dollars").await;
    assert!(site.page("/plan?budget=-1&hours=200&years=9").await.1.contains("There is a problem"));
}

#[tokio::test]
async fn an_action_is_taken_on_done_dropped_and_priced() {
    let site = Site::of(Kind::Typical).await;
    let at = |what: &str| format!("/plan/actions/second-factor-outside/{what}");
    leads(&site, &at("take"), "due=2027-01-31&role=it&note=x", "/plan").await;
    assert!(site.page("/plan").await.1.contains("What we took on"));
    says(&site, &at("take"), "due=2020-01-31&role=it", "not past").await;
    says(&site, &at("drop"), "because=", "Say why").await;
    leads(&site, &at("drop"), "because=no+outside", "/plan").await;
    leads(&site, &at("done"), "", "/plan").await;
    let to = "/plan/actions/second-factor-outside";
    leads(&site, &at("cost"), "which=dollars-once&value=1%2C500&reason=quote", to).await;
    assert!(site.page(to).await.1.contains("1500"));
    says(&site, &at("cost"), "which=dollars-once&value=-5&reason=quote", "0 or more").await;
    assert_eq!(site.page("/plan/actions/no-such").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_summary_is_read_signed_and_taken_away() {
    let site = Site::of(Kind::Typical).await;
    let (_, html) = site.page("/summary?state=ny").await;
    assert!(html.contains("What it does not say") && html.contains("NY"));
    let read = format!("as-read={}&state=NY&ccn=", ward_domain::Digest([7; 32]));
    leads(&site, "/summary/sign", &read, "/summary#signed").await;
    let file = format!("/summary/files/{}", site.fake.summaries().unwrap()[0].digest);
    let response = site.get(&file).await;
    let disposition = response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
    assert!(disposition.contains("ward-summary-1-2026-11-21.json"), "{disposition}");
    let other = format!("/summary/files/{}", ward_domain::Digest([99; 32]));
    assert_eq!(site.page(&other).await.0, StatusCode::NOT_FOUND);
    let sent = [("operator-key", None, ""), ("receipt", Some("receipt.json"), "{}")];
    let response = site.multipart("/summary/receipt", &site.token, &sent).await;
    assert_eq!(location(&response), "/summary#signed");
    let sent = [("operator-key", None, ""), ("receipt", Some("receipt.json"), "no receipt")];
    let (_, html) = text(site.multipart("/summary/receipt", &site.token, &sent).await).await;
    assert!(html.contains("not a signed envelope"));
}

#[tokio::test]
async fn an_incident_is_recorded_and_its_clocks_run() {
    let site = Site::of(Kind::Typical).await;
    let facts =
        "title=Lost+laptop&discovery=2026-11-20&offset=-300&people=700&health-data=yes&covered-entity=yes";
    leads(&site, "/incidents", facts, "/incidents/2").await;
    let (_, html) = site.page("/incidents/2").await;
    assert!(html.contains("HHS, breach portal") && html.contains("19 Jan 2027"), "60 days after 20 November");
    leads(
        &site,
        "/incidents/2/reported",
        "clock=hipaa-people&reported-on=2026-11-21&receipt=letter",
        "/incidents/2",
    )
    .await;
    says(
        &site,
        "/incidents/2/reported",
        "clock=hipaa-people&reported-on=2026-11-21&receipt=letter",
        "reported before",
    )
    .await;
    says(&site, "/incidents/2/shared", "with=&what=x&tlp=red&shared-on=2026-11-21", "Enter with whom").await;
    leads(&site, "/incidents/2/shared", "with=ISAC&what=x&tlp=red&shared-on=2026-11-21", "/incidents/2")
        .await;
    assert!(site.page("/incidents/2").await.1.contains("TLP:RED"));
    leads(&site, "/incidents/2/end", "lessons=lock+them", "/incidents/2").await;
    says(&site, "/incidents/2/shared", "with=ISAC&what=x&tlp=red&shared-on=2026-11-21", "closed").await;
    says(&site, "/incidents", "title=x&discovery=2027-01-01", "future").await;
    assert_eq!(site.page("/incidents/9").await.0, StatusCode::NOT_FOUND);
    assert_eq!(site.page("/incidents/1/reports/moon").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_application_is_read_signed_and_answered() {
    let site = Site::of(Kind::Typical).await;
    let call = site.fake.calls().unwrap()[0].digest;
    let (status, html) = site.page(&format!("/money/{call}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("What it does not say") && !html.contains("There is nothing"));
    let before = site.entries();
    let wrong = site.page(&format!("/money/{call}?asked=yes&asked-E1=lots")).await;
    assert_eq!(wrong.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.1.contains("Enter dollars above 0") || wrong.1.contains("nothing is asked"));
    let asks = site.fake.funding_offer(call).unwrap().asks;
    let field = |ask: &Ask| {
        format!("&asked-{0}={1}&due-{0}={2}&half-{0}=yes", ask.goal, ask.asked.cents / 100, ask.due)
    };
    let fields = asks.iter().map(field).collect::<Vec<_>>().concat();
    assert_eq!(site.entries(), before, "reading keeps nothing");
    let sign = format!("/money/{call}/sign");
    says(&site, &sign, &format!("as-read={}", "ab".repeat(32)), "nothing is asked").await;
    leads(&site, &sign, &format!("as-read={}{fields}", "ab".repeat(32)), "/money#applications").await;
    assert_eq!(site.entries(), before + 1);
    let (_, html) = site.page("/money").await;
    assert!(html.contains("Application 1") && html.contains("none yet"), "{html}");
    let unknown = site.get(&format!("/money/{}", "00".repeat(32))).await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_request_for_help_is_read_and_signed() {
    let site = Site::of(Kind::Typical).await;
    let before = site.entries();
    says(&site, "/help", "do=read&wants=&says=&goals=x&wanted-by=soon", "Choose what you ask for").await;
    let asked = "wants=scan&says=A+scan,+please.&goals=E1,+E4&wanted-by=2027-03-31";
    let token = &site.token;
    let (status, html) = text(site.post("/help", &format!("csrf={token}&do=read&{asked}")).await).await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("I have read it: sign it") && html.contains("A scan, please."), "{html}");
    assert_eq!(site.entries(), before, "reading keeps nothing");
    leads(&site, "/help", &format!("do=sign&{asked}"), "/help#requests").await;
    assert_eq!(site.entries(), before + 1);
    assert!(site.page("/help").await.1.contains("Request 1"));
}
