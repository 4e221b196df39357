//! Looking from outside, as the pages ask for it.

use crate::rounds::Rounds;
use ward_app::{Actor, AppError, Ctx, check, ownership};
use ward_web::port::{Looks, Stated};

pub(super) fn looks(ctx: &Ctx, who: &Actor, rounds: &Rounds) -> Result<Looks, AppError> {
    let ownership::Allowed { statement, every_days, covered, not_covered, next } =
        ownership::allowed(ctx, who)?;
    let state = rounds.state();
    Ok(Looks {
        statement: statement.map(|stated| Stated { by: stated.by, at: stated.at, names: stated.names }),
        covered,
        not_covered,
        every_days,
        next,
        running_since: state.running_since,
        trouble: state.trouble,
        cannot: rounds.cannot().map(str::to_owned),
        last: check::newest(ctx, who)?,
    })
}
