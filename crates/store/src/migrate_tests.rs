//! Migrations make what `schema.sql` shows, once, and notice what does not fit.

use super::*;
use crate::dialect::Dialect;
use crate::location::Location;
use tempfile::TempDir;

/// An empty database of each kind that is at hand.
fn databases() -> Vec<(Connection, TempDir)> {
    let folder = || tempfile::tempdir().unwrap();
    let (one, other) = (folder(), folder());
    let url = ward_testkit::postgres::cluster().map(ward_testkit::postgres::Cluster::create_database);
    let sqlite = (Location::Folder(one.path().into()), one);
    let postgres = url.map(|url| (Location::Postgres { url, folder: other.path().into() }, other));
    let open = |(location, folder)| (Connection::open(&location, true).unwrap(), folder);
    [Some(sqlite), postgres].into_iter().flatten().map(open).collect()
}

/// Every column and key of a database, as text to compare.
fn shape(connection: &mut Connection) -> Vec<String> {
    const SQLITE: &str = "
        SELECT t.name || ' ' || t.sql
          FROM sqlite_schema t
         WHERE t.type IN ('table', 'index') AND t.sql IS NOT NULL AND t.name <> 'migration'
         ORDER BY t.name";
    const POSTGRES: &str = "
        SELECT CONCAT_WS(' ', table_name, column_name, data_type, is_nullable, collation_name) AS line
          FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name <> 'migration'
         UNION ALL
        SELECT CONCAT_WS(' ', conrelid::regclass::text, pg_get_constraintdef(oid))
          FROM pg_constraint
         WHERE connamespace = current_schema()::regnamespace AND conrelid <> 'migration'::regclass
         ORDER BY line";
    let sql = match connection.dialect() {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
    };
    connection.all(sql, &[], |row| row.text(0)).unwrap().iter().map(|line| plain(line)).collect()
}

/// Without comments and with single spaces.
fn plain(sql: &str) -> String {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

#[test]
fn schema_sql_shows_what_the_migrations_make() {
    for ((mut migrated, _a), (mut shown, _b)) in databases().into_iter().zip(databases()) {
        run(&mut migrated).unwrap();
        let dialect = shown.dialect();
        shown.batch(&dialect.definitions(CREATE)).unwrap();
        shown.batch(&dialect.definitions(include_str!("../schema.sql"))).unwrap();
        let tables = shape(&mut migrated);
        assert!(tables.len() >= 7, "{tables:?}");
        assert_eq!(tables, shape(&mut shown));
    }
}

#[test]
fn migrating_again_does_nothing() {
    for (mut connection, _folder) in databases() {
        run(&mut connection).unwrap();
        let before = shape(&mut connection);
        run(&mut connection).unwrap();
        assert_eq!(shape(&mut connection), before);
    }
}

#[test]
fn later_migrations_run_on_an_older_database() {
    for (mut connection, _folder) in databases() {
        run_all(&mut connection, &MIGRATIONS[..1]).unwrap();
        let before = shape(&mut connection).len();
        run(&mut connection).unwrap();
        assert!(shape(&mut connection).len() > before);
    }
}

#[test]
fn a_migration_that_fails_leaves_nothing() {
    let broken = [
        Migration { name: "0001_a", sql: "CREATE TABLE a (id $INT NOT NULL PRIMARY KEY) $STRICT" },
        Migration { name: "0002_b", sql: "CREATE TABLE b (id $INT NOT NULL PRIMARY KEY) $STRICT; nonsense" },
    ];
    for (mut connection, _folder) in databases() {
        assert!(run_all(&mut connection, &broken).is_err());
        run(&mut connection).unwrap();
        assert!(shape(&mut connection).iter().all(|line| !line.starts_with("a ") && !line.starts_with("b ")));
    }
}

#[test]
fn a_changed_migration_is_refused() {
    let changed = [Migration { name: "0001_record", sql: "CREATE TABLE other (id $INT NOT NULL) $STRICT" }];
    for (mut connection, _folder) in databases() {
        run(&mut connection).unwrap();
        let refused = run_all(&mut connection, &changed);
        assert!(matches!(refused, Err(StoreError::MigrationChanged(name)) if name == "0001_record"));
    }
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    for (mut connection, _folder) in databases() {
        run(&mut connection).unwrap();
        let refused = run_all(&mut connection, &MIGRATIONS[..1]);
        assert!(matches!(refused, Err(StoreError::NewerDatabase(name)) if name == "0002_derived"));
    }
}

#[test]
fn migrations_that_landed_keep_their_checksums() {
    let sums: Vec<_> = MIGRATIONS.iter().map(|m| format!("{} {}", m.name, &m.checksum()[..16])).collect();
    assert_eq!(
        sums,
        ["0001_record 0e77762b28c08bf2", "0002_derived dfa4e940e4cf583f", "0003_programme 9649fb9892228ee9"]
    );
}
