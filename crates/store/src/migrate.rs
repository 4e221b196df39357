//! Brings a database to the schema that this program knows. Migrations only go forward and are never edited once they
//! have landed: the database remembers the checksum of each.

use crate::connection::{Connection, Value};
use crate::error::{StoreError, While as _};
use sha2::{Digest as _, Sha256};

/// A step from one schema to the next.
struct Migration {
    name: &'static str,
    sql: &'static str,
}

/// Every migration, in order. New ones go to the end.
const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_record", sql: include_str!("../migrations/0001_record.sql") },
    Migration { name: "0002_derived", sql: include_str!("../migrations/0002_derived.sql") },
    Migration { name: "0003_programme", sql: include_str!("../migrations/0003_programme.sql") },
];

/// What is remembered of them; `migration` is the one table that no migration makes.
const CREATE: &str = "
    CREATE TABLE IF NOT EXISTS migration (
      name     $TEXT NOT NULL PRIMARY KEY,
      checksum $TEXT NOT NULL
    ) $STRICT";

const DONE: &str = "
    SELECT name, checksum
      FROM migration
     ORDER BY name";

const REMEMBER: &str = "
    INSERT INTO migration (name, checksum)
    VALUES ($1, $2)";

const DOING: &str = "preparing the database";

impl Migration {
    fn checksum(&self) -> String {
        hex::encode(Sha256::digest(self.sql))
    }
}

/// Runs the migrations that the database has not run yet, all of them or none.
pub(crate) fn run(connection: &mut Connection) -> Result<(), StoreError> {
    run_all(connection, MIGRATIONS)
}

fn run_all(connection: &mut Connection, migrations: &[Migration]) -> Result<(), StoreError> {
    // Usually nothing is to do, and then nothing is locked or written.
    if pending(connection, migrations)?.is_empty() {
        return Ok(());
    }
    let dialect = connection.dialect();
    connection.transaction(DOING, |connection| {
        connection.batch(dialect.lock_migrations()).while_doing(DOING)?;
        connection.batch(&dialect.definitions(CREATE)).while_doing(DOING)?;
        for migration in pending(connection, migrations)? {
            connection.batch(&dialect.definitions(migration.sql)).while_doing(DOING)?;
            let values = [Value::Text(migration.name), Value::Text(&migration.checksum())];
            connection.execute(REMEMBER, &values).while_doing(DOING)?;
        }
        Ok(())
    })
}

/// The migrations still to run; an error when those that have run are not ours.
fn pending<'m>(
    connection: &mut Connection,
    migrations: &'m [Migration],
) -> Result<&'m [Migration], StoreError> {
    let find = connection.dialect().find_table();
    let table = connection.first(find, &[Value::Text("migration")], |row| row.text(0)).while_doing(DOING)?;
    if table.is_none() {
        return Ok(migrations);
    }
    let done = connection.all(DONE, &[], |row| Ok((row.text(0)?, row.text(1)?))).while_doing(DOING)?;
    for (index, (name, checksum)) in done.iter().enumerate() {
        match migrations.get(index) {
            None => return Err(StoreError::NewerDatabase(name.clone())),
            Some(ours) if ours.name != name || ours.checksum() != *checksum => {
                return Err(StoreError::MigrationChanged(name.clone()));
            }
            Some(_) => {}
        }
    }
    Ok(migrations.get(done.len()..).unwrap_or_default())
}

#[cfg(test)]
#[path = "migrate_tests.rs"]
mod tests;
