//! Makes a large file of a small one, by repeating what repeats in it.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;
use std::ops::Range;
use ward_importers::{Context, Importer};

/// Lines among which the header of a list is looked for.
const ROWS_ABOVE: usize = 20;

/// The file made so many bytes long, written as it was: UTF-16, UTF-8 or Latin-1, with lines that end in LF or in CR
/// alone. `None` when nothing in it repeats.
pub(super) fn enlarged(fixture: &[u8], size: usize, importer: &dyn Importer) -> Option<Vec<u8>> {
    let enlarged_text = |text: &str| enlarged_text(text, size, importer);
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

fn enlarged_text(text: &str, size: usize, importer: &dyn Importer) -> Option<Vec<u8>> {
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        return enlarged_json(value, size);
    }
    let part = if text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        repeated_elements(text)?
    } else {
        rows_of_list(text, importer).or_else(|| repeated_lines(text))?
    };
    let times = size / part.len().max(1);
    let line_end = if text[part.clone()].ends_with(['\n', '>']) { "" } else { "\n" };
    let repeated = format!("{}{line_end}", &text[part.clone()]).repeat(times);
    Some([&text[..part.start], &repeated, &text[part.start..]].concat().into_bytes())
}

/// All rows of a list below its header, with the faults that the fixture has among them.
fn rows_of_list(text: &str, importer: &dyn Importer) -> Option<Range<usize>> {
    let ends = text.match_indices('\n').map(|(at, _)| at + 1).take(ROWS_ABOVE);
    let is_header = |end: &usize| {
        let above = text.get(..*end).unwrap_or_default();
        let reading = importer.read(&mut above.as_bytes(), &Context::default());
        reading.is_ok_and(|reading| reading.tally.read == 0 && !reading.tally.understood.is_empty())
    };
    ends.into_iter().find(is_header).map(|end| end..text.len()).filter(|rows| !rows.is_empty())
}

/// The longest of the outermost lists of objects is repeated.
fn enlarged_json(mut document: Value, size: usize) -> Option<Vec<u8>> {
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
            let times = size / serde_json::to_vec(&rows).ok()?.len().max(1);
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
