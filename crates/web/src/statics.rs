//! The style sheet and the small script, inside the binary. Their addresses carry their digest, so browsers may keep
//! them for ever.

use crate::port::Trouble;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

struct File {
    address: String,
    content_type: &'static str,
    bytes: &'static [u8],
}

impl File {
    fn new(name: &str, extension: &str, content_type: &'static str, bytes: &'static [u8]) -> Self {
        let digest = hex::encode(&Sha256::digest(bytes)[..5]);
        Self { address: format!("/static/{name}.{digest}.{extension}"), content_type, bytes }
    }
}

static FILES: LazyLock<[File; 2]> = LazyLock::new(|| {
    [
        File::new("ward", "css", "text/css; charset=utf-8", include_bytes!("../static/ward.css")),
        File::new("ward", "js", "text/javascript; charset=utf-8", include_bytes!("../static/ward.js")),
    ]
});

/// Address of the style sheet.
pub(crate) fn css() -> &'static str {
    &FILES[0].address
}

/// Address of the script, without which everything works too.
pub(crate) fn script() -> &'static str {
    &FILES[1].address
}

/// Serves one of the files.
pub(crate) async fn serve(Path(name): Path<String>) -> Result<Response, Trouble> {
    let file = FILES
        .iter()
        .find(|file| file.address.strip_prefix("/static/") == Some(name.as_str()))
        .ok_or_else(|| Trouble::not_found("There is no such file."))?;
    let headers = [(CONTENT_TYPE, file.content_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, file.bytes).into_response())
}
