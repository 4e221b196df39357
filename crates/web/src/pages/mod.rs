//! One file for each page: handler, markup and samples.

pub(crate) mod account_list;
pub(crate) mod action;
pub(crate) mod advisory;
pub(crate) mod advisory_list;
pub(crate) mod answer;
pub(crate) mod asset;
pub(crate) mod asset_list;
pub(crate) mod batch;
pub(crate) mod checks;
pub(crate) mod crosswalk;
pub(crate) mod estate;
pub(crate) mod evidence;
pub(crate) mod evidence_file;
pub(crate) mod except;
pub(crate) mod finding_list;
pub(crate) mod framework;
pub(crate) mod framework_list;
pub(crate) mod goal;
pub(crate) mod help;
pub(crate) mod home;
pub(crate) mod incident;
pub(crate) mod incident_list;
pub(crate) mod measure;
pub(crate) mod money;
pub(crate) mod names;
pub(crate) mod number;
pub(crate) mod organisation;
pub(crate) mod packet;
pub(crate) mod person;
pub(crate) mod person_list;
pub(crate) mod plan;
pub(crate) mod questions;
pub(crate) mod record;
pub(crate) mod summary;
pub(crate) mod task;
pub(crate) mod upload;
pub(crate) mod withdraw;
pub(crate) mod worksheet;

#[cfg(test)]
use crate::kit::layout::Page;

/// The pages that tests render: every page gives empty, typical, full, failed and hostile ones.
#[cfg(test)]
pub(crate) type Samples = Vec<(&'static str, Page)>;

/// The samples of all pages of both sides.
#[cfg(test)]
pub(crate) fn samples() -> Samples {
    let families: &[fn() -> Samples] = &[
        account_list::samples,
        action::samples,
        advisory::samples,
        advisory_list::samples,
        answer::samples,
        asset::samples,
        asset_list::samples,
        batch::samples,
        checks::samples,
        crosswalk::samples,
        evidence::samples,
        evidence_file::samples,
        except::samples,
        finding_list::samples,
        framework::samples,
        framework_list::samples,
        goal::samples,
        help::samples,
        home::samples,
        incident::samples,
        incident_list::samples,
        measure::samples,
        money::samples,
        names::samples,
        number::samples,
        organisation::samples,
        person::samples,
        person_list::samples,
        plan::samples,
        questions::samples,
        record::samples,
        summary::samples,
        task::samples,
        withdraw::samples,
        worksheet::samples,
    ];
    families.iter().flat_map(|family| family()).chain(crate::office::pages::samples()).collect()
}
