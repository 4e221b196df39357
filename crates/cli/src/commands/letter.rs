//! Signed files on their way out and in, as several commands write and keep them.

use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use ward_app::money::{Kept, keep_letter};
use ward_app::{Actor, AppError};
use ward_ledger::VerifyingKey;
use ward_reports::text::printable;

/// Check what the programme's office sent and keep it: a call, an acknowledgement or the hand-over of a result
#[derive(clap::Args)]
pub(super) struct Keep {
    /// The signed files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The office's public key, with the first file that comes from it: the text itself, or a file that holds it
    #[arg(long, value_name = "KEY")]
    operator_key: Option<String>,
    #[command(flatten)]
    place: Where,
}

pub(super) fn keep(args: &Keep, ui: &Ui) -> Result<Code, Failure> {
    let ctx = args.place.open()?;
    let key = args.operator_key.as_deref().map(parse_key).transpose()?;
    for path in &args.files {
        let bytes = super::receive::read_envelope(path)?;
        let kept = keep_letter(&ctx, &Actor::at_this_machine(), &bytes, key.as_ref())?;
        let says = match kept {
            Kept::Call(_, call) => format!("the call of the round {}: {}", call.round, call.title),
            Kept::Acknowledgement(_, says) => format!(
                "the office has the {} as number {}, since {}",
                says.kind.label(),
                says.number,
                says.received_at
            ),
            Kept::HandOver(file, says) => {
                format!("the office hands over the file {file} for request {}: {}", says.number, says.says)
            }
        };
        // What the office wrote may hold what a terminal would obey.
        ui.say(format!("{}  {}", path.display(), printable(&says)));
    }
    Ok(Code::Done)
}

/// Signs something and writes the file to send, which must not exist.
pub(super) fn sign_into<T>(
    path: &Path,
    sign: impl FnOnce() -> Result<(T, Vec<u8>), AppError>,
) -> Result<T, Failure> {
    // The file is made first: what is signed and lies nowhere would use up a number.
    let mut file = File::create_new(path).map_err(|e| {
        Failure::usage(
            format!("cannot write {}: {e}", path.display()),
            "Name a file that does not exist yet.",
        )
    })?;
    let (signed, bytes) = sign().inspect_err(|_| {
        // It is empty and was made a moment ago; what keeps it from being removed is no second error.
        let _ = fs::remove_file(path);
    })?;
    file.write_all(&bytes)
        .and_then(|()| file.sync_all())
        .map_err(|e| Failure::machine(&format!("writing {}", path.display()), &e))?;
    Ok(signed)
}

/// A file to be read, and what people call it.
pub(super) fn opened(path: &Path) -> Result<(String, File), Failure> {
    let file = File::open(path)
        .map_err(|e| Failure::usage(format!("cannot read {}: {e}", path.display()), "Check the path."))?;
    Ok((super::name_of(path), file))
}

/// A key as it was typed, or the file that holds it.
pub(super) fn parse_key(text: &str) -> Result<VerifyingKey, Failure> {
    let text = fs::read_to_string(text).unwrap_or_else(|_| text.to_owned());
    text.trim().parse().map_err(|e| {
        Failure::usage(format!("the key cannot be read: {e}"), "It looks like ward/operator+1a2b3c4d+AbC…")
    })
}
