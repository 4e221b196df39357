//! What several rules ask of a server that speaks TLS.

use super::subject::{Answered, Subject};
use crate::Ground;
use ward_domain::observation::{Asked, CertificateSeen, TlsEndpointSeen, TlsVersion};
use ward_estate::{Told, date_of};

/// Every version, oldest first.
const VERSIONS: [TlsVersion; 6] = [
    TlsVersion::Ssl2,
    TlsVersion::Ssl3,
    TlsVersion::Tls10,
    TlsVersion::Tls11,
    TlsVersion::Tls12,
    TlsVersion::Tls13,
];

/// The versions that a list of the measure names.
pub(super) fn versions(ground: &Ground<'_>, list: &str) -> Vec<TlsVersion> {
    let named = ground.measure().list(list);
    VERSIONS.into_iter().filter(|version| named.iter().any(|name| name == version.as_str())).collect()
}

/// Whether the server speaks a version; `None` when nobody could say lately.
pub(super) fn speaks(
    subject: &mut Subject<'_>,
    told: &Told<TlsEndpointSeen>,
    version: TlsVersion,
) -> Option<bool> {
    let of_row = |row: &TlsEndpointSeen| {
        let answer = row.versions.iter().find(|(tried, _)| *tried == version).map(|(_, answer)| answer)?;
        match answer {
            Asked::Found(()) => Some(true),
            Asked::Absent => Some(false),
            _ => None,
        }
    };
    subject.said(told.newest(of_row))
}

/// That the server speaks one of the good versions.
pub(super) fn must_speak_one(subject: &mut Subject<'_>, told: &Told<TlsEndpointSeen>, good: &[TlsVersion]) {
    let answers: Vec<Option<bool>> = good.iter().map(|version| speaks(subject, told, *version)).collect();
    let names: Vec<&str> = good.iter().map(|version| version.as_str()).collect();
    if answers.contains(&Some(true)) {
    } else if answers.iter().all(|answer| *answer == Some(false)) {
        subject.wrong(format!("It speaks none of {}.", names.join(", ")));
    } else {
        subject.open(format!("Nobody tried whether it speaks {}.", names.join(" or ")));
    }
}

/// That the certificate is trusted, fits the name, and has more than so many days left. Gives it back.
pub(super) fn must_be_valid<'g>(
    ground: &Ground<'_>,
    subject: &mut Subject<'g>,
    told: &'g Told<TlsEndpointSeen>,
    days_left: i64,
) -> Option<&'g CertificateSeen> {
    let certificate = match subject.asked(told.asked(|e| &e.certificate), "its certificate") {
        Answered::Found(certificate) => certificate,
        Answered::Absent => {
            subject.wrong("It shows no certificate.");
            return None;
        }
        Answered::Unknown => return None,
    };
    match certificate.is_trusted {
        Some(true) => {}
        Some(false) => subject.wrong(match &certificate.problem {
            Some(problem) => format!("Its certificate is not trusted: {problem}."),
            None => "Its certificate is not trusted.".to_owned(),
        }),
        None => subject.open("Nobody looked whether its certificate is trusted."),
    }
    match certificate.fits_host {
        Some(true) => {}
        Some(false) => subject.wrong("Its certificate is for another name."),
        None => subject.open("Nobody looked whether its certificate fits the name."),
    }
    match certificate.not_after.map(date_of) {
        Some(end) if -ground.age(end) > days_left => {}
        Some(end) => subject.wrong(format!("Its certificate ends on {end}.")),
        None => subject.open("Nobody says when its certificate ends."),
    }
    Some(certificate)
}
