//! E5.1: public sites allow only strong encryption, with a valid certificate.
//!
//! The population is every public host that is declared, and whatever was checked under a declared domain or at a
//! declared address.

use super::subject::{Answered, Subject};
use super::{Rule, tls};
use crate::{Ground, Ruling};
use ward_domain::network::is_public;
use ward_domain::observation::{Asked, TlsEndpointSeen, TlsService};
use ward_estate::Told;

/// See the module.
pub struct PublicEncryptionStrong;

impl Rule for PublicEncryptionStrong {
    fn slug(&self) -> &'static str {
        "public-encryption-strong"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let organisation = &ground.estate().organisation;
        if organisation.domains.is_empty() && !organisation.declares_an_outside() {
            return Ruling::unknown(
                ground,
                "No domain and no public address is declared, so nobody can say what is public. Declare them.",
            );
        }
        let ours: Vec<_> =
            ground.estate().tls_endpoints.iter().filter(|e| is_ours(ground, &e.told)).collect();
        if !ours.iter().any(|e| e.told.at().is_some_and(|at| ground.is_fresh(at.source))) {
            return Ruling::unknown(ground, ground.missing("tls-check"));
        }
        let mut ruling = Ruling::new(ground);
        for endpoint in &ours {
            let mut subject = Subject::new(ground, &endpoint.name);
            if judge(ground, &mut subject, &endpoint.told) {
                subject.conclude(&mut ruling);
            } else {
                ruling.not_applicable();
            }
        }
        let was_asked = |host: &String| ours.iter().any(|e| host_of(&e.told).eq_ignore_ascii_case(host));
        for host in organisation.public_hosts.iter().filter(|host| !was_asked(host)) {
            ruling.undecided(0, host, &[], || "Nobody checked the encryption of this host.".to_owned());
        }
        if ruling.has_no_cases() {
            return Ruling::unknown(
                ground,
                "Nothing that was checked offers encryption. Declare your web hosts.",
            );
        }
        ruling.note("Declared domains that nobody checked for a web site do not count here.");
        ruling
    }
}

fn host_of(told: &Told<TlsEndpointSeen>) -> &str {
    told.rows.last().map_or("", |newest| newest.row.host.as_str())
}

/// Whether the endpoint is declared and no mail server, and not one of the inside.
fn is_ours(ground: &Ground<'_>, told: &Told<TlsEndpointSeen>) -> bool {
    let Some(newest) = told.rows.last().map(|placed| &placed.row) else { return false };
    let organisation = &ground.estate().organisation;
    let host = newest.host.to_lowercase();
    let of_domain = |domain: &String| host.strip_suffix(domain.as_str()).is_some_and(is_label_end);
    let is_declared = organisation.domains.iter().any(of_domain)
        || newest.address.is_some_and(|address| organisation.declares_public(address));
    newest.speaks != TlsService::Mail
        && (organisation.public_hosts.contains(&host)
            || (is_declared && newest.address.is_none_or(is_public)))
}

/// Whether what stands before a domain makes a name under it: nothing, or labels.
fn is_label_end(before: &str) -> bool {
    before.is_empty() || before.ends_with('.')
}

/// Asks everything, and says whether there is encryption to judge.
fn judge<'g>(ground: &'g Ground<'g>, subject: &mut Subject<'g>, told: &'g Told<TlsEndpointSeen>) -> bool {
    let is_declared_host =
        ground.estate().organisation.public_hosts.iter().any(|h| h.eq_ignore_ascii_case(host_of(told)));
    if let Some((Asked::Absent, at)) = told.asked(|e| &e.offers_tls) {
        if subject.is_fresh(at) && !is_declared_host {
            return false;
        }
        subject.open("It offers no encryption. If a site or portal runs there, switch it on; else take the host off the profile.");
        return true;
    }
    let tried = tls::versions(ground, "tried-protocols");
    for version in tls::versions(ground, "banned-protocols") {
        match tls::speaks(subject, told, version) {
            Some(true) => subject.wrong(format!("It still speaks {}.", version.as_str())),
            None if tried.contains(&version) => {
                subject.open(format!("Nobody tried whether it speaks {}.", version.as_str()));
            }
            Some(false) | None => {}
        }
    }
    tls::must_speak_one(subject, told, &tls::versions(ground, "protocols"));
    ciphers(ground, subject, told);
    certificate(ground, subject, told);
    if told.rows.last().is_some_and(|newest| newest.row.speaks == TlsService::Web) {
        hsts(ground, subject, told);
    }
    true
}

fn ciphers(ground: &Ground<'_>, subject: &mut Subject<'_>, told: &Told<TlsEndpointSeen>) {
    let found = told.newest(|e| e.weak_ciphers_tried.then_some(&e.weak_ciphers));
    let Some(found) = subject.said(found) else {
        subject.open("Nobody tried whether it accepts weak ciphers.");
        return;
    };
    let banned = ground.measure().list("banned-ciphers");
    let weak: Vec<&str> = found
        .iter()
        .map(String::as_str)
        .filter(|suite| banned.iter().any(|word| suite.to_uppercase().contains(word.as_str())))
        .collect();
    if !weak.is_empty() {
        subject.wrong(format!("It accepts weak ciphers: {}.", weak.join(", ")));
    }
}

fn certificate<'g>(ground: &'g Ground<'g>, subject: &mut Subject<'g>, told: &'g Told<TlsEndpointSeen>) {
    let Some(certificate) = tls::must_be_valid(ground, subject, told, ground.days("days-left")) else {
        return;
    };
    let least = match certificate.key.as_str() {
        "rsa" => ground.days("rsa-bits"),
        "ec" => ground.days("curve-bits"),
        "ed25519" => return,
        _ => return subject.open("Nobody says what kind of key its certificate has."),
    };
    match certificate.key_bits {
        Some(bits) if i64::from(bits) >= least => {}
        Some(bits) => subject.wrong(format!("Its certificate's key has {bits} bits, less than {least}.")),
        None => subject.open("Nobody says how long its certificate's key is."),
    }
}

fn hsts<'g>(ground: &Ground<'_>, subject: &mut Subject<'g>, told: &'g Told<TlsEndpointSeen>) {
    let least = ground.days("hsts-seconds");
    match subject.asked(told.asked(|e| &e.hsts_seconds), "its HSTS header") {
        Answered::Found(seconds) if i64::try_from(*seconds).unwrap_or(i64::MAX) >= least => {}
        Answered::Found(seconds) => {
            subject.wrong(format!("It sends HSTS for {seconds} seconds, less than {least}."));
        }
        Answered::Absent => subject.wrong("It does not send HSTS."),
        Answered::Unknown => {}
    }
}
