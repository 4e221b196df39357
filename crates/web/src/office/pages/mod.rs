//! One file for each page of the operator's: handler, markup and samples.

pub(crate) mod audit;
pub(crate) mod audit_case;
pub(crate) mod audit_new;
mod audit_steps;
pub(crate) mod audits;
pub(crate) mod lists;
pub(crate) mod participant;
pub(crate) mod participant_new;
mod participant_steps;
pub(crate) mod participants;
pub(crate) mod record;
pub(crate) mod release;
pub(crate) mod sector;

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
    ];
    families.iter().flat_map(|family| family()).collect()
}
