//! `ward receive`

use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use ward_app::programme::receive_many;
use ward_ledger::dsse::MOST_BYTES;

/// Receive summaries as the programme's operator: each is checked, kept and answered with a signed receipt
///
/// For summaries that come as files or on a stick. Exit code 0 when all were taken, 4 when some were, 3 when none was.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The signed summaries
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder for the receipts, each named after its summary [default: beside the summary]
    #[arg(long, value_name = "FOLDER")]
    receipts: Option<PathBuf>,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let office = args.place.open_office()?;
    let bytes = args.files.iter().map(|path| read_envelope(path)).collect::<Result<Vec<_>, _>>()?;
    let slices: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
    let answers = receive_many(&office, &slices, office.now())?;
    let mut taken = 0;
    for (path, answer) in args.files.iter().zip(&answers) {
        match answer {
            Ok(receipt) => {
                let place = receipt_path(path, args.receipts.as_deref());
                std::fs::write(&place, receipt.to_bytes())
                    .map_err(|e| Failure::machine("writing a receipt", &e))?;
                ui.say(format!("{}  taken; the receipt is {}", path.display(), place.display()));
                taken += 1;
            }
            Err(refused) => {
                ui.say(format!("{}  refused ({}): {}", path.display(), refused.code, refused.why));
            }
        }
    }
    ui.say(format!("Receipts are verified with {}", office.verifying_key()));
    Ok(match taken {
        0 => Code::Nothing,
        all if all == answers.len() => Code::Done,
        _ => Code::Partly,
    })
}

/// `summary.json` is answered by `summary.receipt.json`.
fn receipt_path(summary: &Path, folder: Option<&Path>) -> PathBuf {
    let beside = summary.with_extension("receipt.json");
    match (folder, beside.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => beside,
    }
}

/// Reads a file that should be a signed envelope: no more of it than one can have.
pub(super) fn read_envelope(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed =
        |e: std::io::Error| Failure::usage(format!("cannot read {}: {e}", path.display()), "Check the path.");
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}
