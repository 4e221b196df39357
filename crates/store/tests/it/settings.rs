//! Settings and the signing key.

use crate::place::Place;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use ward_store::StoreError;

crate::on_both! {
    a_setting_comes_back_and_is_replaced
    the_signing_key_is_made_once
    the_signing_key_is_for_its_owner_alone_and_not_in_the_database
    a_signing_key_that_is_none_is_refused
    stores_that_start_at_once_get_the_same_key
}

fn a_setting_comes_back_and_is_replaced(place: &Place) {
    let store = place.open();
    assert_eq!(store.setting("colour").unwrap(), None);
    store.put_setting("colour", b"red").unwrap();
    store.put_setting("colour", b"\0blue").unwrap();
    assert_eq!(store.setting("colour").unwrap().unwrap(), b"\0blue");
}

fn the_signing_key_is_made_once(place: &Place) {
    let made = place.open().signing_key(|| Ok([7; 32])).unwrap();
    let found = place.open().signing_key(|| panic!("there is one already")).unwrap();
    assert_eq!((made, found), ([7; 32], [7; 32]));
}

fn the_signing_key_is_for_its_owner_alone_and_not_in_the_database(place: &Place) {
    place.open().signing_key(|| Ok([7; 32])).unwrap();
    let mode = fs::metadata(place.path().join("signing-key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let database = fs::read(place.path().join("ward.db")).unwrap_or_default();
    let text = "07".repeat(32);
    assert!(!database.windows(32).any(|bytes| bytes == [7; 32]));
    assert!(!database.windows(64).any(|bytes| bytes == text.as_bytes()));
}

fn a_signing_key_that_is_none_is_refused(place: &Place) {
    fs::write(place.path().join("signing-key"), "nonsense").unwrap();
    let refused = place.open().signing_key(|| panic!("the old file must stay"));
    assert!(matches!(refused, Err(StoreError::NotASigningKey(_))), "{refused:?}");
}

fn stores_that_start_at_once_get_the_same_key(place: &Place) {
    let stores: Vec<_> = (0..8).map(|_| place.open()).collect();
    let keys: Vec<_> = std::thread::scope(|scope| {
        let make =
            |(number, store)| scope.spawn(move || ward_store::Store::signing_key(store, || Ok([number; 32])));
        let threads: Vec<_> = (0_u8..).zip(&stores).map(make).collect();
        threads.into_iter().map(|thread| thread.join().unwrap().unwrap()).collect()
    });
    assert!(keys.iter().all(|key| key == &keys[0]), "{keys:?}");
}
