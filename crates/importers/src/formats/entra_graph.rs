//! Reads answers of Microsoft Graph: users, and their registered authentication methods.
//!
//! Two lists have the same shape and are told apart by their keys: `/users`, and
//! `/reports/authenticationMethods/userRegistrationDetails`. Both come as `{"value": […]}`, or as a bare array when a
//! script joined the pages. Kinds of accounts are taken over as the directory says them, never guessed.

use super::entra_mfa_csv::method_of;
use crate::json::{self, Layout, Piece, Value, get, text};
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use jiff::Timestamp;
use std::io::BufRead;
use ward_domain::observation::{
    AccountKind, AccountSeen, LastSignIn, Line, Mfa, MfaMethod, Observations, Origin,
};

/// Reads answers of Microsoft Graph.
pub struct EntraGraph;

static ABOUT: About = About {
    id: "entra-graph",
    name: "Microsoft Entra users or registered methods (Graph JSON)",
    how_to_get: "Save the answer of Graph for /users (with signInActivity selected) or for \
                 /reports/authenticationMethods/userRegistrationDetails, all pages",
    carries: "Accounts, whether they are enabled, their last sign-in, administrators, registered second factors; \
              whether MFA is enforced is not in it",
    version: 2,
    evidence_kind: "identity-export",
};

impl Importer for EntraGraph {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let Some(json) = head.json() else { return Confidence::No };
        let keys = if json.is_array { &json.keys } else { &json.row_keys };
        let has = |name: &str| keys.iter().any(|key| key.eq_ignore_ascii_case(name));
        let is_list = json.is_array || json.has("value");
        let is_of_users = text_of_context(head.text())
            .is_some_and(|context| context.contains("#users") || context.contains("userRegistrationDetails"));
        match (is_list && has("userPrincipalName"), is_of_users && !json.is_array) {
            (true, false) if has("id") || has("isMfaRegistered") || has("accountEnabled") => {
                Confidence::Certain
            }
            (true, false) => Confidence::Likely,
            (_, true) => Confidence::Certain,
            (false, false) => Confidence::No,
        }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut list = List::new(context);
        json::read(input, &context.limits, Layout::Under("value"), &mut |piece| match piece {
            Piece::Record(line, record) => list.record(line, &record),
            Piece::Field("@odata.nextLink", value) => list.is_one_page = !value.is_null(),
            Piece::Field(..) => {}
        })?;
        Ok(list.finish())
    }
}

/// The value of `@odata.context`, if it stands in the first bytes.
fn text_of_context(head: &str) -> Option<&str> {
    let (_, rest) = head.split_once("\"@odata.context\"")?;
    rest.split('"').nth(1)
}

/// The list under way.
struct List {
    account: Account,
    accounts: Vec<AccountSeen>,
    is_one_page: bool,
    speaks_of_sign_in: bool,
    speaks_of_methods: bool,
    updated: Option<Timestamp>,
}

impl List {
    fn new(context: &Context<'_>) -> Self {
        Self {
            account: Account::new(&context.limits),
            accounts: Vec::new(),
            is_one_page: false,
            speaks_of_sign_in: false,
            speaks_of_methods: false,
            updated: None,
        }
    }
    fn record(&mut self, line: Line, record: &Value) {
        let Some(log_in) = text(record, "userPrincipalName") else {
            return self.account.skipped(line, "the record has no userPrincipalName");
        };
        self.account.used();
        self.speaks_of_sign_in |= has(record, "signInActivity");
        self.speaks_of_methods |= has(record, "methodsRegistered") || has(record, "isMfaRegistered");
        self.updated = self.updated.max(moment(record, "lastUpdatedDateTime"));
        let kind = match text(record, "userType").map(|kind| kind.to_ascii_lowercase()).as_deref() {
            Some("member") => Some(AccountKind::Member),
            Some("guest") => Some(AccountKind::Guest),
            _ => None,
        };
        self.accounts.push(AccountSeen {
            directory: "entra".to_owned(),
            account_id: text(record, "id"),
            log_in: log_in.to_lowercase(),
            mail: text(record, "mail").map(|mail| mail.to_lowercase()),
            name: text(record, "displayName").or_else(|| text(record, "userDisplayName")).unwrap_or_default(),
            person_id: text(record, "employeeId"),
            is_enabled: get(record, "accountEnabled").as_bool(),
            created: moment(record, "createdDateTime"),
            last_sign_in: last_sign_in(get(record, "signInActivity")),
            kind,
            is_privileged: is_privileged(record),
            roles: roles(record),
            mfa: mfa(record),
            has_mailbox: has_mailbox(record),
            is_synced: is_synced(record),
            password_set: moment(record, "lastPasswordChangeDateTime"),
            line,
            ..AccountSeen::default()
        });
    }
    fn finish(mut self) -> Reading {
        if !self.speaks_of_sign_in {
            self.accounts.iter_mut().for_each(|account| account.last_sign_in = LastSignIn::NotReported);
        }
        if self.is_one_page {
            let reason = "this is one page of several (@odata.nextLink): accounts on other pages are not in it, export all pages";
            self.account.problem(0, reason);
        }
        let series = if self.speaks_of_methods { "entra-graph-registration" } else { "entra-graph-users" };
        let observations = Observations {
            tool: "Microsoft Graph".to_owned(),
            origin: Origin::Machine,
            collected_at: self.updated,
            series: (!self.is_one_page).then(|| series.to_owned()),
            accounts: self.accounts,
            ..Observations::default()
        };
        Reading { observations, tally: self.account.finish() }
    }
}

/// The last successful sign-in, else the later of the last interactive and the last non-interactive one.
fn last_sign_in(activity: &Value) -> LastSignIn {
    let other =
        moment(activity, "lastSignInDateTime").max(moment(activity, "lastNonInteractiveSignInDateTime"));
    moment(activity, "lastSuccessfulSignInDateTime").or(other).map_or(LastSignIn::Never, LastSignIn::At)
}

/// Whether the directory says so, or lists a role for the account.
fn is_privileged(record: &Value) -> Option<bool> {
    let roles = ["assignedRoles", "roles"].into_iter().find_map(|key| get(record, key).as_array());
    // Of `memberOf` only directory roles count; without one, groups may still give a role.
    let holds_role = || (!self::roles(record).is_empty()).then_some(true);
    get(record, "isAdmin").as_bool().or_else(|| roles.map(|roles| !roles.is_empty())).or_else(holds_role)
}

/// The names of listed roles; where they have none, their ids.
fn roles(record: &Value) -> Vec<String> {
    let listed =
        ["assignedRoles", "roles", "memberOf"].into_iter().find_map(|key| get(record, key).as_array());
    let is_role = |role: &&Value| {
        text(role, "@odata.type").is_none_or(|kind| kind.to_ascii_lowercase().ends_with("directoryrole"))
    };
    let name = |role: &Value| {
        let named =
            text(role, "displayName").or_else(|| text(role, "roleTemplateId")).or_else(|| text(role, "id"));
        role.as_str().map(str::to_owned).or(named)
    };
    let mut roles: Vec<String> = listed.into_iter().flatten().filter(is_role).filter_map(name).collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// Whether a licence gives a mailbox; `None` when the record holds no licences. Only plans tell: product ids do not.
fn has_mailbox(record: &Value) -> Option<bool> {
    let plans = get(record, "assignedPlans").as_array()?;
    Some(plans.iter().any(|plan| {
        let is_mail = text(plan, "service").is_some_and(|service| service.eq_ignore_ascii_case("exchange"));
        let status = text(plan, "capabilityStatus");
        is_mail
            && status.is_none_or(|status| {
                status.eq_ignore_ascii_case("enabled") || status.eq_ignore_ascii_case("warning")
            })
    }))
}

/// `onPremisesSyncEnabled` is null for accounts that were always in the cloud.
fn is_synced(record: &Value) -> Option<bool> {
    has(record, "onPremisesSyncEnabled")
        .then(|| get(record, "onPremisesSyncEnabled").as_bool().unwrap_or(false))
}

fn mfa(record: &Value) -> Option<Mfa> {
    let methods = get(record, "methodsRegistered").as_array();
    let is_capable = get(record, "isMfaCapable").as_bool();
    if methods.is_none() && is_capable.is_none() && !has(record, "isMfaRegistered") {
        return None;
    }
    let mut methods: Vec<MfaMethod> =
        methods.into_iter().flatten().filter_map(Value::as_str).filter_map(method_of).collect();
    methods.sort_unstable();
    methods.dedup();
    Some(Mfa { is_capable, is_enforced: None, methods })
}

/// Whether the record has the key at all, even with `null`.
fn has(record: &Value, key: &str) -> bool {
    record.as_object().is_some_and(|fields| fields.keys().any(|name| name.eq_ignore_ascii_case(key)))
}

/// A moment; the directory writes `0001-01-01T00:00:00Z` for none.
fn moment(record: &Value, key: &str) -> Option<Timestamp> {
    let moment: Timestamp = text(record, key)?.parse().ok()?;
    Some(moment).filter(|moment| moment.as_second() > 0)
}

#[cfg(test)]
mod tests;
