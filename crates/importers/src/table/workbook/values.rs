//! What the cells of a workbook mean: shared texts, numbers, and numbers that are shown as dates.

use super::attribute;
use crate::Damaged;
use crate::xml::Xml;
use jiff::ToSpan;
use jiff::civil::{Date, Time};

/// The texts that cells share, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn read(xml: &mut Xml<'_>) -> Result<Self, Damaged> {
        let mut strings = Self::default();
        while let Some(element) = xml.next_within(0)? {
            if element.name() == "si" {
                rich_text(xml, &mut strings.text)?;
                strings.ends.push(strings.text.len());
            }
        }
        Ok(strings)
    }
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let start = if index == 0 { 0 } else { *self.ends.get(index - 1)? };
        self.text.get(start..*self.ends.get(index)?)
    }
}

/// Appends the runs of the element just opened, without the guide to their pronunciation.
pub(super) fn rich_text(xml: &mut Xml<'_>, text: &mut String) -> Result<(), Damaged> {
    let (depth, begin) = (xml.depth(), text.len());
    while let Some(element) = xml.next_within(depth)? {
        let (is_text, is_pronunciation) = (element.name() == "t", element.name() == "rPh");
        if is_text {
            // The XML reader takes the spaces off both ends of a run; words of two runs may not run together.
            if text.len() > begin {
                text.push(' ');
            }
            text.push_str(&xml.text()?.replace("_x000D_", ""));
        } else if is_pronunciation {
            let inside = xml.depth();
            while xml.next_within(inside)?.is_some() {}
        }
    }
    Ok(())
}

/// Which cell styles show a number as a date or time.
#[derive(Debug, Default)]
pub(super) struct Styles {
    is_date: Vec<bool>,
    /// Whether days are counted from 1 January 1904.
    pub(super) is_1904: bool,
}

impl Styles {
    pub(super) fn read(xml: &mut Xml<'_>) -> Result<Self, Damaged> {
        let mut of_dates: Vec<u32> = Vec::new();
        let mut is_date = Vec::new();
        let mut cell_formats = usize::MAX;
        while let Some(element) = xml.next_within(0)? {
            let number = |key: &str| Ok(attribute(&element, key)?.and_then(|text| text.parse::<u32>().ok()));
            match element.name() {
                "numFmt" => {
                    let code = attribute(&element, "formatCode")?.unwrap_or_default();
                    if let Some(id) = number("numFmtId")?.filter(|_| shows_dates(&code)) {
                        of_dates.push(id);
                    }
                }
                "cellXfs" => cell_formats = 0,
                "xf" if cell_formats != usize::MAX => {
                    let id = number("numFmtId")?.unwrap_or(0);
                    is_date.push(is_built_in_date(id) || of_dates.contains(&id));
                }
                "cellStyles" | "dxfs" => cell_formats = usize::MAX,
                _ => {}
            }
        }
        Ok(Self { is_date, is_1904: false })
    }
    /// A number as its cell shows it: as text that the date reader takes, or as a plain number.
    pub(super) fn show(&self, number: &str, style: usize) -> String {
        let Ok(value) = number.parse::<f64>() else { return number.to_owned() };
        if self.is_date.get(style) == Some(&true)
            && let Some(date) = self.date(value)
        {
            return date;
        }
        if value.fract() == 0.0 && value.abs() < 1e15 {
            format!("{}", value as i64)
        } else {
            format!("{value}")
        }
    }
    fn date(&self, value: f64) -> Option<String> {
        if !(0.0..2_958_466.0).contains(&value) {
            return None;
        }
        let seconds = (value.fract() * 86_400.0).round() as i64;
        let (days, seconds) = (value.trunc() as i64 + seconds / 86_400, seconds % 86_400);
        let time = Time::midnight().checked_add(seconds.seconds()).ok()?;
        if days == 0 {
            return Some(time.to_string());
        }
        let first = if self.is_1904 { Date::constant(1904, 1, 1) } else { Date::constant(1899, 12, 30) };
        let date = first.checked_add(days.days()).ok()?;
        Some(if seconds == 0 { date.to_string() } else { format!("{date} {time}") })
    }
}

/// The numbers of formats that every spreadsheet knows (ECMA-376 part 1, 18.8.30).
fn is_built_in_date(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a format code has a day, month, year, hour or second outside quotes and brackets.
fn shows_dates(code: &str) -> bool {
    let mut is_quoted = false;
    let mut is_bracketed = false;
    let mut is_escaped = false;
    for c in code.chars() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' | '_' | '*' => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '[' if !is_quoted => is_bracketed = true,
            ']' if !is_quoted => is_bracketed = false,
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' if !is_quoted && !is_bracketed => {
                return true;
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_dates_are_told_from_others() {
        for code in ["yyyy-mm-dd", "m/d/yy h:mm", "[$-409]d-mmm-yy;@", "dd\\.mm\\.yyyy", "[h]:mm:ss"] {
            assert!(shows_dates(code), "{code}");
        }
        for code in ["General", "0.00", "#,##0 \"days\"", "[Red]0", "0_d", "@", "\"due\" 0"] {
            assert!(!shows_dates(code), "{code}");
        }
    }

    #[track_caller]
    fn check(number: &str, is_date: bool, is_1904: bool, shown: &str) {
        let styles = Styles { is_date: vec![is_date], is_1904 };
        assert_eq!(styles.show(number, 0), shown);
    }

    #[test]
    fn numbers_are_shown_as_their_cells_show_them() {
        check("46085", true, false, "2026-03-04");
        check("46085.75", true, false, "2026-03-04 18:00:00");
        check("46085.999999999", true, false, "2026-03-05");
        check("44623", true, true, "2026-03-04");
        check("0.75", true, false, "18:00:00");
        check("46085", false, false, "46085");
        check("45.200000000000003", false, false, "45.2");
        check("1.2E4", false, false, "12000");
        check("-3", true, false, "-3");
        check("1e300", true, false, &format!("{}", 1e300));
        check("text", true, false, "text");
    }
}
