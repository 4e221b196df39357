//! Decisions about who and what is one: they overrule the keys by which rows are joined, and can be overruled again.

use crate::{Actor, AppError, Ctx, Permission};
use ward_domain::record::{Decision, Event};

/// Two names never mean one thing, whatever their keys say. Names are keys as pages show them: `fqdn:pacs1.example`.
pub fn keep_apart(ctx: &Ctx, who: &Actor, one: &str, other: &str, reason: &str) -> Result<(), AppError> {
    let (one, other, reason) = checked(who, one, other, reason)?;
    decide(ctx, who, Decision::KeepApart { one, other, reason })
}

/// Two names mean one thing, although no key says so.
pub fn join(ctx: &Ctx, who: &Actor, one: &str, other: &str, reason: &str) -> Result<(), AppError> {
    let (one, other, reason) = checked(who, one, other, reason)?;
    decide(ctx, who, Decision::Join { one, other, reason })
}

/// Kinds of keys that rows are joined by (see `ward_estate::identity`).
const KINDS: [&str; 8] = ["serial", "id", "mac", "fqdn", "host", "address", "person", "log-in"];

fn checked(who: &Actor, one: &str, other: &str, reason: &str) -> Result<(String, String, String), AppError> {
    who.may(Permission::Decide)?;
    let [one, other, reason] = [one, other, reason].map(|text| text.trim().to_owned());
    for key in [&one, &other] {
        if !key.split_once(':').is_some_and(|(kind, name)| KINDS.contains(&kind) && !name.is_empty()) {
            return Err(AppError::Invalid(format!(
                "`{key}` is not a name such as fqdn:pacs1.example; it begins with one of {}",
                KINDS.join(", ")
            )));
        }
    }
    if one == other {
        return Err(AppError::Invalid("name two different things".to_owned()));
    }
    if reason.is_empty() {
        return Err(AppError::Invalid("say why: an auditor will ask".to_owned()));
    }
    Ok((one, other, reason))
}

fn decide(ctx: &Ctx, who: &Actor, decision: Decision) -> Result<(), AppError> {
    crate::record::append(ctx, who, Event::DecisionMade { decision }, &[]).map(drop)
}
