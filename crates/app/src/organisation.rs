//! Who the organisation is: the profile in force, and changing it.

use crate::{Actor, AppError, Ctx, Permission};
use ward_domain::Organisation;
use ward_domain::record::Event;

/// The profile in force; `None` before the first run.
pub fn profile(ctx: &Ctx, who: &Actor) -> Result<Option<Organisation>, AppError> {
    who.may(Permission::Read)?;
    Ok(crate::record::view(ctx)?.organisation)
}

/// Changes the profile. Domains and hosts are written in lower case, without repetition.
pub fn change_profile(ctx: &Ctx, who: &Actor, mut organisation: Organisation) -> Result<(), AppError> {
    who.may(Permission::ChangeProfile)?;
    let name = organisation.name.trim().to_owned();
    organisation.name = name;
    if organisation.name.is_empty() {
        return Err(AppError::Invalid("the organisation needs a name".to_owned()));
    }
    for names in [&mut organisation.domains, &mut organisation.public_hosts] {
        for name in names.iter_mut() {
            *name = name.trim().trim_end_matches('.').to_lowercase();
        }
        names.retain(|name| !name.is_empty());
        names.sort();
        names.dedup();
    }
    if crate::record::view(ctx)?.organisation.as_ref() == Some(&organisation) {
        return Ok(());
    }
    crate::record::append(ctx, who, Event::ProfileChanged { organisation }, &[]).map(drop)
}
