//! One suite for every store: each test runs on SQLite and on PostgreSQL.
//!
//! PostgreSQL is a throw-away cluster of the tests' own; without it, its half says SKIPPED, or fails when
//! `WARD_REQUIRE_POSTGRES` is set.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod child;
mod crash;
mod derived;
mod disk_full;
mod evidence;
mod place;
mod racing;
mod reconnect;
mod record;
mod settings;
mod summaries;

/// Makes two tests of each function that takes a [`place::Place`].
macro_rules! on_both {
    ($($test:ident)*) => {
        mod on_sqlite {
            $(#[test]
            fn $test() {
                super::$test(&crate::place::Place::sqlite());
            })*
        }
        mod on_postgres {
            $(#[test]
            fn $test() {
                if let Some(place) = crate::place::Place::postgres() {
                    super::$test(&place);
                }
            })*
        }
    };
}
use on_both;
