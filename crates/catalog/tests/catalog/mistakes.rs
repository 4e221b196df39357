//! Each kind of mistake, made in a built-in file, is found on its line.

mod parameters;

use ward_catalog::{Catalog, Mistake};

/// The built-in texts with one of them changed.
fn load(file: &str, changed: &str) -> Result<Catalog, Vec<Mistake>> {
    let texts: Vec<_> = Catalog::built_in_texts()
        .iter()
        .map(|&(name, text)| (name, if name == file { changed } else { text }))
        .collect();
    Catalog::from_texts(&texts)
}

fn text_of(file: &str) -> &'static str {
    Catalog::built_in_texts().iter().find(|(name, _)| *name == file).expect("a built-in file").1
}

/// Writes `wrong` over the first `right` of the file; a mistake that begins with `says` must stand on its line.
#[track_caller]
fn check(file: &str, right: &str, wrong: &str, says: &str) {
    check_on_line(file, right, wrong, 0, says);
}

/// The same, with the mistake some lines below the place where `right` begins.
#[track_caller]
fn check_on_line(file: &str, right: &str, wrong: &str, below: usize, says: &str) {
    let text = text_of(file);
    let at = text.find(right).unwrap_or_else(|| panic!("{file} has no `{right}`"));
    let line = text[..at].matches('\n').count() + 1 + below;
    let mistakes = load(file, &text.replacen(right, wrong, 1)).expect_err("the mistake was not found");
    assert!(
        mistakes.iter().any(|m| m.file == file && m.line == line && m.says.starts_with(says)),
        "no mistake on line {line} that begins `{says}`:\n{}",
        mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    );
}

const MEASURE: &str = "measures/yearly-training.toml";
const FRAMEWORK: &str = "frameworks/hph-cpg.toml";
const KINDS: &str = "evidence-kinds.toml";
const TABLE: &str = "tables/bod-26-04.toml";
const EARLIER: &str = "tables/bod-22-01-and-19-02.toml";

#[test]
fn toml_that_is_broken() {
    check(MEASURE, "share = 0.95", "share = ", "string values must be quoted");
    check(MEASURE, "kind = \"observed\"", "kind = \"guessed\"", "unknown variant `guessed`");
}

#[test]
fn fields_that_are_unknown_or_missing() {
    check(MEASURE, "effort = ", "efort = ", "unknown field `efort`");
    check(MEASURE, "[floor]\nshare = 0.80\n", "[floor]\n", "missing field `share`");
    check(TABLE, "automatable = true,", "automatic = true,", "unknown field `automatic`");
}

#[test]
fn ids_that_are_none() {
    check(MEASURE, "id = \"E4.1\"", "id = \"E11.1\"", "`E11.1` is not a measure id");
    check(FRAMEWORK, "id = \"E1\"", "id = \"E0\"", "`E0` is not a goal");
}

#[test]
fn ids_and_slugs_used_twice() {
    check(
        MEASURE,
        "id = \"E4.1\"",
        "id = \"E4.2\"",
        "measure `E4.2` is already used at measures/new-starter-training.toml:1",
    );
    check(
        MEASURE,
        "slug = \"yearly-training\"",
        "slug = \"role-training\"",
        "slug `role-training` is already used at",
    );
    check(FRAMEWORK, "id = \"E2\"", "id = \"E1\"", "goal `E1` is already used at frameworks/hph-cpg.toml:");
    check(
        KINDS,
        "key = \"port-scan\"",
        "key = \"external-scan\"",
        "evidence kind `external-scan` is already used at",
    );
    check(
        "sources.toml",
        "tag = \"CPG2\"",
        "tag = \"CPG1\"",
        "source tag `CPG1` is already used at sources.toml:",
    );
    check(
        TABLE,
        "id = \"bod-26-04\"",
        "id = \"bod-22-01-and-19-02\"",
        "table `bod-22-01-and-19-02` is already used at",
    );
    check(
        FRAMEWORK,
        "hhs_number = 3\n",
        "hhs_number = 2\n",
        "hhs_number `2` is already used at frameworks/hph-cpg.toml:",
    );
    check(FRAMEWORK, "hhs_number = 20\n", "hhs_number = 21\n", "hhs_number is 21: it must be from 1 to 20");
}

#[test]
fn file_names_that_differ_from_the_id() {
    let says = "slug `annual-training` and file name `yearly-training` differ";
    check(MEASURE, "slug = \"yearly-training\"", "slug = \"annual-training\"", says);
    check(FRAMEWORK, "id = \"hph-cpg\"", "id = \"hph\"", "id `hph` and file name `hph-cpg` differ");
}

#[test]
fn references_to_nothing() {
    check(MEASURE, "\"identity-export\"", "\"identity-exprot\"", "evidence kind `identity-exprot` is not in");
    check(
        "measures/dmarc-enforced.toml",
        "evidence = [\"dns-check\"",
        "evidence = [\"dsn-check\"",
        "evidence kind `dsn-check` is not in",
    );
    check(
        MEASURE,
        "sources = [\"CPG1 2.I\"",
        "sources = [\"CPG9 2.I\"",
        "source tag `CPG9` is not in sources.toml",
    );
    check(
        MEASURE,
        "source = \"OWN; CPG1 2.I says all\"",
        "source = \"OWN; CPG 2.I\"",
        "source tag `CPG` is not in",
    );
    check(
        FRAMEWORK,
        "source = \"SRA\", via",
        "source = \"SAR\", via",
        "source tag `SAR` is not in sources.toml",
    );
    check(KINDS, "basis = \"NPRM floor", "basis = \"floor", "source tag `floor` is not in sources.toml");
}

#[test]
fn a_measure_for_a_goal_that_is_in_no_framework() {
    let text = text_of(FRAMEWORK);
    let e4 = text.find("[[goal]]\nid = \"E4\"").unwrap();
    let e5 = text.find("[[goal]]\nid = \"E5\"").unwrap();
    let mistakes = load(FRAMEWORK, &format!("{}{}", &text[..e4], &text[e5..])).unwrap_err();
    let says: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
    assert!(says.iter().any(|m| m.ends_with("the framework has 19 goals: there must be 20")), "{says:?}");
    let orphan = "measures/yearly-training.toml:1: measure E4.1 belongs to goal E4, which no framework has";
    assert!(says.iter().any(|m| m == orphan), "{says:?}");
    assert_eq!(mistakes.len(), 12, "the count, six measures, four resources and a base rate of E4: {says:?}");
}

#[test]
fn shares_outside_0_to_1() {
    check(MEASURE, "share = 0.95", "share = 95", "`target.share` is 95: a share is from 0 to 1");
    check(
        MEASURE,
        "share = 0.95",
        "share = { small = 0.5, medium = -0.1, large = 1 }",
        "`target.share` is -0.1",
    );
    check(MEASURE, "share = 0.80", "share = nan", "`floor.share` is NaN");
    check(MEASURE, "share = 0.80", "share = 0.95", "the floor is not below the target");
    check(
        "measures/mfa-exceptions-bounded.toml",
        "value = 0.02",
        "value = 2.0",
        "`most-share` is 2: a share is from 0 to 1",
    );
}

#[test]
fn numbers_that_cannot_be() {
    check(MEASURE, "value = 365", "value = -1", "`max-age` is -1: a number of a rule is 0 or more");
    check(MEASURE, "value = 365", "value = 36.5", "`max-age` is 36.5 days: write a whole number");
    check(MEASURE, "unit = \"days\"", "unit = \"fortnights\"", "unit `fortnights` is unknown");
    check(MEASURE, "value = 365", "value = { small = 1, medium = 2 }", "missing field `large`");
    check(KINDS, "days = { small = 183", "days = { small = 0", "`days` is 0 days");
    check(MEASURE, "days = 365", "days = 36500", "`answers.days` is 36500 days");
}

#[test]
fn empty_texts_and_lists() {
    check(MEASURE, "title = \"Everyone trained in the last year\"", "title = \" \"", "`title` is empty");
    check(MEASURE, "words = \"95 %", "words = \"\" #", "`target.words` is empty");
    check(
        MEASURE,
        "grades = [\"A\", \"B\", \"C\", \"D\"]",
        "grades = []",
        "`grades` must name at least one grade",
    );
    check(
        MEASURE,
        "grades = [\"A\", \"B\", \"C\", \"D\"]",
        "grades = [\"C\", \"A\"]",
        "`grades` must name at least one grade, best first",
    );
    check(
        "measures/authenticated-scan-coverage.toml",
        "values = [\"server\", \"workstation\"]",
        "values = []",
        "list `kinds` is empty",
    );
}

#[test]
fn a_goal_without_measures() {
    let texts: Vec<_> = Catalog::built_in_texts()
        .iter()
        .filter(|(name, text)| !(name.starts_with("measures/") && text.starts_with("id = \"E2.")))
        .copied()
        .collect();
    let mistakes = Catalog::from_texts(&texts).unwrap_err();
    let goals: Vec<_> = mistakes.iter().filter(|m| m.says.starts_with("goal ")).collect();
    assert!(goals.len() == 1 && goals[0].says.starts_with("goal E2 has no measures"), "{mistakes:?}");
}

#[test]
fn claims_that_contradict_themselves() {
    let judged = "verified = false, basis = \"judgement\"";
    check(
        FRAMEWORK,
        judged,
        "verified = true, basis = \"judgement\"",
        "a judgement of this project is not a published link",
    );
    check(
        FRAMEWORK,
        "basis = \"co-cited\", source",
        "basis = \"hearsay\", source",
        "basis `hearsay` is unknown",
    );
    let attested = "measures/training-content.toml";
    check(
        attested,
        "grades = [\"C\", \"D\"]",
        "grades = [\"A\", \"D\"]",
        "answers of people never reach grade A",
    );
}

#[test]
fn dates_of_tables() {
    check(TABLE, "binding_from = 2026-12-07", "to = 2027-01-01", "no table follows this one");
    check(
        EARLIER,
        "to = 2026-06-10",
        "to = 2021-11-03",
        "`to` is 2021-11-03, which is not after `from`, 2021-11-03",
    );
    check(
        EARLIER,
        "to = 2026-06-10",
        "to = 2026-06-01",
        "the table ends on 2026-06-01, but `bod-26-04` begins on 2026-06-10",
    );
    check(EARLIER, "from = 2021-11-03\nto = 2026-06-10\n", "from = 2021-11-03\n", "the table has no end");
    check(
        TABLE,
        "binding_from = 2026-12-07",
        "binding_from = 2026-01-01",
        "`binding_from` is 2026-01-01, which is before",
    );
    check(
        TABLE,
        "from = 2026-06-10",
        "from = 2026-06-10T08:00:00",
        "a date such as 2026-06-10, without a time",
    );
}

#[test]
fn rows_of_tables() {
    check(TABLE, "fix = \"3 days\"", "fix = \"soon\"", "fix `soon` is unknown");
    check(TABLE, "fix = \"3 days\"", "fix = \"-3 days\"", "fix `-3 days` is unknown");
    check(
        TABLE,
        "{ fix = \"on upgrade\" }",
        "{ public = false, fix = \"on upgrade\" }",
        "the last row has conditions",
    );
    let first = "{ public = true, known_exploited = true, automatable = true, total = true";
    check_on_line(TABLE, first, "{ public = true", 1, "this row never decides");
}

#[test]
fn files_that_are_missing_doubled_or_strange() {
    let texts = Catalog::built_in_texts();
    let without: Vec<_> = texts.iter().copied().filter(|(name, _)| *name != "sources.toml").collect();
    assert_eq!(messages(&without), ["sources.toml:1: the file is missing"]);
    let twice: Vec<_> = texts.iter().copied().chain([texts[0]]).collect();
    assert!(messages(&twice).iter().any(|m| m.ends_with("there are two files of this name: remove one")));
    let strange: Vec<_> = texts.iter().copied().chain([("notes/todo.toml", "")]).collect();
    assert!(messages(&strange)[0].starts_with("notes/todo.toml:1: this file belongs to no family"));
}

#[test]
fn all_mistakes_are_told_at_once_in_order() {
    let changed = text_of(MEASURE)
        .replacen("share = 0.95", "share = 1.5", 1)
        .replacen("\"identity-export\"", "\"nothing\"", 1)
        .replacen("unit = \"days\"", "unit = \"years\"", 1);
    let mistakes = load(MEASURE, &changed).unwrap_err();
    assert_eq!(mistakes.len(), 3, "{mistakes:?}");
    assert!(mistakes.is_sorted());
}

/// Whatever line is lost, the answer is a catalogue or mistakes that point into a file; never a crash.
#[test]
fn a_lost_line_never_crashes() {
    for file in [MEASURE, EARLIER, "measures/remediation-speed.toml"] {
        let text = text_of(file);
        let lines: Vec<&str> = text.lines().collect();
        for lost in 0..lines.len() {
            let changed = [&lines[..lost], &lines[lost + 1..]].concat().join("\n");
            for mistake in load(file, &changed).err().unwrap_or_default() {
                assert!((1..=text_of(&mistake.file).lines().count()).contains(&mistake.line), "{mistake}");
                assert!(!mistake.says.is_empty(), "{mistake}");
            }
        }
    }
}

fn messages(texts: &[(&str, &str)]) -> Vec<String> {
    Catalog::from_texts(texts).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

const RULE: &str = "frameworks/hipaa-security-rule.toml";
const PROPOSAL: &str = "frameworks/hipaa-nprm-2025.toml";

#[test]
fn links_that_lead_nowhere() {
    check(RULE, "{ to = \"E1.3\"", "{ to = \"E1.99\"", "the link leads to E1.99, which does not exist");
    check_on_line(
        RULE,
        "{ to = \"E1.3\"",
        "{ to = \"H5.1\"",
        1,
        "164.308(a)(1)(ii)(B) already has a link to H5.1",
    );
    check(RULE, "{ to = \"E1.3\"", "{ to = \"X1\"", "`X1` is not a goal");
    check(
        FRAMEWORK,
        "45 CFR 164.308(a)(8)",
        "45 CFR 164.308(a)(9)",
        "`45 CFR 164.308(a)(9)` is no requirement of",
    );
}

#[test]
fn requirements_that_do_not_hang_together() {
    check(
        RULE,
        "id = \"164.308(a)(2)\"",
        "id = \"164.308(a)(1)(i)\"",
        "requirement `164.308(a)(1)(i)` is already used",
    );
    check(
        RULE,
        "part_of = \"164.308(a)(1)(i)\"",
        "part_of = \"164.308(a)(8)\"",
        "part_of `164.308(a)(8)` is no",
    );
    check(RULE, "verified = false", "verified = true", "a judgement of this project is not");
    check(RULE, "basis = \"judgement\"", "basis = \"cited\"", "basis `cited` is unknown");
}

#[test]
fn a_proposal_that_is_dressed_as_law() {
    check(PROPOSAL, "combine = \"all\"", "kind = \"required\"", "only a law has standards");
    check(
        PROPOSAL,
        "citation = ",
        "from = 2025-01-06\ncitation = ",
        "a framework that is `proposed` applies from no day",
    );
    check(PROPOSAL, "\"proposed\"", "\"law\"", "unknown variant `law`");
}

const ACTION: &str = "actions/fix-and-retest.toml";
const RESOURCE: &str = "resources/sra-tool.toml";
const RATES: &str = "base-rates.toml";

#[test]
fn actions_that_lead_nowhere() {
    check(ACTION, "\"H5.2\"", "\"H5.9\"", "`satisfies` names H5.9, which is no measure");
    check(ACTION, "needs = [\"findings-list\"]", "needs = [\"finding\"]", "`needs` names `finding`");
    check(
        ACTION,
        "needs = [\"findings-list\"]",
        "needs = [\"fix-and-retest\"]",
        "`fix-and-retest` needs this action",
    );
    check(ACTION, "needs = ", "free = [\"luck\"]\nneeds = ", "`free` names `luck`, which is no resource");
    check(ACTION, "small = [4, 12]", "small = [14, 12]", "`hours.once` is 14 to 12");
    check(ACTION, "days = 120", "days = 0", "`lead.days` is 0 days");
}

#[test]
fn resources_for_nobody() {
    check(RESOURCE, "\"practice\"", "\"practise\"", "kind `practise` is unknown");
    check(RESOURCE, "sizes = ", "states = [\"Iowa\"]\nsizes = ", "state `Iowa` is not two capital letters");
    check(RESOURCE, "\"yearly-training\"", "\"training\"", "`actions` names `training`, which is no action");
}

#[test]
fn base_rates_that_add_up_to_nothing() {
    check(RATES, "base_year = 2022", "base_year = 1999", "`base_year` is 1999");
    check(RATES, "hacking = 0.787", "hacking = 78.7", "`hacking` is 78.7: a share is from 0 to 1");
    check(RATES, "share = \"network-server\"", "share = \"server\"", "the base year has no share `server`");
    check(RATES, "{ mail = 0.50 }", "{ male = 0.50 }", "`stops` names `male`, which is no way");
    check(RATES, "factor = 1.5", "factor = 0.5", "`factor` is below 1");
}
