//! `ward receive`

use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use ward_app::AppError;
use ward_app::programme::{Office, receive_application, receive_many, receive_request};
use ward_domain::letters::LetterKind;
use ward_ledger::Envelope;
use ward_ledger::dsse::MOST_BYTES;
use ward_ledger::letters::claimed_kind;
use ward_programme::Refused;

/// Receive signed files as the programme's operator: each is checked, kept and answered with a signed receipt
///
/// For summaries, applications and requests for help that come as files or on a stick. Exit code 0 when all were taken, 4
/// when some were, 3 when none was.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The signed summaries, applications and requests
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder for the receipts, each named after its file [default: beside the file]
    #[arg(long, value_name = "FOLDER")]
    receipts: Option<PathBuf>,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let office = args.place.open_office()?;
    let bytes = args.files.iter().map(|path| read_envelope(path)).collect::<Result<Vec<_>, _>>()?;
    let mut taken = 0;
    for (path, answer) in args.files.iter().zip(answers(&office, &bytes)?) {
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
        all if all == args.files.len() => Code::Done,
        _ => Code::Partly,
    })
}

/// The answer to each file, in order: all summaries in one transaction, each application by itself.
fn answers(office: &Office, files: &[Vec<u8>]) -> Result<Vec<Result<Envelope, Refused>>, Failure> {
    let kind = |bytes: &[u8]| Envelope::read(bytes).ok().and_then(|file| claimed_kind(&file));
    let is_letter = |kind| matches!(kind, Some(LetterKind::Application | LetterKind::Request));
    let (letters, summaries): (Vec<_>, Vec<_>) =
        files.iter().enumerate().partition(|(_, bytes)| is_letter(kind(bytes)));
    let slices: Vec<&[u8]> = summaries.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    let received = receive_many(office, &slices, office.now())?;
    let mut all: Vec<_> = summaries.iter().map(|(place, _)| *place).zip(received).collect();
    for (place, bytes) in letters {
        let answer = if kind(bytes) == Some(LetterKind::Request) {
            receive_request(office, bytes, office.now()).map(|taken| taken.acknowledgement)
        } else {
            receive_application(office, bytes, office.now()).map(|taken| taken.acknowledgement)
        };
        let answer = match answer {
            Ok(acknowledgement) => Ok(acknowledgement),
            Err(AppError::Refused(refused)) => Err(refused),
            Err(error) => return Err(error.into()),
        };
        all.push((place, answer));
    }
    all.sort_by_key(|(place, _)| *place);
    Ok(all.into_iter().map(|(_, answer)| answer).collect())
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
