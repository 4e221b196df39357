//! A summary from the record to its receipt, and that it names nobody and nothing.

use super::*;
use crate::evidence::{Import, import};
use crate::{FixedClock, Permission};
use jiff::civil::date;
use std::collections::BTreeSet;
use std::io::Cursor;
use tempfile::TempDir;
use ward_catalog::Catalog;
use ward_domain::GoalId;
use ward_domain::summary::Summary;
use ward_generator::{Faults, Hospital, Plan, hospital};
use ward_ledger::{Envelope, SigningKey, receipt};
use ward_store::Location;

fn demo() -> Hospital {
    hospital(&Plan { beds: 25, seed: 7, as_of: date(2026, 11, 21), faults: Faults::Planted })
}

/// An installation with these files in its record.
fn installation(files: &[ward_generator::ExportFile]) -> (Ctx, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let clock = FixedClock("2026-11-21T20:00:00Z".parse().unwrap());
    let location = Location::Folder(folder.path().to_owned());
    let ctx = Ctx::open(&location, Catalog::built_in(), Box::new(clock), || Ok([3; 32])).unwrap();
    for file in files {
        let request = Import {
            file_name: &file.name,
            content: &mut file.bytes.as_slice(),
            collected_on: Some(file.collected_on),
            mapping: None,
        };
        import(&ctx, &us(), request).unwrap();
    }
    (ctx, folder)
}

/// A record with a few files, quick to judge.
fn small() -> (Ctx, TempDir) {
    let files = demo().files;
    let chosen: Vec<_> = files.into_iter().filter(|file| file.name.starts_with("roster")).collect();
    assert!(!chosen.is_empty());
    installation(&chosen)
}

fn us() -> Actor {
    Actor::at_this_machine()
}

fn asked() -> Asked {
    Asked { as_of: None, state: Some("vt".to_owned()), ccn: Some("471300".to_owned()) }
}

fn operator() -> SigningKey {
    SigningKey::new("ward/operator", &[9; 32]).unwrap()
}

fn receipt_for(signed: &SignedSummary, summary: &Summary) -> Vec<u8> {
    let at = "2026-11-21T21:00:00Z".parse().unwrap();
    receipt::seal(&operator(), "st-anne", "ward/main", signed.digest, summary, at).to_bytes()
}

#[track_caller]
fn is_not_kept(ctx: &Ctx, bytes: &[u8], key: Option<&SigningKey>, says: &str) {
    let key = key.map(SigningKey::verifying_key);
    let refused = keep_receipt(ctx, &us(), bytes, key.as_ref()).unwrap_err().to_string();
    assert!(refused.contains(says), "{refused}");
}

/// Everything that the hospital's files name: hosts, addresses, people, accounts, findings, and the subjects of faults.
fn names(ctx: &Ctx, hospital: &Hospital) -> BTreeSet<String> {
    let estate = crate::posture::posture(ctx, &us(), None).unwrap().estate.clone();
    let mut names = BTreeSet::from([hospital.name.clone()]);
    names.extend(hospital.truth.faults.iter().map(|fault| fault.subject.clone()));
    names.extend(hospital.files.iter().map(|file| file.name.clone()));
    names.extend(estate.organisation.outside_names());
    names.extend(estate.people.iter().flat_map(|person| [person.name.clone(), person.subject.clone()]));
    names.extend(estate.people.iter().filter_map(|person| person.mail.clone()));
    names.extend(estate.accounts.iter().flat_map(|account| [account.name.clone(), account.log_in.clone()]));
    names.extend(estate.vendors.iter().map(|vendor| vendor.name.clone()));
    for seen in &estate.assets {
        let words = format!("{seen:?}");
        names.extend(words.split('"').skip(1).step_by(2).map(str::to_owned));
        names.extend(seen.addresses.iter().map(ToString::to_string));
    }
    names.extend(estate.checks.iter().flat_map(|check| check.cves.iter().map(ToString::to_string)));
    names
}

#[test]
fn nothing_of_the_hospital_is_in_its_summary_but_the_verdicts() {
    let hospital = demo();
    let (ctx, _folder) = installation(&hospital.files);
    let signed = sign(&ctx, &us(), &asked(), None).unwrap();
    let payload = Envelope::read(&signed.bytes).unwrap().claims().to_vec();
    let told = String::from_utf8(payload).unwrap().to_lowercase();
    let names = names(&ctx, &hospital);
    assert!(names.len() > 300, "{} names", names.len());
    // Words of fewer characters stand in every digest.
    let is_telling = |word: &&str| word.len() >= 5 && !word.bytes().all(|b| b.is_ascii_hexdigit());
    let mut searched = 0;
    for name in names.iter().map(|name| name.to_lowercase()) {
        let parts = name.split([' ', ',', '(', ')', '@', '/']).filter(|word| word.contains(['.', '-', ':']));
        for word in parts.chain([name.as_str()]).filter(is_telling) {
            let is_day = word.parse::<jiff::civil::Date>().is_ok();
            let is_status = ["not-met", "medium", "unknown"].contains(&word);
            assert!(is_day || is_status || !told.contains(word), "`{word}` of `{name}` is in {told}");
            searched += 1;
        }
    }
    assert!(searched > 300, "{searched} searched");
    // And it does tell the verdicts.
    let goals: Vec<_> = signed.summary.goals.iter().map(|goal| (goal.goal, goal.status)).collect();
    let truth: Vec<_> = GoalId::all().map(|goal| (goal, hospital.truth.goals[&goal])).collect();
    assert_eq!(goals, truth);
}

#[test]
fn a_draft_is_read_before_anything_is_kept() {
    let (ctx, _folder) = small();
    let before = crate::record::entries(&ctx, &us()).unwrap().len();
    let read = draft(&ctx, &us(), &asked()).unwrap();
    assert_eq!((read.number, read.record.size), (1, before as u64));
    assert_eq!((read.class.state.as_deref(), read.class.ccn.as_deref()), (Some("VT"), Some("471300")));
    assert_eq!(crate::record::entries(&ctx, &us()).unwrap().len(), before);
    let signed = sign(&ctx, &us(), &asked(), Some(read.assessment)).unwrap();
    assert_eq!(signed.summary, read);
}

#[test]
fn what_was_signed_is_in_the_record_and_in_the_packet() {
    let (ctx, _folder) = small();
    let first = sign(&ctx, &us(), &asked(), None).unwrap();
    let second = sign(&ctx, &us(), &Asked::default(), None).unwrap();
    assert_eq!((first.summary.number, second.summary.number), (1, 2));
    assert_eq!(second.summary.class, first.summary.class, "told once, told the same until changed");
    assert_eq!(file(&ctx, &us(), first.digest).unwrap(), first.bytes);
    let made: Vec<_> = summaries(&ctx, &us()).unwrap().iter().map(|one| one.digest).collect();
    assert_eq!(made, [first.digest, second.digest]);
    keep_receipt(&ctx, &us(), &receipt_for(&first, &first.summary), Some(&operator().verifying_key()))
        .unwrap();
    let packet = crate::packet::export(&ctx, &us(), Cursor::new(Vec::new())).unwrap();
    let verified = crate::packet::verify(ctx.catalog(), packet, Some(&ctx.verifying_key()), true).unwrap();
    assert!(verified.verdicts_follow(), "{:?}", verified.reruns);
    assert_eq!(verified.checked.evidence_files, 2 + 2 + 1, "two rosters, two summaries, one receipt");
}

#[test]
fn what_changed_since_it_was_read_is_not_signed() {
    let (ctx, _folder) = small();
    let other = ward_domain::Digest([1; 32]);
    let refused = sign(&ctx, &us(), &asked(), Some(other)).unwrap_err().to_string();
    assert!(refused.contains("read it again"), "{refused}");
    assert_eq!(summaries(&ctx, &us()).unwrap(), []);
}

#[test]
fn it_takes_a_right_a_record_and_fields_that_can_be() {
    let (empty, _folder) = installation(&[]);
    assert!(matches!(draft(&empty, &us(), &asked()), Err(AppError::EmptyRecord)));
    let (ctx, _folder) = small();
    let reader = Actor::with("Ada", &[Permission::Read]);
    assert!(draft(&ctx, &reader, &asked()).is_ok());
    assert!(matches!(sign(&ctx, &reader, &asked(), None), Err(AppError::NotAllowed { .. })));
    assert!(matches!(keep_receipt(&ctx, &reader, b"", None), Err(AppError::NotAllowed { .. })));
    let wrong = Asked { ccn: Some("Mercy Hospital".to_owned()), ..asked() };
    assert!(matches!(sign(&ctx, &us(), &wrong, None), Err(AppError::Invalid(_))));
}

#[test]
fn a_receipt_is_kept_once() {
    let (ctx, _folder) = small();
    let signed = sign(&ctx, &us(), &asked(), None).unwrap();
    let receipt = receipt_for(&signed, &signed.summary);
    is_not_kept(&ctx, &receipt, None, "the operator's key is not known yet");
    let opened = keep_receipt(&ctx, &us(), &receipt, Some(&operator().verifying_key())).unwrap();
    assert_eq!(opened.record, signed.summary.record);
    let size = crate::record::entries(&ctx, &us()).unwrap().len();
    keep_receipt(&ctx, &us(), &receipt, None).unwrap();
    assert_eq!(crate::record::entries(&ctx, &us()).unwrap().len(), size);
    let known = summaries(&ctx, &us()).unwrap()[0].receipt.clone().unwrap();
    assert_eq!(file(&ctx, &us(), known.0).unwrap(), receipt);
}

#[test]
fn a_receipt_that_does_not_fit_is_not_kept() {
    let (ctx, _folder) = small();
    let signed = sign(&ctx, &us(), &asked(), None).unwrap();
    let with = |change: fn(&mut Summary)| {
        let mut told = signed.summary.clone();
        change(&mut told);
        receipt_for(&signed, &told)
    };
    let key = operator();
    is_not_kept(&ctx, &with(|told| told.number = 2), Some(&key), "another number or day");
    is_not_kept(&ctx, &with(|told| told.record.size -= 1), Some(&key), "witnesses another record");
    is_not_kept(&ctx, &with(|told| told.record.root.0[0] ^= 1), Some(&key), "witnesses another record");
    is_not_kept(&ctx, &with(|told| told.record.size = 1_000_000), Some(&key), "witnesses another record");
    let other = SignedSummary { digest: ward_domain::Digest([5; 32]), ..signed.clone() };
    is_not_kept(&ctx, &receipt_for(&other, &signed.summary), Some(&key), "was not signed here");
    let stranger = SigningKey::new("ward/operator", &[8; 32]).unwrap();
    is_not_kept(&ctx, &receipt_for(&signed, &signed.summary), Some(&stranger), "signed with the key");
    is_not_kept(&ctx, &signed.bytes, Some(&key), "signed with the key");
    is_not_kept(&ctx, b"{}", Some(&key), "not a signed envelope");
}
