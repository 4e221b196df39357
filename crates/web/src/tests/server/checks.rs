//! Looking from outside, by permission.

use super::*;

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
