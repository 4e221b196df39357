//! Reads one file as a stream: hashed and kept while it is parsed, so every byte is touched once.

use std::io::{BufRead, BufReader, Cursor, Read, Write};
use ward_domain::observation::Observations;
use ward_domain::record::Tally;
use ward_importers::{About, Context, Damaged, Limits, Mapping, NotRecognised};

const BUFFER: usize = 256 << 10;

/// What came of reading a file.
#[derive(Debug)]
pub enum FileRead {
    /// Its observations, and the importer that made them.
    Read {
        /// The importer.
        about: &'static About,
        /// What it says.
        observations: Box<Observations>,
        /// Rows read, used, skipped.
        tally: Tally,
    },
    /// Known and damaged.
    Damaged {
        /// The importer.
        about: &'static About,
        /// Where and why.
        why: Damaged,
    },
    /// Of no known format.
    NotRecognised(NotRecognised),
}

/// Reading stopped for a reason outside the file.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The file could not be read on.
    #[error("the file could not be read to its end")]
    Source(#[source] std::io::Error),
    /// The copy could not be kept.
    #[error("the copy of the file could not be written")]
    Sink(#[source] std::io::Error),
}

/// Passes on what it reads and writes a copy of it.
struct Tee<'a, W> {
    source: &'a mut dyn Read,
    sink: &'a mut W,
    stopped: Option<Stopped>,
}

impl<W: Write> Read for Tee<'_, W> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.stopped.is_some() {
            return Err(std::io::ErrorKind::Other.into());
        }
        let count = loop {
            match self.source.read(buffer) {
                Ok(count) => break count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.stopped = Some(Stopped::Source(error));
                    return Err(std::io::ErrorKind::Other.into());
                }
            }
        };
        if let Err(error) = self.sink.write_all(&buffer[..count]) {
            self.stopped = Some(Stopped::Sink(error));
            return Err(std::io::ErrorKind::Other.into());
        }
        Ok(count)
    }
}

/// Recognises and reads a file by its content; all of its bytes go to `sink`, whatever comes of it.
pub fn read(
    source: &mut dyn Read,
    sink: &mut impl Write,
    mapping: Option<&Mapping>,
    limits: Limits,
) -> Result<FileRead, Stopped> {
    let mut tee = Tee { source, sink, stopped: None };
    let result = read_teed(&mut tee, mapping, limits);
    match tee.stopped {
        Some(stopped) => Err(stopped),
        None => Ok(result),
    }
}

fn read_teed<W: Write>(tee: &mut Tee<'_, W>, mapping: Option<&Mapping>, limits: Limits) -> FileRead {
    // A failure is remembered by the tee and reported by the caller.
    let head = ward_importers::read_head(tee, &limits).unwrap_or_default();
    let importer = match ward_importers::recognise(&head, mapping) {
        Ok(importer) => importer,
        Err(unknown) => {
            drain(tee);
            return FileRead::NotRecognised(unknown);
        }
    };
    let about = importer.about();
    let result = {
        let mut input = Cursor::new(head).chain(BufReader::with_capacity(BUFFER, Read::by_ref(tee)));
        let mapping = mapping.filter(|mapping| mapping.format == about.id);
        importer.read(&mut input as &mut dyn BufRead, &Context { limits, mapping })
    };
    drain(tee);
    match result {
        Ok(reading) => {
            FileRead::Read { about, observations: Box::new(reading.observations), tally: reading.tally }
        }
        Err(why) => FileRead::Damaged { about, why },
    }
}

fn drain<W: Write>(tee: &mut Tee<'_, W>) {
    let mut buffer = vec![0; BUFFER];
    while matches!(tee.read(&mut buffer), Ok(count) if count > 0) {}
}
