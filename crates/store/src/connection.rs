//! One face for two database drivers: statements, rows, transactions.

use crate::dialect::Dialect;
use crate::error::{DbError, Kind, StoreError, While as _};
use crate::files;
use crate::location::Location;
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use rusqlite::config::DbConfig;
use std::collections::BTreeMap;
use std::error::Error;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// How long to wait for another program that writes, or for a server to answer the first time.
const PATIENCE: Duration = Duration::from_secs(10);

/// File name of the SQLite database within the folder.
pub(crate) const FILE: &str = "ward.db";

/// An open connection.
pub(crate) struct Connection {
    driver: Driver,
    is_in_transaction: bool,
    is_lost: bool,
}

#[expect(clippy::large_enum_variant, reason = "one for each connection, never moved in bulk")]
enum Driver {
    Sqlite(rusqlite::Connection),
    Postgres { client: postgres::Client, prepared: BTreeMap<&'static str, postgres::Statement> },
}

/// A parameter of a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// A row of a result.
pub(crate) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
}

impl Connection {
    /// Opens a connection; only those for writing may create the database.
    pub(crate) fn open(location: &Location, may_write: bool) -> Result<Self, StoreError> {
        let driver = match location {
            Location::Folder(folder) => {
                let path = folder.join(FILE);
                if may_write {
                    files::create_private(&path)?;
                }
                open_sqlite(&path).while_doing("opening the database")?
            }
            Location::Postgres { url, .. } => open_postgres(url).while_doing("connecting to the database")?,
        };
        let mut connection = Self { driver, is_in_transaction: false, is_lost: false };
        let dialect = connection.dialect();
        connection.batch_patiently(dialect.on_open()).while_doing("opening the database")?;
        if !may_write {
            connection.batch(dialect.only_read()).while_doing("opening the database")?;
        }
        Ok(connection)
    }

    /// Runs statements, again while others are busy. SQLite waits by itself for all but one thing: when several open a new
    /// database at once, only one can change it to WAL, and the others are told at once that it is locked.
    fn batch_patiently(&mut self, sql: &str) -> Result<(), DbError> {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.batch(sql) {
                Err(error) if error.kind() == Kind::Busy && Instant::now() < until => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                done => return done,
            }
        }
    }

    /// Whose SQL it takes.
    pub(crate) fn dialect(&self) -> Dialect {
        match self.driver {
            Driver::Sqlite(_) => Dialect::Sqlite,
            Driver::Postgres { .. } => Dialect::Postgres,
        }
    }

    /// Whether it can be used again: not broken, not left within a transaction.
    pub(crate) fn is_usable(&self) -> bool {
        !self.is_in_transaction
            && !self.is_lost
            && match &self.driver {
                Driver::Sqlite(connection) => connection.is_autocommit(),
                Driver::Postgres { client, .. } => !client.is_closed(),
            }
    }

    /// Runs statements without parameters and results.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        let result = self.driver.batch(sql);
        self.watched(result)
    }

    /// Runs a statement and returns the number of rows that it changed.
    pub(crate) fn execute(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, DbError> {
        let result = self.driver.execute(sql, values);
        self.watched(result)
    }

    /// Hands the rows of a query over one by one, until one says to stop. Rows are not collected.
    pub(crate) fn each(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        take: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>, DbError>,
    ) -> Result<(), DbError> {
        let result = self.driver.each(sql, values, take);
        self.watched(result)
    }

    /// Remembers that the server was lost: the driver itself may notice only later.
    fn watched<T>(&mut self, result: Result<T, DbError>) -> Result<T, DbError> {
        self.is_lost |= result.as_ref().is_err_and(|error| error.kind() == Kind::Unreachable);
        result
    }

    /// The rows of a query.
    pub(crate) fn all<T>(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        read: impl Fn(Row<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        let mut found = Vec::new();
        self.each(sql, values, &mut |row| {
            found.push(read(row)?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// The first row of a query.
    pub(crate) fn first<T>(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        read: impl Fn(Row<'_>) -> Result<T, DbError>,
    ) -> Result<Option<T>, DbError> {
        let mut found = None;
        self.each(sql, values, &mut |row| {
            found = Some(read(row)?);
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// Does all of `body` or nothing. A panic leaves the transaction open, and the pool closes the connection.
    pub(crate) fn transaction<T, E>(
        &mut self,
        doing: &'static str,
        body: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        self.batch(self.dialect().begin()).while_doing(doing)?;
        self.is_in_transaction = true;
        let result = body(self).and_then(|done| {
            self.batch("COMMIT").while_doing(doing)?;
            Ok(done)
        });
        // SQLite has rolled back by itself after some errors, and then refuses to do it once more.
        let is_over = result.is_ok() || self.batch("ROLLBACK").is_ok() || self.is_idle_sqlite();
        self.is_in_transaction = !is_over;
        result
    }

    fn is_idle_sqlite(&self) -> bool {
        matches!(&self.driver, Driver::Sqlite(connection) if connection.is_autocommit())
    }
}

impl Driver {
    fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        match self {
            Self::Sqlite(connection) => connection.execute_batch(sql).map_err(DbError::Sqlite),
            Self::Postgres { client, .. } => client.batch_execute(sql).map_err(DbError::Postgres),
        }
    }

    fn execute(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, DbError> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&Dialect::Sqlite.statement(sql))?;
                Ok(statement.execute(rusqlite::params_from_iter(values))? as u64)
            }
            Self::Postgres { client, prepared } => {
                let statement = prepare(client, prepared, sql)?;
                let values: Vec<_> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
                Ok(client.execute(&statement, &values)?)
            }
        }
    }

    fn each(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        take: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>, DbError>,
    ) -> Result<(), DbError> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&Dialect::Sqlite.statement(sql))?;
                let mut rows = statement.query(rusqlite::params_from_iter(values))?;
                while let Some(row) = rows.next()? {
                    if take(Row::Sqlite(row))?.is_break() {
                        break;
                    }
                }
            }
            Self::Postgres { client, prepared } => {
                let statement = prepare(client, prepared, sql)?;
                let mut rows = client.query_raw(&statement, values)?;
                while let Some(row) = rows.next()? {
                    if take(Row::Postgres(&row))?.is_break() {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}

fn open_sqlite(path: &std::path::Path) -> Result<Driver, DbError> {
    let connection = rusqlite::Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    // A misspelt column in double quotes is an error and not a text.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    Ok(Driver::Sqlite(connection))
}

fn open_postgres(url: &str) -> Result<Driver, DbError> {
    let mut config: postgres::Config = url.parse()?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    if config.get_application_name().is_none() {
        config.application_name("ward");
    }
    Ok(Driver::Postgres { client: config.connect(postgres::NoTls)?, prepared: BTreeMap::new() })
}

fn prepare(
    client: &mut postgres::Client,
    prepared: &mut BTreeMap<&'static str, postgres::Statement>,
    sql: &'static str,
) -> Result<postgres::Statement, postgres::Error> {
    if let Some(statement) = prepared.get(sql) {
        return Ok(statement.clone());
    }
    let statement = client.prepare(&Dialect::Postgres.statement(sql))?;
    prepared.insert(sql, statement.clone());
    Ok(statement)
}

impl Row<'_> {
    /// A number of that column.
    pub(crate) fn int(&self, column: usize) -> Result<i64, DbError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }
    /// A number of that column which counts something.
    pub(crate) fn count(&self, column: usize) -> Result<u64, DbError> {
        let number = self.int(column)?;
        number
            .try_into()
            .map_err(|_| DbError::Content(format!("column {column} holds {number}, which is below zero")))
    }
    /// Text of that column.
    pub(crate) fn text(&self, column: usize) -> Result<String, DbError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }
    /// Bytes of that column.
    pub(crate) fn bytes(&self, column: usize) -> Result<Vec<u8>, DbError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }
    /// A SHA-256 hash of that column.
    pub(crate) fn hash(&self, column: usize) -> Result<[u8; 32], DbError> {
        let wrong =
            |bytes: Vec<u8>| DbError::Content(format!("column {column} holds {} bytes, not 32", bytes.len()));
        self.bytes(column)?.try_into().map_err(wrong)
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Int(number) => number.to_sql_checked(ty, out),
            Self::Text(text) => text.to_sql_checked(ty, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(ty, out),
        }
    }
    /// Each variant checks for itself.
    fn accepts(_: &Type) -> bool {
        true
    }
    to_sql_checked!();
}
