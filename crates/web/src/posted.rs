//! Forms that were sent: read only as far as the token, and refused there when it does not fit.

use crate::kit::form::Fields;
use crate::pipe::{Outlet, pipe};
use crate::port::{Trouble, TroubleKind};
use crate::state::{AppState, Visit};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, FromRequestParts, Multipart, RawForm, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;

/// Most bytes of one field that is no file.
const MOST_FIELD_BYTES: usize = 64 * 1024;
/// Most fields of a form.
const MOST_FIELDS: usize = 100;

/// A form without files, its token checked.
pub(crate) struct Posted {
    pub(crate) visit: Visit,
    pub(crate) fields: Fields,
}

impl FromRequest<AppState> for Posted {
    type Rejection = Trouble;
    async fn from_request(request: Request, state: &AppState) -> Result<Self, Trouble> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, state).await?;
        let RawForm(bytes) =
            RawForm::from_request(Request::from_parts(parts, body), state).await.map_err(|_| {
                Trouble::user("The form was not complete or too long.", "Go back and send it again.")
            })?;
        let mut fields = Fields::default();
        for pair in bytes.split(|b| *b == b'&').take(MOST_FIELDS) {
            let (name, value) = pair
                .iter()
                .position(|b| *b == b'=')
                .map_or((pair, &[][..]), |at| (&pair[..at], &pair[at + 1..]));
            fields.set(&unescaped(name), unescaped(value));
        }
        visit.visitor.check(fields.get("csrf"))?;
        Ok(Self { visit, fields })
    }
}

/// A value of a form as browsers write it: `+` is a space, `%41` is A; what is no UTF-8 is replaced.
fn unescaped(bytes: &[u8]) -> String {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        (plain, rest) = match (first, byte) {
            (b'%', Some(byte)) => (pushed(plain, byte), &after[2..]),
            (b'+', _) => (pushed(plain, b' '), after),
            (byte, _) => (pushed(plain, byte), after),
        };
    }
    String::from_utf8_lossy(&plain).replace("\r\n", "\n").replace('\0', "\u{fffd}")
}

fn pushed(mut bytes: Vec<u8>, byte: u8) -> Vec<u8> {
    bytes.push(byte);
    bytes
}

/// A form with files: plain fields first, then the files as they arrive.
///
/// One file: [`small_file`](Self::small_file) or [`streamed`](Self::streamed). Handlers of several walk `multipart`
/// themselves: [`is_file`] tells the files, [`PartsForm::keep`] takes the rest.
pub(crate) struct Parts {
    pub(crate) multipart: Multipart,
    pub(crate) form: PartsForm,
}

/// What is known of a form with files while it arrives.
pub(crate) struct PartsForm {
    pub(crate) visit: Visit,
    /// Fields so far.
    pub(crate) fields: Fields,
    /// Size of the whole request, when the browser announced it.
    pub(crate) bytes: Option<u64>,
}

impl FromRequest<AppState> for Parts {
    type Rejection = Trouble;
    async fn from_request(request: Request, state: &AppState) -> Result<Self, Trouble> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, state).await?;
        let bytes = parts
            .headers
            .get(CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok())
            .and_then(|length| length.parse().ok());
        let multipart = Multipart::from_request(Request::from_parts(parts, body), state)
            .await
            .map_err(|_| Trouble::user("The form was not complete.", "Go back and send it again."))?;
        Ok(Self { multipart, form: PartsForm { visit, fields: Fields::default(), bytes } })
    }
}

/// A form with one small file, whole: letters, receipts, advisories.
pub(crate) struct SmallFile {
    pub(crate) visit: Visit,
    pub(crate) fields: Fields,
    pub(crate) name: String,
    /// Empty when no file was chosen.
    pub(crate) bytes: Vec<u8>,
}

/// A form with one file that was read while it arrived.
pub(crate) struct Streamed<T> {
    pub(crate) visit: Visit,
    pub(crate) fields: Fields,
    /// What came of the file; nothing when none was chosen.
    pub(crate) read: Option<Result<T, Trouble>>,
}

impl Parts {
    /// Takes a form with one file of at most `most` bytes.
    pub(crate) async fn small_file(mut self, most: usize) -> Result<SmallFile, Trouble> {
        let (mut file, mut bytes) = (None, Vec::new());
        while let Some(mut field) = self.multipart.next_field().await.map_err(|e| broken(&e))? {
            if !is_file(&field) {
                self.form.keep(field).await?;
                continue;
            }
            self.form.check()?;
            if file.replace(named(&field)).is_some() {
                return Err(Trouble::user("Several files came at once, and none was taken.", "Send one."));
            }
            while let Some(chunk) = field.chunk().await.map_err(|e| broken(&e))? {
                if bytes.len() + chunk.len() > most {
                    let says = format!(
                        "This file is larger than {} kB, and none that belongs here is.",
                        most / 1024
                    );
                    return Err(Trouble::user(says, "Choose the file that this page asks for."));
                }
                bytes.extend_from_slice(&chunk);
            }
        }
        self.form.check()?;
        let PartsForm { visit, fields, .. } = self.form;
        Ok(SmallFile { visit, fields, name: file.unwrap_or_default(), bytes })
    }

    /// Takes a form with one file of any size, which `read` reads away from the async threads while it arrives.
    pub(crate) async fn streamed<T, F>(mut self, read: F) -> Result<Streamed<T>, Trouble>
    where
        T: Send + 'static,
        F: FnOnce(&Visit, &str, &mut Outlet) -> Result<T, Trouble> + Send + 'static,
    {
        let (mut read, mut done) = (Some(read), None);
        while let Some(mut field) = self.multipart.next_field().await.map_err(|e| broken(&e))? {
            if !is_file(&field) {
                self.form.keep(field).await?;
                continue;
            }
            self.form.check()?;
            let read = read.take().ok_or_else(|| {
                Trouble::user(
                    "Several files came at once, and only the first was read.",
                    "Look at what came of it, then send the next.",
                )
            })?;
            let (name, visit) = (named(&field), self.form.visit.clone());
            let (inlet, mut outlet) = pipe();
            let reading = tokio::task::spawn_blocking(move || read(&visit, &name, &mut outlet));
            inlet.pour(&mut field).await.map_err(|e| broken(&e))?;
            done = Some(reading.await.map_err(|e| Trouble::ours(format!("a reader broke: {e}")))?);
        }
        self.form.check()?;
        let PartsForm { visit, fields, .. } = self.form;
        Ok(Streamed { visit, fields, read: done })
    }
}

fn named(field: &Field<'_>) -> String {
    field.file_name().unwrap_or("file").to_owned()
}

impl PartsForm {
    /// Whether the token came and fits; asked before any file is read, and at the end.
    pub(crate) fn check(&self) -> Result<(), Trouble> {
        self.visit.visitor.check(self.fields.get("csrf"))
    }
    /// Keeps a plain field.
    pub(crate) async fn keep(&mut self, mut field: Field<'_>) -> Result<(), Trouble> {
        let name = field.name().unwrap_or("").to_owned();
        let mut value = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|e| broken(&e))? {
            if value.len() + chunk.len() > MOST_FIELD_BYTES || self.fields.0.len() >= MOST_FIELDS {
                return Err(Trouble::user(
                    "One answer is longer than 64 kB.",
                    "Shorten it, or put it into a file.",
                ));
            }
            value.extend_from_slice(&chunk);
        }
        self.fields
            .set(&name, String::from_utf8_lossy(&value).replace("\r\n", "\n").replace('\0', "\u{fffd}"));
        Ok(())
    }
}

/// Whether a part is a file that somebody chose. Browsers send a nameless one when nothing was chosen.
pub(crate) fn is_file(field: &Field<'_>) -> bool {
    field.file_name().is_some_and(|name| !name.is_empty())
}

/// What a break in the middle of a form means.
pub(crate) fn broken(error: &MultipartError) -> Trouble {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Trouble {
            kind: TroubleKind::TooLarge,
            says: "The files are larger than Ward takes at once.".into(),
            hint:
                "Send fewer files at once. Very large files can be read with `ward assess` and `ward import`."
                    .into(),
            code: "too-large",
        };
    }
    Trouble::user("The upload broke off before its end.", "Send the files again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sent: &str, expected: &str) {
        assert_eq!(unescaped(sent.as_bytes()), expected);
    }

    #[test]
    fn values_come_back_as_they_were_typed() {
        check("St.+Mary%27s", "St. Mary's");
        check("a%2Bb%25", "a+b%");
        check("%E2%82%AC", "€");
        check("one%0D%0Atwo", "one\ntwo");
        check("100%", "100%");
        check("%zz%4", "%zz%4");
        check("%FF%00", "\u{fffd}\u{fffd}");
    }
}
