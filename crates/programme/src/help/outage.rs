//! Who depends on a vendor that is down. The operator sees how many; who they are only where they agreed to be named.

use super::products::normal;
use crate::participants::ParticipantId;
use std::collections::{BTreeMap, BTreeSet};

/// Fewer than this are not counted to anybody: small cells would name organisations.
pub const LEAST_SHOWN: usize = 11;

/// What the operator may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependence {
    /// How many organisations name the vendor; none when they are fewer than [`LEAST_SHOWN`] and more than none.
    pub organisations: Option<usize>,
    /// How many vendor lists were looked through.
    pub asked: usize,
    /// Those that agreed to be named in an outage.
    pub named: Vec<ParticipantId>,
}

/// Which organisations name a vendor, of those whose vendor lists the operator has. Names are compared without case,
/// punctuation and legal form. `may_be_named`: those that agreed.
pub fn dependence(
    vendor: &str,
    vendor_lists: &BTreeMap<ParticipantId, Vec<String>>,
    may_be_named: &BTreeSet<ParticipantId>,
) -> Dependence {
    let wanted = vendor_name(vendor);
    let names = |list: &[String]| !wanted.is_empty() && list.iter().any(|name| vendor_name(name) == wanted);
    let found: Vec<_> = vendor_lists.iter().filter(|(_, list)| names(list)).map(|(id, _)| id).collect();
    let shown = found.is_empty() || found.len() >= LEAST_SHOWN;
    Dependence {
        organisations: shown.then_some(found.len()),
        asked: vendor_lists.len(),
        named: found.into_iter().filter(|id| may_be_named.contains(*id)).cloned().collect(),
    }
}

/// The name without case, punctuation and legal form at its end.
pub(super) fn vendor_name(text: &str) -> String {
    let name = normal(text);
    let mut words: Vec<_> = name.split(' ').filter(|word| !word.is_empty()).collect();
    while words.len() > 1
        && words.last().is_some_and(|last| {
            matches!(
                *last,
                "inc" | "llc" | "ltd" | "corp" | "corporation" | "company" | "co" | "gmbh" | "limited"
            )
        })
    {
        words.pop();
    }
    words.join(" ")
}
