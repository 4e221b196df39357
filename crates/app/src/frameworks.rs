//! Judging an assessment by another text.

use ward_catalog::{Catalog, Framework};
use ward_domain::Assessment;
use ward_engine::FrameworkResult;

/// The framework of that id, or what there is instead, in a sentence.
pub fn find<'c>(catalog: &'c Catalog, id: &str) -> Result<&'c Framework, String> {
    catalog.frameworks.get(id).ok_or_else(|| {
        let ids: Vec<&str> = catalog.frameworks_in_order().iter().map(|f| f.id.as_str()).collect();
        format!("There are {}.", ids.join(", "))
    })
}

/// The verdicts of an assessment, as they answer a framework.
pub fn judge<'c>(
    catalog: &'c Catalog,
    framework: &'c Framework,
    assessment: &Assessment,
) -> FrameworkResult<'c> {
    ward_engine::judge_framework(catalog, framework, assessment)
}
