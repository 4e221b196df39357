//! `ward receive`

use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use ward_app::AppError;
use ward_app::programme::{Office, receive_answers, receive_application, receive_many, receive_request};
use ward_domain::exposure::Exposure;
use ward_domain::letters::{Application, Request};
use ward_ledger::Envelope;
use ward_ledger::claim::is_claimed;
use ward_ledger::dsse::MOST_BYTES;
use ward_programme::Refused;

/// Receive signed files as the programme's operator: each is checked, kept and answered with a signed receipt
///
/// For summaries, applications, requests for help and answers to bulletins that come as files or on a stick. An answer to a
/// bulletin becomes an entry of the record and gets no receipt. Exit code 0 when all were taken, 4 when some were, 3 when
/// none was.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The signed files
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
            Ok(Answer::Entry(number)) => {
                ui.say(format!("{}  taken: entry {number} of the record", path.display()));
                taken += 1;
            }
            Ok(Answer::Receipt(receipt)) => {
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

/// What comes of a file that is taken.
enum Answer {
    Receipt(Envelope),
    /// An entry of the record.
    Entry(u64),
}

/// The answer to each file, in order: summaries in one transaction, answers to bulletins in another, each letter by itself.
fn answers(office: &Office, files: &[Vec<u8>]) -> Result<Vec<Result<Answer, Refused>>, Failure> {
    let now = office.now();
    let mut all = Vec::new();
    let (mut summaries, mut told) = (Vec::new(), Vec::new());
    for (place, bytes) in files.iter().enumerate() {
        // What is not even an envelope is refused as a summary that is none.
        let Ok(file) = Envelope::read(bytes) else {
            summaries.push((place, bytes.as_slice()));
            continue;
        };
        if is_claimed::<Application>(&file) {
            let taken = receive_application(office, bytes, now).map(|taken| taken.acknowledgement);
            all.push((place, or_refused(taken)?.map(Answer::Receipt)));
        } else if is_claimed::<Request>(&file) {
            let taken = receive_request(office, bytes, now).map(|taken| taken.acknowledgement);
            all.push((place, or_refused(taken)?.map(Answer::Receipt)));
        } else if is_claimed::<Exposure>(&file) {
            told.push((place, bytes.as_slice()));
        } else {
            summaries.push((place, bytes.as_slice()));
        }
    }
    let slices: Vec<&[u8]> = summaries.iter().map(|(_, bytes)| *bytes).collect();
    let received = receive_many(office, &slices, now)?.into_iter().map(|one| one.map(Answer::Receipt));
    all.extend(summaries.iter().map(|(place, _)| *place).zip(received));
    let slices: Vec<&[u8]> = told.iter().map(|(_, bytes)| *bytes).collect();
    let received = receive_answers(office, &slices, now)?
        .into_iter()
        .map(|one| one.map(|taken| Answer::Entry(taken.entry)));
    all.extend(told.iter().map(|(place, _)| *place).zip(received));
    all.sort_by_key(|(place, _)| *place);
    Ok(all.into_iter().map(|(_, answer)| answer).collect())
}

/// A refusal is an answer; everything else ends the command.
fn or_refused<T>(taken: Result<T, AppError>) -> Result<Result<T, Refused>, Failure> {
    match taken {
        Ok(taken) => Ok(Ok(taken)),
        Err(AppError::Refused(refused)) => Ok(Err(refused)),
        Err(error) => Err(error.into()),
    }
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
