//! Answers, search, the record and what the home page says of it.

use super::*;

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
    let (nearer, further) = page.split_once("Worse today than on 22 Oct 2026").unwrap();
    assert!(nearer.contains("3 days late.") && further.contains("Two of them."));
    assert!(!further.contains("3 days late."), "what is worse than on both days is told once");
    let page = site.page("/?as_of=2026-11-01").await.1;
    assert!(!page.contains("What got worse") && !page.contains(">overdue<"), "{page}");
    assert!(!Site::of(Kind::Typical).await.page("/").await.1.contains("What got worse"));
}
