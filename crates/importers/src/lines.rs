//! Reads text line by line, whatever its encoding, for formats that are no table.

use crate::source::{Source, unreadable};
use crate::{Damaged, Limits};
use std::io::BufRead;
use ward_domain::observation::Line;

/// Hands every line to `take` with its 1-based number and without its end, in order. A line may be as long as the
/// longest field; bytes that are no UTF-8 are replaced.
pub(crate) fn read(
    input: &mut dyn BufRead,
    limits: &Limits,
    take: &mut dyn FnMut(Line, &str) -> Result<(), Damaged>,
) -> Result<(), Damaged> {
    let mut source = Source::new(input, limits.field_bytes);
    let taken = source.taken();
    let (mut bytes, mut number) = (Vec::new(), 0 as Line);
    loop {
        bytes.clear();
        taken.restart();
        let line = number.saturating_add(1);
        if source.read_until(b'\n', &mut bytes).map_err(|error| unreadable(line, &error))? == 0 {
            return Ok(());
        }
        number = line;
        if bytes.contains(&0) {
            let reason = "the line holds a NUL byte, so this is no text: export it again".to_owned();
            return Err(Damaged { line, reason });
        }
        let is_line_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let length = bytes.iter().rposition(|byte| !is_line_end(byte)).map_or(0, |last| last + 1);
        bytes.truncate(length);
        take(line, &String::from_utf8_lossy(&bytes))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Result<Vec<String>, Damaged> {
        let mut lines = Vec::new();
        let limits = Limits { field_bytes: 100, ..Limits::default() };
        read(&mut &*bytes, &limits, &mut |number, text| {
            lines.push(format!("{number} {text}"));
            Ok(())
        })?;
        Ok(lines)
    }

    #[test]
    fn lines_are_read_in_every_encoding() {
        let utf16: Vec<u8> = "\u{feff}a\r\nä".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in ["a\r\nä".as_bytes(), "\u{feff}a\nä\n".as_bytes(), &utf16] {
            assert_eq!(lines(bytes).unwrap(), ["1 a", "2 ä"]);
        }
        assert_eq!(lines(b"").unwrap(), [""; 0]);
    }

    #[test]
    fn a_line_without_end_is_damage_and_many_lines_are_not() {
        assert_eq!(lines(&b"0123456789\n".repeat(100)).unwrap().len(), 100);
        assert_eq!(lines(&[b"a\n", vec![b'x'; 70_000].as_slice()].concat()).unwrap_err().line, 2);
        assert_eq!(lines(b"a\n\0").unwrap_err().line, 2);
    }
}
