//! What holds for every route, for a browser and for an attacker.

use super::*;

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
