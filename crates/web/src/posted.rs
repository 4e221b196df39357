//! Forms that were sent: read only as far as the token, and refused there when it does not fit.

use crate::kit::form::Fields;
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
/// Handlers walk `multipart` themselves: [`is_file`] tells the files, [`Parts::keep`] takes the rest.
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
