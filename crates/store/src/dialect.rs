//! Every difference between the SQL of SQLite and of PostgreSQL.

use std::borrow::Cow;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// A statement of ours as the database wants it. `$1` is the first parameter for us and for PostgreSQL; to SQLite it
    /// would be a *name*, numbered by where it stands.
    pub(crate) fn statement(self, sql: &'static str) -> Cow<'static, str> {
        match self {
            Self::Sqlite => sql.replace('$', "?").into(),
            Self::Postgres => sql.into(),
        }
    }

    /// Table definitions of ours as the database wants them. Text sorts by bytes in both.
    pub(crate) fn definitions(self, sql: &str) -> String {
        let words = match self {
            Self::Sqlite => {
                [("$INT", "INTEGER"), ("$TEXT", "TEXT"), ("$BYTES", "BLOB"), ("$STRICT", "STRICT")]
            }
            Self::Postgres => {
                [("$INT", "BIGINT"), ("$TEXT", "TEXT COLLATE \"C\""), ("$BYTES", "BYTEA"), ("$STRICT", "")]
            }
        };
        words.into_iter().fold(sql.to_owned(), |sql, (ours, theirs)| sql.replace(ours, theirs))
    }

    /// Begins a transaction that will write.
    pub(crate) fn begin(self) -> &'static str {
        match self {
            // The lock is taken now: a transaction that reads first and writes later would fail rather than wait.
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// Finds an organisation and keeps other writers off its record until the transaction ends.
    pub(crate) fn lock_organisation(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT id FROM organisation WHERE id = $1",
            Self::Postgres => "SELECT id FROM organisation WHERE id = $1 FOR UPDATE",
        }
    }

    /// Keeps other programs from migrating until the transaction ends. The number is ours and means nothing.
    pub(crate) fn lock_migrations(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "SELECT pg_advisory_xact_lock(8405001)",
        }
    }

    /// Whether a table exists.
    pub(crate) fn find_table(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = $1",
            Self::Postgres => {
                "SELECT tablename::TEXT FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1"
            }
        }
    }

    /// Set on every new connection. SQLite: readers do not wait for the writer (WAL), a commit is on disk when it
    /// returns (FULL).
    pub(crate) fn on_open(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "PRAGMA journal_mode = WAL;
                 PRAGMA synchronous = FULL;
                 PRAGMA foreign_keys = ON;
                 PRAGMA trusted_schema = OFF;
                 PRAGMA temp_store = MEMORY;
                 PRAGMA cache_size = -16384;
                 PRAGMA journal_size_limit = 67108864;"
            }
            Self::Postgres => "SET client_min_messages = warning; SET synchronous_commit = on;",
        }
    }

    /// Set on connections that only read.
    pub(crate) fn only_read(self) -> &'static str {
        match self {
            Self::Sqlite => "PRAGMA query_only = ON",
            Self::Postgres => "SET default_transaction_read_only = on",
        }
    }
}
