//! How dates are read, as tables.

use super::*;
use jiff::civil::{date, time};
use proptest::prelude::*;

#[track_caller]
fn sure(text: &str, expected: &str) {
    match read(text) {
        Ok(Written::Sure(when)) => assert_eq!(when.date.to_string(), expected, "{text}"),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn five_styles_say_the_same_day() {
    for text in [
        "2026-03-14",
        "2026/03/14",
        "14.03.2026",
        "14.3.2026",
        "14 Mar 2026",
        "14-Mar-2026",
        "14-MAR-2026",
        "Mar 14, 2026",
        "March 14, 2026",
        "Saturday, March 14, 2026",
        "20260314",
        "2026-03-14T08:00:00Z",
        "2026-03-14 08:00",
        "20260314T080000Z",
        " 2026-03-14 ",
        "Mar 14 2026 2:15 PM",
    ] {
        sure(text, "2026-03-14");
    }
}

#[track_caller]
fn time_of(text: &str, expected: Option<Time>, offset_seconds: Option<i32>) {
    let (found, offset) = match read(text).unwrap() {
        Written::Sure(when) => (when.time, when.offset),
        Written::Numbers(numbers) => (numbers.time, numbers.offset),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(found, expected, "{text}");
    assert_eq!(offset.map(Offset::seconds), offset_seconds, "{text}");
}

#[test]
fn times_follow_in_many_ways() {
    time_of("2026-03-04", None, None);
    time_of("2026-03-04T14:15:16Z", Some(time(14, 15, 16, 0)), Some(0));
    time_of("2026-03-04T14:15:16.5+05:30", Some(time(14, 15, 16, 500_000_000)), Some(19_800));
    time_of("2026-03-04 14:15:16.272 +0000 UTC", Some(time(14, 15, 16, 272_000_000)), Some(0));
    time_of("2026-03-04 14:15 -0500", Some(time(14, 15, 0, 0)), Some(-18_000));
    time_of("3/4/2026 2:15 PM", Some(time(14, 15, 0, 0)), None);
    time_of("3/4/2026 12:00:01 AM", Some(time(0, 0, 1, 0)), None);
    time_of("6/4/2021, 4:00:37.371 PM", Some(time(16, 0, 37, 371_000_000)), None);
    time_of("3/4/2026 2 PM EST", Some(time(14, 0, 0, 0)), None);
    assert_eq!(read_time("5:30 PM"), Some(time(17, 30, 0, 0)));
    assert_eq!(read_time("1730"), Some(time(17, 30, 0, 0)));
    assert_eq!(read_time("noon"), None);
}

#[track_caller]
fn wrong(text: &str, says: &str) {
    match read(text) {
        Err(reason) => assert!(reason.contains(says), "{text}: {reason}"),
        Ok(read) => panic!("{text} was read as {read:?}"),
    }
}

#[test]
fn what_is_no_date_says_why() {
    wrong("3/4/26", "two digits");
    wrong("04-Mar-26", "two digits");
    wrong("2026-02-30", "no such day");
    wrong("31.02.2026", "no such day");
    for text in [
        "soon",
        "TBD",
        "1/2",
        "123",
        "12345",
        "99999",
        "2026",
        "3/4-2026",
        "Marvember 4, 2026",
        "/",
        "é",
        "1.2",
    ] {
        wrong(text, "");
    }
    wrong("2026-03-04 25:00", "time");
    wrong("2026-03-04 banana", "");
}

#[test]
fn systems_write_nothing_in_many_ways() {
    for text in ["", " ", "N/A", "-", "Never", "0001-01-01T00:00:00Z", "1900-01-01 00:00:00"] {
        assert_eq!(read(text), Ok(Written::Nothing), "{text}");
    }
}

#[test]
fn spreadsheet_days_are_counted_from_1899() {
    let day = |text| match read(text) {
        Ok(Written::Serial(when)) => (when.date, when.time),
        other => panic!("{other:?}"),
    };
    assert_eq!(day("46085"), (date(2026, 3, 4), None));
    assert_eq!(day("46085.75"), (date(2026, 3, 4), Some(time(18, 0, 0, 0))));
    assert_eq!(day("36526"), (date(2000, 1, 1), None));
}

#[test]
fn seconds_since_1970_are_read_as_utc() {
    for text in ["1763712000", "1763712000.000000", "1763712000123"] {
        let Ok(Written::Sure(when)) = read(text) else { panic!("{text}") };
        assert_eq!(when.timestamp().unwrap().to_string(), "2025-11-21T08:00:00Z");
    }
    for text in ["0763712000", "1763712000x", "6145551234-1"] {
        wrong(text, "not a date");
    }
}

/// Takes the values as one column, twice, and gives its order with what was read in the end.
fn column(values: &[&str]) -> (Order, Vec<Option<Date>>) {
    let mut column = DateColumn::default();
    let numbers = values.iter().map(|value| match read(value) {
        Ok(Written::Numbers(numbers)) => numbers,
        other => panic!("{value}: {other:?}"),
    });
    for (line, numbers) in (2..).zip(numbers.clone()) {
        let at_once = column.take(line, numbers).unwrap();
        assert!(at_once.is_none() || at_once == column.settle(numbers));
    }
    let settled = numbers.map(|numbers| column.settle(numbers).map(|when| when.date)).collect();
    (column.order(), settled)
}

#[test]
fn one_value_decides_for_the_whole_column() {
    let (march, april) = (Some(date(2026, 3, 4)), Some(date(2026, 4, 3)));
    let day_first = column(&["03/04/2026", "25/12/2026"]);
    assert_eq!(day_first, (Order::Known(DateOrder::DayFirst), vec![april, Some(date(2026, 12, 25))]));
    let month_first = column(&["03/04/2026", "12/25/2026"]);
    assert_eq!(month_first, (Order::Known(DateOrder::MonthFirst), vec![march, Some(date(2026, 12, 25))]));
}

#[test]
fn nothing_is_guessed() {
    assert_eq!(column(&["03/04/2026", "5/5/2026"]), (Order::NotShown, vec![None, Some(date(2026, 5, 5))]));
    let mixed = column(&["03/04/2026", "25/12/2026", "12/25/2026"]);
    assert_eq!(mixed.0, Order::Mixed(3, 4));
    assert_eq!(mixed.1[0], None);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,24}|[0-9/.: -]{0,24}|[0-9]{1,8}[a-zA-Z ,.:+-]{0,5}[0-9]{0,6}") {
        let _ = read(&text);
    }

    #[test]
    fn real_days_come_back(days in 0_i64..50_000) {
        let day = date(1950, 1, 1).checked_add(days.days()).unwrap();
        prop_assert_eq!(read(&day.to_string()), Ok(Written::Sure(When { date: day, time: None, offset: None })));
        let dotted = format!("{}.{}.{}", day.day(), day.month(), day.year());
        prop_assert_eq!(read(&dotted), Ok(Written::Sure(When { date: day, time: None, offset: None })));
        let Ok(Written::Numbers(numbers)) = read(&format!("{}/{}/{}", day.month(), day.day(), day.year())) else { panic!() };
        prop_assert_eq!(in_order(numbers, DateOrder::MonthFirst).map(|w| w.date), Some(day));
    }
}
