//! The packet as a download. It is written to a temporary file first: a packet that breaks off half-way would only show
//! when somebody checks it.

use crate::port::Trouble;
use crate::state::{Answer, Visit};
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect};
use std::io::{Seek, SeekFrom};
use tokio_util::io::ReaderStream;

pub(crate) async fn download(visit: Visit) -> Answer {
    let written = visit
        .run(|context| {
            let Some(context) = context else { return Ok(None) };
            let broken = |e: std::io::Error| {
                Trouble::ours(format!("the packet could not be written to a temporary file: {e}"))
            };
            let mut file = tempfile::tempfile().map_err(broken)?;
            context.port.packet(&mut file)?;
            let length = file.seek(SeekFrom::End(0)).map_err(broken)?;
            file.seek(SeekFrom::Start(0)).map_err(broken)?;
            Ok(Some((file, length, context.today())))
        })
        .await?;
    let Some((file, length, today)) = written else { return Ok(Redirect::to("/").into_response()) };
    let headers = [
        (CONTENT_TYPE, "application/zip".to_owned()),
        (CONTENT_LENGTH, length.to_string()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"ward-packet-{today}.zip\"")),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(file)))).into_response())
}
