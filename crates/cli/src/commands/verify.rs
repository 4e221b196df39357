//! `ward verify`

use crate::failure::{Code, Failure};
use crate::ui::Ui;
use std::fmt::Write as _;
use std::fs::File;
use std::path::PathBuf;
use ward_app::AppError;
use ward_app::packet::{Rerun, Verified, verify};
use ward_catalog::Catalog;
use ward_ledger::VerifyingKey;

/// Check a packet offline: is the record whole, and do the verdicts follow from the evidence?
///
/// Exit code 0 when both hold, 1 when one does not, 4 when the record is whole and no verdict could be made again.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The packet
    #[arg(value_name = "PACKET")]
    packet: PathBuf,
    /// The public key of the organisation, as it gave it to you: the text itself, or a file that holds it
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Make every assessment again, not only the newest
    #[arg(long)]
    all: bool,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let key = args.key.map(parse_key).transpose()?;
    let file = File::open(&args.packet).map_err(|e| {
        Failure::usage(format!("cannot open {}: {e}", args.packet.display()), "Check the path.")
    })?;
    let progress = ui.progress();
    progress.set_message("checking the record and making its verdicts again");
    let result = verify(&Catalog::built_in(), std::io::BufReader::new(file), key.as_ref(), args.all);
    progress.finish_and_clear();
    match result {
        Ok(verified) => {
            ui.data(words(&verified).as_bytes())?;
            Ok(match (verified.contradicts_itself(), verified.verdicts_follow()) {
                (true, _) => Code::DoesNotHold,
                (false, true) => Code::Done,
                (false, false) => Code::Partly,
            })
        }
        Err(AppError::Broken(broken)) => {
            ui.data(format!("DOES NOT HOLD\n  {broken}\n  Do not rely on this packet.\n").as_bytes())?;
            Ok(Code::DoesNotHold)
        }
        Err(other) => Err(other.into()),
    }
}

fn parse_key(text: String) -> Result<VerifyingKey, Failure> {
    let text = std::fs::read_to_string(&text).unwrap_or(text);
    text.trim().parse().map_err(|e| {
        Failure::usage(format!("the key cannot be read: {e}"), "It looks like ward/main+1a2b3c4d+AbC…")
    })
}

fn words(verified: &Verified) -> String {
    let c = &verified.checked;
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(out, "THE RECORD IS WHOLE");
    let _ = writeln!(out, "  {}: {} entries, root and signature right", c.origin, c.size);
    let _ = writeln!(
        out,
        "  {} evidence files ({} bytes) and {} assessments match their digests",
        c.evidence_files, c.evidence_bytes, c.assessments
    );
    if c.key_is_trusted {
        let _ = writeln!(out, "  signed by the key that you gave: {}", c.signed_by.short());
    } else {
        let _ = writeln!(out, "  signed by the key inside the packet: {}", c.signed_by);
        let _ = writeln!(
            out,
            "  That shows that the packet is whole, not who made it. Compare the key with one from the organisation (--key)."
        );
    }
    for (recorded, rerun) in &verified.reruns {
        let what = format!(
            "assessment of {} (entry {}, catalogue {})",
            recorded.as_of, recorded.entry, recorded.catalogue
        );
        let _ = match rerun {
            Rerun::Same => writeln!(
                out,
                "THE VERDICTS FOLLOW FROM THE EVIDENCE\n  {what}: made again from the raw files, byte for byte the same"
            ),
            Rerun::Different { found } => writeln!(
                out,
                "THE VERDICTS DO NOT FOLLOW\n  {what}: the raw files give {found}, the record says {}",
                recorded.digest
            ),
            Rerun::CannotRun(why) => writeln!(out, "NOT MADE AGAIN\n  {what}: {why}"),
        };
    }
    if verified.reruns.is_empty() {
        let _ =
            writeln!(out, "NO ASSESSMENT\n  The record holds none, so there is no verdict to make again.");
    }
    out
}
