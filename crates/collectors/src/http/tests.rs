//! Answers good and bad, over a pipe in memory.

use super::*;

#[tokio::main(flavor = "current_thread")]
async fn ask(answer: &[u8]) -> Result<Page, String> {
    let (mut ours, mut theirs) = tokio::io::duplex(1 << 20);
    let answer = answer.to_vec();
    let server = tokio::spawn(async move {
        let mut request = [0; 1_024];
        let _ = theirs.read(&mut request).await;
        let _ = theirs.write_all(&answer).await;
    });
    let page = get(&mut ours, "clinic.example", "/", 100).await;
    drop(ours);
    server.await.unwrap();
    page
}

#[track_caller]
fn check(answer: &str, status: u16, body: &str) {
    let page = ask(answer.as_bytes()).unwrap();
    assert_eq!((page.status, String::from_utf8(page.body).unwrap().as_str()), (status, body));
}
#[test]
fn bodies_end_by_length_by_pieces_or_by_closing() {
    check("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", 200, "abc");
    check(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n",
        200,
        "abc",
    );
    check("HTTP/1.0 404 Not Found\r\n\r\nabc", 404, "abc");
    check("HTTP/1.1 204 No Content\r\n\r\n", 204, "");
}

#[track_caller]
fn check_refused(answer: &str, words: &str) {
    let why = ask(answer.as_bytes()).unwrap_err();
    assert!(why.contains(words), "{why}");
}
#[test]
fn answers_have_bounds() {
    let long = "x".repeat(5 << 20);
    check_refused(&format!("HTTP/1.1 200 OK\r\nA: {long}\r\n\r\n"), "head of more than");
    check_refused(&format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: b\r\n".repeat(200)), "no HTTP");
    check_refused("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", "more than 100 bytes");
    check_refused(&format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(200)), "more than 100 bytes");
    check_refused(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        "more than 100",
    );
}
#[test]
fn answers_that_break_off_are_no_answers() {
    check_refused("", "before its answer");
    check_refused("HTTP/1.1 200 OK\r\nA: b", "before its answer");
    check_refused("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "in the middle");
    check_refused("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "in the middle");
    check_refused("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "malformed");
    check_refused("SSH-2.0-OpenSSH\r\n", "no HTTP");
    check_refused("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "no number");
}

#[track_caller]
fn check_redirect(location: &str, expected: Option<(bool, &str, Option<u16>, &str)>) {
    let here = WebAddress { is_https: false, host: "a.example".to_owned(), port: None, path: "/".to_owned() };
    let to = here.join(location);
    assert_eq!(to.as_ref().map(|to| (to.is_https, to.host.as_str(), to.port, to.path.as_str())), expected);
}
#[test]
fn redirects_are_read() {
    check_redirect("https://B.example/x?y", Some((true, "b.example", None, "/x?y")));
    check_redirect("https://b.example:8443", Some((true, "b.example", Some(8443), "/")));
    check_redirect("//b.example/x", Some((false, "b.example", None, "/x")));
    check_redirect("/x", Some((false, "a.example", None, "/x")));
    check_redirect("https://a.example@b.example/", Some((true, "b.example", None, "/")));
    check_redirect("javascript://x", None);
    check_redirect("x", None);
    check_redirect("https://b.example:99999/", None);
}
