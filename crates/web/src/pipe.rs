//! An upload as a blocking reader: chunks go through a short channel, so memory stays small and the browser waits while
//! the reader is busy.

use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use std::io::{self, Read};
use tokio::sync::mpsc;

/// Chunks on their way; a chunk is at most a few hundred kilobytes.
const CHUNKS: usize = 8;

enum Message {
    Chunk(Bytes),
    End,
}

/// The end into which an upload is poured.
pub(crate) struct Inlet(mpsc::Sender<Message>);

/// The end from which it is read. An upload that breaks off is an error and never the end of the file.
pub(crate) struct Outlet {
    from: mpsc::Receiver<Message>,
    chunk: Bytes,
    ended: bool,
}

pub(crate) fn pipe() -> (Inlet, Outlet) {
    let (to, from) = mpsc::channel(CHUNKS);
    (Inlet(to), Outlet { from, chunk: Bytes::new(), ended: false })
}

impl Inlet {
    /// Pours a file in. When the reader has gone away the rest is read and dropped, so that the next part can come.
    pub(crate) async fn pour(self, field: &mut Field<'_>) -> Result<(), MultipartError> {
        while let Some(chunk) = field.chunk().await? {
            let _ = self.0.send(Message::Chunk(chunk)).await;
        }
        let _ = self.0.send(Message::End).await;
        Ok(())
    }
}

impl Read for Outlet {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.chunk.is_empty() && !self.ended {
            match self.from.blocking_recv() {
                Some(Message::Chunk(chunk)) => self.chunk = chunk,
                Some(Message::End) => self.ended = true,
                None => {
                    return Err(io::Error::new(
                        io::ErrorKind::UnexpectedEof,
                        "the upload broke off before its end",
                    ));
                }
            }
        }
        let length = buffer.len().min(self.chunk.len());
        buffer[..length].copy_from_slice(&self.chunk.split_to(length));
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(messages: Vec<Message>) -> io::Result<Vec<u8>> {
        let (inlet, mut outlet) = pipe();
        for message in messages {
            inlet.0.try_send(message).map_err(|_| io::Error::other("full"))?;
        }
        drop(inlet);
        let mut all = Vec::new();
        outlet.read_to_end(&mut all).map(|_| all)
    }

    #[test]
    fn chunks_come_out_as_one_file() {
        let chunks = [&b"ab"[..], b"", b"c"].map(|c| Message::Chunk(Bytes::from_static(c)));
        assert_eq!(read(chunks.into_iter().chain([Message::End]).collect()).unwrap(), b"abc");
    }

    #[test]
    fn an_upload_that_breaks_off_is_an_error_and_not_a_short_file() {
        assert!(read(vec![Message::Chunk(Bytes::from_static(b"ab"))]).is_err());
        assert!(read(vec![]).is_err());
    }
}
