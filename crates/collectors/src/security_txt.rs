//! `security.txt` (RFC 9116): where a web host says to whom flaws are reported.

use crate::http::{Page, WebAddress};
use crate::outside::Outside;
use crate::web::fetch;
use ward_domain::observation::{Asked, SecurityTxt};

/// Longest file.
const LONGEST: usize = 64 << 10;
/// Most redirects that are followed, all of them between declared names.
const MOST_REDIRECTS: usize = 3;
/// Most contacts that are kept.
const MOST_CONTACTS: usize = 20;

/// Asks a host for its file. Redirects to names that were not declared are told and not followed.
pub(crate) async fn look(outside: &Outside, host: &str) -> (Asked<SecurityTxt>, Option<String>) {
    let path = "/.well-known/security.txt".to_owned();
    let mut here = WebAddress { is_https: true, host: host.to_owned(), port: None, path };
    for _ in 0..=MOST_REDIRECTS {
        let (page, problem) = match fetch(outside, &here.host, &here.path, LONGEST).await {
            Ok(fetched) => fetched,
            Err(why) => return (Asked::Failed(why), None),
        };
        let Some(location) = page.leads_to() else { return (judge(&page, problem), None) };
        let Some(to) = here.join(location) else {
            return (Asked::Failed("it leads to an address that cannot be read".to_owned()), None);
        };
        let is_same_port = to.port.is_none_or(|port| port == outside.services.https);
        if !to.is_https || !is_same_port || !outside.declares(&to.host) {
            let why = format!(
                "the security.txt of {host} leads to {}, which was not declared, so it was not followed",
                to.host
            );
            return (Asked::Failed(why.clone()), Some(why));
        }
        here = to;
    }
    (Asked::Failed("it leads from one address to the next without end".to_owned()), None)
}

fn judge(page: &Page, problem: Option<String>) -> Asked<SecurityTxt> {
    match page.status {
        200 => {}
        404 | 410 => return Asked::Absent,
        status => return Asked::Failed(format!("the server answers with the status {status}")),
    }
    let text = String::from_utf8_lossy(&page.body);
    let kind = page.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let mut file = parse(&text);
    // Many servers show a page for everything that they do not have.
    if file.contacts.is_empty() && (kind.contains("html") || text.trim_start().starts_with('<')) {
        return Asked::Absent;
    }
    if !kind.starts_with("text/plain") {
        file.error.get_or_insert(format!("it is sent as `{}` and must be text/plain", shown(&kind)));
    }
    if let Some(problem) = problem {
        file.error.get_or_insert(format!("the server's certificate is not in order: {problem}"));
    }
    Asked::Found(file)
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Reads the fields that are judged.
fn parse(text: &str) -> SecurityTxt {
    let mut file = SecurityTxt::default();
    let mut expiries = Vec::new();
    for line in text.lines() {
        // The signature of a signed file follows its fields.
        if line.starts_with("-----BEGIN PGP SIGNATURE") {
            break;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "contact" if file.contacts.len() < MOST_CONTACTS => {
                file.contacts.push(value.chars().take(255).collect());
            }
            "expires" => expiries.push(value),
            _ => {}
        }
    }
    file.error = match expiries.as_slice() {
        [] => Some("it does not say when it expires".to_owned()),
        [one] => {
            file.expires = one.parse().ok();
            file.expires.is_none().then(|| format!("its date of expiry `{}` cannot be read", shown(one)))
        }
        _ => Some("it says several times when it expires".to_owned()),
    };
    if file.contacts.is_empty() {
        file.error = Some("it names no contact".to_owned());
    } else if let Some(contact) = file.contacts.iter().find(|contact| !contact.contains(':')) {
        file.error
            .get_or_insert(format!("its contact `{}` is no URI such as mailto: or https:", shown(contact)));
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, contacts: &[&str], expires: Option<&str>, error: Option<&str>) {
        let file = parse(text);
        assert_eq!(file.contacts, contacts);
        assert_eq!(file.expires.map(|at| at.to_string()).as_deref(), expires);
        assert_eq!(file.error.is_some(), error.is_some(), "{:?}", file.error);
        assert!(file.error.unwrap_or_default().contains(error.unwrap_or_default()));
    }
    const CONTACT: &str = "mailto:security@clinic.example";

    #[test]
    fn a_good_file_has_contact_and_expiry() {
        let text = "# ours\r\nContact: mailto:security@clinic.example\r\nEXPIRES: 2027-01-01T00:00:00Z\r\n";
        check(text, &[CONTACT], Some("2027-01-01T00:00:00Z"), None);
    }
    #[test]
    fn a_signed_file_is_read_up_to_its_signature() {
        let text = format!(
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nContact: {CONTACT}\nExpires: 2027-01-01T00:00:00+01:00\n-----BEGIN PGP SIGNATURE-----\nExpires: x\n"
        );
        check(&text, &[CONTACT], Some("2026-12-31T23:00:00Z"), None);
    }
    #[test]
    fn what_is_wrong_is_said() {
        let with = |rest: &str| format!("Contact: {CONTACT}\n{rest}");
        check("Expires: 2027-01-01T00:00:00Z", &[], Some("2027-01-01T00:00:00Z"), Some("no contact"));
        check(&with(""), &[CONTACT], None, Some("does not say when"));
        check(&with("Expires: soon"), &[CONTACT], None, Some("`soon` cannot be read"));
        check(
            &with("Expires: 2027-01-01T00:00:00Z\nExpires: 2028-01-01T00:00:00Z"),
            &[CONTACT],
            None,
            Some("several"),
        );
        check(
            "Contact: me\nExpires: 2027-01-01T00:00:00Z",
            &["me"],
            Some("2027-01-01T00:00:00Z"),
            Some("no URI"),
        );
    }
}
