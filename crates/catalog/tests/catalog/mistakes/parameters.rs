//! Mistakes in numbers of law and money.

use super::{check, load, text_of};

const PENALTIES: &str = "parameters/hipaa-penalties.toml";
const SHIELD: &str = "parameters/information-sharing-shield.toml";
const HOLIDAYS: &str = "parameters/business-days.toml";

#[test]
fn parameters_that_contradict_themselves() {
    check(PENALTIES, "value = 145\n", "value = -145\n", "`tier-1-least` is -145, which is no number of");
    check(PENALTIES, "unit = \"usd\"", "unit = \"pounds\"", "unknown variant `pounds`");
    check(
        PENALTIES,
        "key = \"tier-1-most\"",
        "key = \"tier-1-least\"",
        "`hipaa-penalties/tier-1-least` has another value",
    );
    check(
        PENALTIES,
        "status = \"in-force\"\neffective_from",
        "status = \"law\"\neffective_from",
        "unknown variant `law`",
    );
    check(
        PENALTIES,
        "effective_to = 2026-01-28",
        "effective_to = 2023-01-28",
        "`effective_to` is 2023-01-28, which is not after",
    );
    check(PENALTIES, "mark = \"C\"", "mark = \"X\"", "unknown variant `X`");
    check(PENALTIES, "id = \"hipaa-penalties\"", "id = \"hipaa\"", "id `hipaa` and file name");
    check(SHIELD, "status = \"lapsed\"", "status = \"lapse\"", "unknown variant `lapse`");
    check(
        HOLIDAYS,
        "name = \"Labor Day\"",
        "name = \"Labor Day\"\nday = 3",
        "a holiday is a `month` with a `day`, or",
    );
}

const SIZES: &str = "parameters/hicp-sizes.toml";
const DAYS: &str = "parameters/office-days.toml";
const CELL: &str = "parameters/smallest-cell.toml";

#[test]
fn limits_that_make_no_sense() {
    check(SIZES, "value = 299", "value = 50", "`medium-most` is 50: it must be above `small-most`, 50");
    check(SIZES, "value = 50", "value = 50.5", "`small-most` is 50.5, which is no number of beds");
    check(
        SIZES,
        "value = 50\nunit = \"beds\"",
        "value = 50\nunit = \"people\"",
        "`small-most` counts people",
    );
    check(CELL, "value = 11", "value = 1", "`organisations` is 1: a count of one names it");
    check(DAYS, "value = 28", "value = 0", "`between-releases` is 0: a day is the least");
    check(CELL, "value = 11", "value = 10.5", "`organisations` is 10.5, which is no number of organisations");
}

#[test]
fn limits_that_do_not_hold_on_every_day() {
    let gap = |days: &str, says: &str| {
        let text = text_of(CELL).replacen("value = 11\n", &format!("value = 11\n{days}\n"), 1);
        let mistakes = load(CELL, &text).expect_err("the gap was not found");
        let family = text[..text.find("id = ").unwrap()].matches('\n').count() + 1;
        assert!(mistakes[0].line == family && mistakes[0].says.starts_with(says), "{}", mistakes[0]);
    };
    gap(
        "effective_from = 2026-01-01",
        "no `organisations` with the status `template` holds from the beginning",
    );
    gap("effective_to = 2026-01-01", "no `organisations` with the status `template` holds on 2026-01-01");
}

#[test]
fn limits_change_on_their_day() {
    let next = "\n[[value]]\nkey = \"organisations\"\nsays = \"more\"\nvalue = 20\nunit = \"organisations\"\n\
                citation = \"a test\"\nstatus = \"template\"\neffective_from = 2027-01-01\nsource = \"a test\"\n\
                mark = \"OWN\"\n";
    let text = text_of(CELL).replacen("value = 11\n", "value = 11\neffective_to = 2027-01-01\n", 1) + next;
    let cell = load(CELL, &text).expect("a catalogue").smallest_cell;
    let on = |day: &str| cell.on(day.parse().unwrap()).get();
    assert_eq!((on("1999-01-01"), on("2026-12-31"), on("2027-01-01"), on("2999-01-01")), (11, 11, 20, 20));
}

#[test]
fn standings_that_overlap() {
    let text = text_of(SHIELD).replacen("effective_to = 2025-10-01", "effective_to = 2025-10-02", 1);
    let mistakes = load(SHIELD, &text).expect_err("the overlap was not found");
    assert!(mistakes[0].says.starts_with("an earlier standing covers some of these days"), "{}", mistakes[0]);
}

#[test]
fn a_choice_of_this_project_is_not_called_law() {
    const OURS: &str = "parameters/recognised-practices.toml";
    check(OURS, "status = \"template\"", "status = \"in-force\"", "what this project chose binds nobody");
}
