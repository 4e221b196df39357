//! Killed at any instant, the store holds whole imports and nothing of another.

use crate::child::{holds_whole_imports, importing};
use crate::place::Place;
use std::process::Stdio;
use std::time::Duration;

crate::on_both! {
    killed_at_any_instant_it_holds_whole_imports
}

fn killed_at_any_instant_it_holds_whole_imports(place: &Place) {
    drop(place.open_with_org());
    let mut size = 0;
    for round in 0_u64..15 {
        let mut child = importing(place, None).stdout(Stdio::null()).spawn().unwrap();
        // Instants spread over start, migration check and several imports, never on a regular beat.
        std::thread::sleep(Duration::from_millis(40 + round * 37 % 101));
        child.kill().unwrap();
        child.wait().unwrap();
        let store = place.open();
        let now = holds_whole_imports(&store);
        assert!(now >= size, "{now} imports after {size}");
        size = now;
        assert_eq!(std::fs::read_dir(place.path().join("incoming")).unwrap().count(), 0);
    }
    assert!(size > 0, "no import was quick enough to count");
}
