//! Several stores on one place, writing and reading at once.

use crate::place::{ORG, Place, append, created_at, keep, sha256, texts};
use std::thread;
use ward_store::{AppendError, Extra};

crate::on_both! {
    appends_that_race_lose_nothing
    readers_see_whole_appends_only
    stores_that_open_at_once_agree_on_the_schema
    more_readers_than_connections_wait
}

const EACH: usize = 25;

fn appends_that_race_lose_nothing(place: &Place) {
    let first = place.open_with_org();
    let second = place.open();
    let write = |store: &ward_store::Store, name: &str| {
        for number in 0..EACH {
            let text = format!("{name} {number}");
            loop {
                let size = store.size(ORG).unwrap();
                match append(store, ORG, size, &[&text], &[Extra::Assessment { json: text.as_bytes() }]) {
                    Ok(()) => break,
                    Err(AppendError::SomeoneElseWrote { size: now }) => assert!(now > size),
                    Err(AppendError::Store(error)) => panic!("{error}: {error:?}"),
                }
            }
        }
    };
    thread::scope(|scope| {
        for (store, name) in [(&first, "a"), (&first, "b"), (&second, "c"), (&second, "d")] {
            scope.spawn(move || write(store, name));
        }
    });
    let entries = first.entries(ORG, 0).unwrap();
    assert_eq!(
        entries.iter().map(|e| e.number).collect::<Vec<_>>(),
        (0..4 * EACH as u64).collect::<Vec<_>>()
    );
    let mut found = texts(&entries);
    found.sort();
    let mut wanted: Vec<_> =
        ["a", "b", "c", "d"].iter().flat_map(|name| (0..EACH).map(move |n| format!("{name} {n}"))).collect();
    wanted.sort();
    assert_eq!(found, wanted);
    assert_eq!(first.checkpoint(ORG).unwrap().unwrap().size, 4 * EACH as u64);
    for text in wanted {
        assert!(second.assessment(ORG, sha256(text.as_bytes())).unwrap().is_some(), "{text}");
    }
}

fn readers_see_whole_appends_only(place: &Place) {
    let store = place.open_with_org();
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut most = 0;
            while most < 90 {
                let size = store.size(ORG).unwrap();
                assert_eq!(size % 3, 0, "three entries are appended at a time");
                assert!(size >= most);
                most = size;
            }
        });
        for round in 0..30 {
            append(&store, ORG, round * 3, &["a", "b", "c"], &[]).unwrap();
        }
        reader.join().unwrap();
    });
}

fn stores_that_open_at_once_agree_on_the_schema(place: &Place) {
    thread::scope(|scope| {
        let open = |number| {
            scope.spawn(move || {
                let store = place.open();
                store.create_organisation(&format!("org-{number}"), created_at()).unwrap();
                keep(&store, b"the same file")
            })
        };
        let threads: Vec<_> = (0..16).map(open).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), sha256(b"the same file"));
        }
    });
    assert_eq!(place.open().organisations().unwrap().len(), 16);
}

fn more_readers_than_connections_wait(place: &Place) {
    let store = place.open_with_org();
    append(&store, ORG, 0, &["one"], &[]).unwrap();
    thread::scope(|scope| {
        let threads: Vec<_> =
            (0..40).map(|_| scope.spawn(|| texts(&store.entries(ORG, 0).unwrap()))).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), ["one"]);
        }
    });
}
