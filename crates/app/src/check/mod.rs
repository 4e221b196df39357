//! Looking from outside at what the organisation declared; the report is evidence like any file.

use crate::evidence::{Import, import};
use crate::{Actor, AppError, Clock, Ctx, Permission};
use std::io::{BufReader, Read as _};
use std::sync::TryLockError;
use ward_catalog::Catalog;
use ward_collectors::{CannotLook, Plan, Settings};
use ward_domain::live_check::{LiveCheck, Statement};
use ward_domain::{Digest, Organisation};
use ward_reports::Input;

/// The measure whose list says which ports are dangerous.
const PORTS_OF: &str = "dangerous-services-exposed";

/// A report, and the bytes that are kept of it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What was seen.
    pub report: LiveCheck,
    /// The report as JSON, as the importer `ward-check` reads it.
    pub bytes: Vec<u8>,
}

/// The ports that should not answer from outside, as the catalogue lists them.
pub fn dangerous_ports(catalog: &Catalog) -> Vec<u16> {
    let measure = catalog.measures.values().find(|measure| measure.slug == PORTS_OF);
    let ports = measure.and_then(|measure| measure.lists.get(PORTS_LIST));
    ports.into_iter().flat_map(|list| &list.values).filter_map(|port| port.parse().ok()).collect()
}

/// The list in that measure.
const PORTS_LIST: &str = "tcp-ports";

/// Everything that a profile declares as outside, with its medical ranges refused.
pub fn plan(catalog: &Catalog, organisation: &Organisation, statement: Statement) -> Plan {
    Plan {
        statement,
        domains: organisation.domains.clone(),
        hosts: organisation.public_hosts.clone(),
        addresses: organisation.public_addresses.clone(),
        ports: dangerous_ports(catalog),
        selectors: organisation.dkim_selectors.clone(),
        refused: organisation.medical_addresses.clone(),
        allows_inside: false,
    }
}

/// Carries out a plan. Nothing is kept; blocks until it is done, which takes seconds to minutes.
pub fn check(plan: &Plan, settings: &Settings, clock: &dyn Clock) -> Result<Checked, AppError> {
    let report = ward_collectors::look(plan, settings, clock.now()).map_err(|error| match error {
        CannotLook::Machine(_) => AppError::ours(error),
        mistake => AppError::Invalid(mistake.to_string()),
    })?;
    let bytes = serde_json::to_vec_pretty(&report).map_err(AppError::ours)?;
    Ok(Checked { report, bytes })
}

/// Looks at what the profile in force declares and the newest statement of ownership covers, and adds the report to the
/// record. Never two at once. A look in which no question was answered says nothing of the organisation and is not kept.
pub fn check_and_keep(ctx: &Ctx, who: &Actor, settings: &Settings) -> Result<(Checked, Input), AppError> {
    who.may(Permission::ManageEvidence)?;
    let _turn = match ctx.looking.try_lock() {
        Ok(turn) => turn,
        Err(TryLockError::Poisoned(turn)) => turn.into_inner(),
        Err(TryLockError::WouldBlock) => {
            return Err(AppError::Invalid("a look is under way already: wait until it ends".to_owned()));
        }
    };
    let statement = crate::record::view(ctx)?.ownership.filter(|stated| !stated.names.is_empty());
    let statement = statement.ok_or_else(|| {
        AppError::Invalid(
            "nobody has stated that the declared names and addresses may be looked at".to_owned(),
        )
    })?;
    let posture = crate::posture::posture(ctx, who, None)?;
    let part = statement.part_of(&posture.estate.organisation);
    if part.outside_names().is_empty() {
        let says =
            "the statement of ownership covers nothing of what the organisation declares now: state it again";
        return Err(AppError::Invalid(says.to_owned()));
    }
    let plan = plan(&ctx.catalog, &part, statement.statement());
    let checked = check(&plan, settings, ctx.clock.as_ref())?;
    if let Some(why) = nothing_answered(&checked.report) {
        return Err(AppError::Invalid(format!("nothing could be checked, and nothing was kept: {why}")));
    }
    let file_name = format!("{FORMAT}-{}.json", ctx.today());
    let content = &mut checked.bytes.as_slice();
    let request = Import { file_name: &file_name, content, collected_on: None, mapping: None };
    let input = import(ctx, who, request)?;
    Ok((checked, input))
}

/// The importer that reads the reports.
pub(crate) const FORMAT: &str = "ward-check";

/// Longest report that is shown, in bytes.
const LONGEST_REPORT: u64 = 64 << 20;

/// Why the first question had no answer, when none had.
fn nothing_answered(report: &LiveCheck) -> Option<String> {
    let questions = report.questions();
    if questions.iter().any(|question| question.failed.is_none()) {
        return None;
    }
    let first = questions.first().map(|q| format!("{}, {}: {}", q.of, q.what, q.failed.unwrap_or_default()));
    Some(first.unwrap_or_else(|| "there was nothing to ask".to_owned()))
}

/// The newest report that counts, and its name in the store.
pub fn newest(ctx: &Ctx, who: &Actor) -> Result<Option<(Digest, LiveCheck)>, AppError> {
    who.may(Permission::Read)?;
    let view = crate::record::view(ctx)?;
    let reports = view.in_force().filter(|file| file.format == FORMAT);
    let Some(newest) = reports.max_by_key(|file| (file.collected_at, file.entry)) else { return Ok(None) };
    let raw = BufReader::new(ctx.store.evidence().open_checked(newest.digest)?);
    let report = serde_json::from_reader(raw.take(LONGEST_REPORT)).map_err(AppError::ours)?;
    Ok(Some((newest.digest, report)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FixedClock;

    const NOON: FixedClock = FixedClock(jiff::Timestamp::UNIX_EPOCH);

    #[test]
    fn the_catalogue_lists_dangerous_ports() {
        let ports = dangerous_ports(&Catalog::built_in());
        assert!(ports.contains(&3389) && ports.contains(&445) && ports.contains(&11112));
    }
    #[test]
    fn a_plan_is_what_the_profile_declares() {
        let organisation = Organisation {
            domains: vec!["clinic.example".to_owned()],
            medical_addresses: vec!["203.0.113.64/26".parse().unwrap()],
            ..Organisation::default()
        };
        let plan = plan(&Catalog::built_in(), &organisation, Statement::default());
        assert_eq!((plan.domains.len(), plan.refused.len(), plan.allows_inside), (1, 1, false));
    }
    #[test]
    fn nobody_is_contacted_without_a_statement() {
        let organisation =
            Organisation { domains: vec!["clinic.example".to_owned()], ..Organisation::default() };
        let plan = plan(&Catalog::built_in(), &organisation, Statement::default());
        let error = check(&plan, &Settings::new("test", Vec::new()), &NOON).unwrap_err();
        assert_eq!((error.code(), error.kind()), ("INP-001", crate::ErrorKind::User));
    }
}
