//! The first run, and files on their way in and out.

use super::*;

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
