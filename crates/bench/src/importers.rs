//! Every importer alone: its own fixtures, made large by repeating what repeats in them, read on one core.

use crate::Result;
use crate::child::median;
use crate::report::{Figure, Report};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;
use std::fs;
use std::ops::Range;
use std::path::Path;
use ward_importers::{Context, Importer, recognise};

/// What each importer must reach, in megabytes of a second of processor time.
const BUDGET: f64 = 50.0;
/// Size to which a fixture is brought.
const BYTES: usize = 24_000_000;
const TIMES: usize = 3;
/// A profile is a page of settings: nothing in it repeats.
const NEVER_LARGE: &str = "ward-organisation";

pub(crate) fn run(report: &Report) -> Result<()> {
    report.group(&format!(
        "each importer alone, on one core, {} MB made of its own fixtures; median of {TIMES}",
        BYTES / 1_000_000
    ));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../importers/fixtures");
    for importer in ward_importers::IMPORTERS {
        let id = importer.about().id;
        let mut files: Vec<_> = fs::read_dir(folder.join(id))?.collect::<std::io::Result<_>>()?;
        files.sort_by_key(std::fs::DirEntry::file_name);
        for file in files {
            let name = file.file_name().to_string_lossy().into_owned();
            let what = format!("{id}/{name}");
            if !name.starts_with("many") {
                continue;
            }
            if id == NEVER_LARGE {
                report.note(&format!("  {what}: a page of settings, in which nothing repeats"));
            } else if name.contains(".xlsx") {
                report.note(&format!("  {what}: a packed workbook is not made large here"));
            } else {
                one(*importer, &what, &fs::read(file.path())?, report)?;
            }
        }
    }
    Ok(())
}

fn one(importer: &dyn Importer, what: &str, fixture: &[u8], report: &Report) -> Result<()> {
    let Some(bytes) = enlarged(fixture) else {
        report.note(&format!("  {what}: nothing repeats in it"));
        return Ok(());
    };
    if recognise(&bytes[..bytes.len().min(64 << 10)], None).map(|i| i.about().id) != Ok(importer.about().id) {
        report.note(&format!("  {what}: made large, it is not recognised"));
        return Ok(());
    }
    let read = |bytes: &[u8]| importer.read(&mut &*bytes, &Context::default());
    let mut seconds = Vec::new();
    for _ in 0..TIMES {
        let before = thread_seconds()?;
        if let Err(damaged) = read(&bytes) {
            report.note(&format!("  {what}: made large, it is damaged: {damaged}"));
            return Ok(());
        }
        seconds.push(thread_seconds()? - before);
    }
    let speed = bytes.len() as f64 / 1e6 / median(seconds);
    report.above(what, Figure::Throughput(speed), BUDGET);
    Ok(())
}

/// Processor time of this thread, in seconds.
fn thread_seconds() -> Result<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: f64 = text.split_whitespace().next().unwrap_or_default().parse()?;
    Ok(nanoseconds / 1e9)
}

/// The file with its rows, elements or paragraphs repeated up to the size, written as it was: UTF-16, UTF-8 or Latin-1,
/// with lines that end in LF or in CR alone.
fn enlarged(fixture: &[u8]) -> Option<Vec<u8>> {
    if let Some(utf16) = fixture.strip_prefix(b"\xff\xfe") {
        let units: Vec<u16> =
            utf16.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        let text = String::from_utf8(enlarged_text(&String::from_utf16(&units).ok()?)?).ok()?;
        return Some([0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect());
    }
    let Ok(text) = std::str::from_utf8(fixture) else {
        let text: String = fixture.iter().copied().map(char::from).collect();
        let text = String::from_utf8(enlarged_text(&text)?).ok()?;
        return text.chars().map(|letter| u8::try_from(letter).ok()).collect();
    };
    if text.contains('\r') && !text.contains('\n') {
        let mut bytes = enlarged_text(&text.replace('\r', "\n"))?;
        bytes.iter_mut().filter(|byte| **byte == b'\n').for_each(|byte| *byte = b'\r');
        return Some(bytes);
    }
    enlarged_text(text)
}

fn enlarged_text(text: &str) -> Option<Vec<u8>> {
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        return enlarged_json(value);
    }
    let part = if text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        repeated_elements(text)?
    } else {
        repeated_lines(text)?
    };
    let times = BYTES / part.len().max(1);
    Some([&text[..part.end], &text[part.clone()].repeat(times), &text[part.end..]].concat().into_bytes())
}

/// The longest of the outermost lists of objects is repeated.
fn enlarged_json(mut document: Value) -> Option<Vec<u8>> {
    let mut level = vec![&mut document];
    while !level.is_empty() {
        let longest = level
            .iter()
            .enumerate()
            .filter(|(_, value)| value.as_array().is_some_and(|list| list.iter().any(Value::is_object)))
            .max_by_key(|(_, value)| value.to_string().len())
            .map(|(at, _)| at);
        if let Some(at) = longest {
            let list = level.swap_remove(at).as_array_mut()?;
            let rows = list.clone();
            let times = BYTES / serde_json::to_vec(&rows).ok()?.len().max(1);
            list.extend((0..times).flat_map(|_| rows.iter().cloned()));
            let entries = list.len();
            // A catalogue that counts its entries is refused when the count is wrong.
            if let Some(count) = document.get_mut("count").filter(|count| count.is_number()) {
                *count = Value::from(entries);
            }
            return Some(short_fields_first(&document).into_bytes());
        }
        level = level
            .into_iter()
            .flat_map(|value| match value {
                Value::Object(map) => map.values_mut().collect::<Vec<_>>(),
                Value::Array(list) => list.iter_mut().collect(),
                _ => Vec::new(),
            })
            .collect();
    }
    None
}

/// A document is recognised by the fields at its beginning, so the list that was made large stands last.
fn short_fields_first(document: &Value) -> String {
    let Value::Object(map) = document else { return document.to_string() };
    let mut fields: Vec<String> =
        map.iter().map(|(name, value)| format!("{}:{value}", Value::from(name.as_str()))).collect();
    fields.sort_by_key(String::len);
    format!("{{{}}}", fields.join(","))
}

/// The first two neighbours of one name that are least deep.
fn repeated_elements(text: &str) -> Option<Range<usize>> {
    struct Open {
        name: String,
        start: usize,
        before: Option<(String, usize)>,
    }
    let mut reader = Reader::from_str(text);
    let (mut open, mut best): (Vec<Open>, Option<(usize, Range<usize>)>) = (Vec::new(), None);
    let mut last: Option<(String, usize)> = None;
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                open.push(Open { name: tag.name().as_ref().to_owned(), start, before: last.take() });
            }
            Event::End(_) => {
                let Open { name, start, before } = open.pop()?;
                let end = usize::try_from(reader.buffer_position()).ok()?;
                let is_repeated = before.as_ref().is_some_and(|(earlier, _)| *earlier == name);
                if is_repeated && best.as_ref().is_none_or(|(depth, _)| open.len() < *depth) {
                    best = Some((open.len(), start..end));
                }
                last = Some((name, start));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    best.map(|(_, range)| range)
}

/// In a text: the longest run of lines that begin with the same word; else its last paragraph; else its last line.
fn repeated_lines(text: &str) -> Option<Range<usize>> {
    let mut at = 0;
    let lines: Vec<(usize, &str)> = text
        .split_inclusive('\n')
        .map(|line| {
            at += line.len();
            (at - line.len(), line)
        })
        .collect();
    fn word(line: &str) -> &str {
        line.split_once(' ').map_or("", |(word, _)| word)
    }
    let run = lines
        .chunk_by(|(_, a), (_, b)| !word(a).is_empty() && !word(a).contains(',') && word(a) == word(b))
        .max_by_key(|run| run.len())?;
    let (last, line) = *lines.iter().rfind(|(_, line)| line.ends_with('\n') && !line.trim().is_empty())?;
    let (first, end) = match text.trim_end().rfind("\n\n") {
        _ if run.len() > 2 => (run.first()?.0, run.last().map(|(start, line)| start + line.len())?),
        Some(blank) => (blank + 1, text.len()),
        None => (last, last + line.len()),
    };
    Some(first..end)
}
