//! One file for each page of the operator's: handler, markup and samples.

pub(crate) mod api;
pub(crate) mod application;
pub(crate) mod application_change;
pub(crate) mod application_new;
pub(crate) mod application_signed;
pub(crate) mod audit;
pub(crate) mod audit_case;
pub(crate) mod audit_new;
mod audit_steps;
pub(crate) mod audits;
pub(crate) mod award;
pub(crate) mod award_milestone;
pub(crate) mod bulletin;
pub(crate) mod bulletin_answers;
pub(crate) mod bulletin_ask;
pub(crate) mod calls;
pub(crate) mod case;
pub(crate) mod case_penalty;
pub(crate) mod cases;
pub(crate) mod catalogues;
pub(crate) mod demand;
pub(crate) mod ledger;
pub(crate) mod lists;
pub(crate) mod participant;
pub(crate) mod participant_new;
mod participant_steps;
pub(crate) mod participants;
pub(crate) mod record;
pub(crate) mod release;
pub(crate) mod request;
pub(crate) mod request_signed;
pub(crate) mod round;
pub(crate) mod round_rule;
pub(crate) mod round_terms;
pub(crate) mod rounds;
pub(crate) mod sector;
pub(crate) mod statement;
pub(crate) mod tier;

/// The samples of all pages of the operator's.
#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    let families: &[fn() -> crate::pages::Samples] = &[
        audit::samples,
        audit_case::samples,
        audit_new::samples,
        audits::samples,
        lists::samples,
        participant::samples,
        participant_new::samples,
        participants::samples,
        record::samples,
        release::samples,
        sector::samples,
        application::samples,
        application_change::samples,
        application_new::samples,
        application_signed::samples,
        calls::samples,
        award::samples,
        award_milestone::samples,
        bulletin::samples,
        bulletin_answers::samples,
        bulletin_ask::samples,
        case::samples,
        case_penalty::samples,
        cases::samples,
        catalogues::samples,
        demand::samples,
        ledger::samples,
        request::samples,
        request_signed::samples,
        round::samples,
        round_terms::samples,
        rounds::samples,
        statement::samples,
        tier::samples,
    ];
    families.iter().flat_map(|family| family()).collect()
}
