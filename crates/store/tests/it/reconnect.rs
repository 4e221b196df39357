//! The database server restarts under a running store.

use crate::place::{ORG, Place, append, texts};
use std::sync::atomic::{AtomicU32, Ordering};
use ward_store::{AppendError, Store, StoreError};

/// Ends every connection to the database, as a restart does.
fn end_connections(url: &str) {
    const END: &str = "
        SELECT pg_terminate_backend(pid)
          FROM pg_stat_activity
         WHERE datname = current_database()
           AND pid <> pg_backend_pid()";
    postgres::Client::connect(url, postgres::NoTls).unwrap().batch_execute(END).unwrap();
}

/// Reads with several connections at once, so that several are idle afterwards. Returns how many failed.
fn read_at_once(store: &Store) -> u32 {
    let failed = AtomicU32::new(0);
    let barrier = std::sync::Barrier::new(4);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let read = store.each_entry(ORG, 0, |_| {
                    barrier.wait();
                    std::ops::ControlFlow::Continue(())
                });
                if read.is_err() {
                    failed.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    failed.into_inner()
}

#[test]
fn after_a_restart_one_call_fails_and_the_next_works() {
    let Some(place) = Place::postgres() else { return };
    let store = place.open_with_org();
    append(&store, ORG, 0, &["one"], &[]).unwrap();
    assert_eq!(read_at_once(&store), 0);
    end_connections(place.url().unwrap());
    let read = store.size(ORG);
    assert!(matches!(read, Err(StoreError::Unreachable { .. })), "{read:?}");
    assert_eq!(texts(&store.entries(ORG, 0).unwrap()), ["one"]);
    assert_eq!(read_at_once(&store), 0, "the other idle connections were given up too");
    let written = append(&store, ORG, 1, &["two"], &[]);
    assert!(matches!(written, Err(AppendError::Store(StoreError::Unreachable { .. }))), "{written:?}");
    append(&store, ORG, 1, &["two"], &[]).unwrap();
    assert_eq!(texts(&store.entries(ORG, 0).unwrap()), ["one", "two"]);
}

#[test]
fn a_server_that_is_not_there_is_named_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let url = "host=/nowhere user=ward password=secret1".to_owned();
    let location = ward_store::Location::Postgres { url, folder: folder.path().into() };
    let refused = Store::open(&location).unwrap_err();
    assert!(matches!(refused, StoreError::Unreachable { .. }), "{refused:?}");
    assert!(!format!("{refused} {refused:?} {location:?}").contains("secret1"));
}
