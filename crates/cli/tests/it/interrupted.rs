//! Killed at any instant, and on a full disk: the record holds the whole import or nothing of it.

use crate::ward::{run, ward};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use ward_app::{Actor, Ctx, FixedClock, record};
use ward_catalog::Catalog;
use ward_domain::record::Event;
use ward_store::Location;

/// Kills during one import.
const KILLS: u64 = 200;

fn scan(path: &Path, seed: u64) {
    let mut file = std::io::BufWriter::new(fs::File::create(path).expect("created"));
    let size = ward_generator::scale::NessusSize {
        first_host: 0,
        hosts: 40,
        items_per_host: 50,
        padding_bytes_per_item: 400,
    };
    let end = "2026-11-20T12:00:00Z".parse().expect("a time");
    ward_generator::scale::nessus(&mut file, size, seed, end).expect("written");
}

fn import(data: &Path, file: &Path) -> Command {
    let mut command = ward();
    command.arg("import").arg("--data").arg(data).arg(file).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The record verifies, and every file that it names is whole. Gives the number of files.
fn evidence_kept(data: &Path) -> usize {
    let now = "2026-11-21T12:00:00Z".parse().expect("a time");
    let location = Location::Folder(data.to_owned());
    let ctx = Ctx::open(&location, Catalog::built_in(), Box::new(FixedClock(now)), || Ok([7; 32]))
        .expect("the record opens");
    let entries = record::entries(&ctx, &Actor::at_this_machine()).expect("the record reads");
    let mut kept = 0;
    for entry in &entries {
        if let Event::EvidenceAdded { evidence, bytes, .. } = &entry.event {
            assert_eq!(ctx.store().evidence().check(*evidence).expect("the file is whole"), *bytes);
            kept += 1;
        }
    }
    if !entries.is_empty() {
        let mut packet = std::io::Cursor::new(Vec::new());
        ward_app::packet::export(&ctx, &Actor::at_this_machine(), &mut packet).expect("a packet");
        ward_app::packet::verify(ctx.catalog(), packet, None, false).expect("the packet holds");
    }
    kept
}

#[test]
fn killed_at_two_hundred_instants_an_import_is_whole_or_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (folder.path().join("first.nessus"), folder.path().join("second.nessus"));
    scan(&first, 1);
    scan(&second, 2);
    let base = folder.path().join("base");
    assert!(import(&base, &first).status().expect("it starts").success());
    assert_eq!(evidence_kept(&base), 1);
    let whole = {
        let trial = folder.path().join("trial");
        copy(&base, &trial);
        let begun = Instant::now();
        assert!(import(&trial, &second).status().expect("it starts").success());
        begun.elapsed()
    };
    let (mut with, mut without) = (0, 0);
    let data = folder.path().join("data");
    for kill in 0..KILLS {
        let _ = fs::remove_dir_all(&data);
        copy(&base, &data);
        // Multiplying by a number coprime to the count walks every two-hundredth of the run, in mixed order.
        let share = (kill * 79 % KILLS) as f64 / KILLS as f64;
        let mut child = import(&data, &second).spawn().expect("it starts");
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share * 1.1));
        let _ = child.kill();
        let _ = child.wait();
        match evidence_kept(&data) {
            1 => without += 1,
            2 => with += 1,
            other => panic!("{other} files after kill {kill}"),
        }
    }
    assert!(with > 0 && without > 0, "the kills missed the import: {with} with, {without} without");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("listed") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("copied");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_an_error_that_says_so_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (folder.path().join("first.nessus"), folder.path().join("second.nessus"));
    scan(&first, 1);
    scan(&second, 2);
    let data = folder.path().join("data");
    assert!(import(&data, &first).status().expect("it starts").success());
    // A limit on the size of files stands for the full disk: the same error comes from the same calls.
    for kilobytes in [1, 8, 16, 32, 48] {
        let mut command = Command::new("sh");
        let limited = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$@\"");
        command.arg("-c").arg(limited).arg("sh").arg(env!("CARGO_BIN_EXE_ward"));
        command.arg("import").arg("--data").arg(&data).arg(&second);
        let ran = run(&mut command);
        assert_eq!(ran.code, Some(70), "{kilobytes} kB: {}", ran.err);
        assert!(ran.err.contains("disk is full"), "{kilobytes} kB: {}", ran.err);
        assert_eq!(evidence_kept(&data), 1, "{kilobytes} kB");
    }
    assert!(import(&data, &second).status().expect("it starts").success());
    assert_eq!(evidence_kept(&data), 2);
}
