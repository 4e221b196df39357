//! The directory: users as Microsoft Graph returns them, and the registration details of second factors.

use super::{Site, csv_bytes, to_bytes};
use crate::dates::at;
use crate::people::Account;
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Serialize)]
struct Page {
    #[serde(rename = "@odata.context")]
    context: &'static str,
    value: Vec<DirectoryEntry>,
}

/// A user with the properties that `GET /users?$select=…,signInActivity&$expand=memberOf` gives, in Graph's names.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DirectoryEntry {
    id: String,
    user_principal_name: String,
    display_name: String,
    mail: Option<String>,
    employee_id: Option<String>,
    account_enabled: bool,
    user_type: &'static str,
    created_date_time: String,
    department: Option<&'static str>,
    job_title: Option<&'static str>,
    on_premises_sync_enabled: Option<bool>,
    assigned_plans: Vec<Value>,
    member_of: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sign_in_activity: Option<Value>,
}

pub(super) fn users(site: &Site<'_>) -> Vec<u8> {
    let user = |account: &Account| DirectoryEntry {
        id: account.object_id.clone(),
        user_principal_name: account.log_in.clone(),
        display_name: account.name.clone(),
        mail: account.mail.clone(),
        employee_id: account.employee_id.clone(),
        account_enabled: account.is_enabled,
        user_type: if account.is_guest { "Guest" } else { "Member" },
        created_date_time: account.created.to_string(),
        department: account.department,
        job_title: account.title,
        // Graph says nothing, and not `false`, of accounts that were always in the cloud.
        on_premises_sync_enabled: account.is_synced.then_some(true),
        assigned_plans: if account.mail.is_some() && !account.is_guest {
            vec![json!({"capabilityStatus": "Enabled", "service": "exchange"})]
        } else {
            Vec::new()
        },
        member_of: if account.is_administrator {
            vec![
                json!({"@odata.type": "#microsoft.graph.directoryRole", "displayName": "Global Administrator"}),
            ]
        } else {
            Vec::new()
        },
        sign_in_activity: account.last_sign_in.map(|last| {
            json!({
                "lastSignInDateTime": last.to_string(),
                "lastNonInteractiveSignInDateTime": last.to_string(),
                "lastSuccessfulSignInDateTime": last.to_string(),
            })
        }),
    };
    let page = Page {
        context: "https://graph.microsoft.com/v1.0/$metadata#users",
        value: site.staff.accounts.iter().map(user).collect(),
    };
    to_bytes(|out| Ok(serde_json::to_writer_pretty(out, &page)?))
}

/// Columns of the registration details, named as the properties of Graph's `userRegistrationDetails`.
pub(crate) const REGISTRATION_COLUMNS: [&str; 14] = [
    "id",
    "userPrincipalName",
    "userDisplayName",
    "userType",
    "isAdmin",
    "isSsprRegistered",
    "isSsprEnabled",
    "isSsprCapable",
    "isMfaRegistered",
    "isMfaCapable",
    "isPasswordlessCapable",
    "methodsRegistered",
    "defaultMfaMethod",
    "lastUpdatedDateTime",
];

pub(super) fn registration_details(site: &Site<'_>) -> Vec<u8> {
    let yes = |so: bool| if so { "True" } else { "False" }.to_owned();
    let updated = at(site.day(2), 5, 15, 0).to_string();
    let rows = site.staff.accounts.iter().map(|account| {
        let resets = !account.methods.is_empty();
        let passwordless =
            account.methods.iter().any(|m| m.starts_with("passKey") || m.starts_with("windowsHello"));
        let default = account.methods.iter().find(|method| **method != "email").unwrap_or(&"none");
        [
            account.object_id.clone(),
            account.log_in.clone(),
            account.name.clone(),
            if account.is_guest { "guest" } else { "member" }.to_owned(),
            yes(account.is_administrator),
            yes(resets),
            yes(true),
            yes(resets),
            yes(account.is_mfa_capable()),
            yes(account.is_mfa_capable()),
            yes(passwordless),
            account.methods.join(","),
            (*default).to_owned(),
            updated.clone(),
        ]
    });
    csv_bytes(REGISTRATION_COLUMNS, rows)
}
