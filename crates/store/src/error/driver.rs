//! What the database drivers say, and what it means to us.

use super::StoreError;
use postgres::error::SqlState;
use rusqlite::ffi;
use std::error::Error;
use std::io;

/// What a driver said.
#[derive(Debug)]
pub(crate) enum DbError {
    Sqlite(rusqlite::Error),
    Postgres(postgres::Error),
    /// A row that we cannot have written.
    Content(String),
}

/// What an error of a database means to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    DiskFull,
    Busy,
    Unreachable,
    /// A row with that key exists.
    Conflict,
    Other,
}

/// Says what was being done when the database failed.
pub(crate) trait While<T> {
    /// `doing` continues "while …": `reading the record`.
    fn while_doing(self, doing: &'static str) -> Result<T, StoreError>;
}

impl<T> While<T> for Result<T, DbError> {
    fn while_doing(self, doing: &'static str) -> Result<T, StoreError> {
        self.map_err(|error| error.into_store_error(doing))
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(cause: rusqlite::Error) -> Self {
        Self::Sqlite(cause)
    }
}

impl From<postgres::Error> for DbError {
    fn from(cause: postgres::Error) -> Self {
        Self::Postgres(cause)
    }
}

impl DbError {
    /// What it means to us.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Sqlite(error) => kind_of_sqlite(error),
            Self::Postgres(error) => kind_of_postgres(error),
            Self::Content(_) => Kind::Other,
        }
    }

    /// The error that callers see.
    pub(crate) fn into_store_error(self, doing: &'static str) -> StoreError {
        let doing = doing.to_owned();
        let kind = self.kind();
        let cause = match self {
            Self::Sqlite(cause) => cause.into(),
            Self::Postgres(cause) => cause.into(),
            Self::Content(cause) => cause.into(),
        };
        match kind {
            Kind::DiskFull => StoreError::DiskFull { doing, cause },
            Kind::Busy => StoreError::Busy { doing, cause },
            Kind::Unreachable => StoreError::Unreachable { doing, cause },
            Kind::Conflict | Kind::Other => StoreError::Database { doing, cause },
        }
    }
}

/// Result codes: <https://www.sqlite.org/rescode.html>. The lowest byte is the kind, the rest tells more.
fn kind_of_sqlite(error: &rusqlite::Error) -> Kind {
    let rusqlite::Error::SqliteFailure(error, _) = error else { return Kind::Other };
    match (error.extended_code & 0xff, error.extended_code) {
        // SQLite says FULL for a full disk only; a quota or a limit of the process comes as a write that failed.
        (ffi::SQLITE_FULL, _)
        | (_, ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_TRUNCATE | ffi::SQLITE_IOERR_SHMSIZE) => {
            Kind::DiskFull
        }
        (ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED, _) => Kind::Busy,
        (ffi::SQLITE_CANTOPEN, _) => Kind::Unreachable,
        (_, ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE) => Kind::Conflict,
        _ => Kind::Other,
    }
}

/// Codes: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn kind_of_postgres(error: &postgres::Error) -> Kind {
    let is_io = |cause: &(dyn Error + 'static)| cause.is::<io::Error>();
    match error.code() {
        None if error.is_closed() || error.source().is_some_and(is_io) => Kind::Unreachable,
        None => Kind::Other,
        Some(code) => kind_of_state(code),
    }
}

fn kind_of_state(code: &SqlState) -> Kind {
    match code.code() {
        "53100" => Kind::DiskFull,
        "23505" => Kind::Conflict,
        // Too many connections; a lock that is not available; a deadlock or a conflict of transactions.
        "53300" | "55P03" | "40P01" | "40001" => Kind::Busy,
        // Somebody stops or starts the server, or it does not know us.
        state if state.starts_with("57P") || state.starts_with("08") || state.starts_with("28") => {
            Kind::Unreachable
        }
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn sqlite_means(code: i32, kind: Kind) {
        let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
        assert_eq!(DbError::Sqlite(error).kind(), kind);
    }

    #[test]
    fn errors_of_sqlite_are_understood() {
        sqlite_means(ffi::SQLITE_FULL, Kind::DiskFull);
        sqlite_means(ffi::SQLITE_IOERR_WRITE, Kind::DiskFull);
        sqlite_means(ffi::SQLITE_IOERR_READ, Kind::Other);
        sqlite_means(ffi::SQLITE_BUSY, Kind::Busy);
        sqlite_means(ffi::SQLITE_BUSY_SNAPSHOT, Kind::Busy);
        sqlite_means(ffi::SQLITE_CONSTRAINT_PRIMARYKEY, Kind::Conflict);
        sqlite_means(ffi::SQLITE_CONSTRAINT_FOREIGNKEY, Kind::Other);
        sqlite_means(ffi::SQLITE_CORRUPT, Kind::Other);
    }

    #[track_caller]
    fn postgres_means(code: &SqlState, kind: Kind) {
        assert_eq!(kind_of_state(code), kind);
    }

    #[test]
    fn errors_of_postgres_are_understood() {
        postgres_means(&SqlState::DISK_FULL, Kind::DiskFull);
        postgres_means(&SqlState::UNIQUE_VIOLATION, Kind::Conflict);
        postgres_means(&SqlState::TOO_MANY_CONNECTIONS, Kind::Busy);
        postgres_means(&SqlState::T_R_DEADLOCK_DETECTED, Kind::Busy);
        postgres_means(&SqlState::ADMIN_SHUTDOWN, Kind::Unreachable);
        postgres_means(&SqlState::INVALID_PASSWORD, Kind::Unreachable);
        postgres_means(&SqlState::CHECK_VIOLATION, Kind::Other);
    }
}
