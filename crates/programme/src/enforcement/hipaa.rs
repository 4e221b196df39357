//! Civil money penalties under HIPAA (45 CFR 160.404): counts by provision and calendar year, tiers, yearly caps.

use super::{Amounts, Column, Continuity, Line, Penalty, Relief, Rule, needs};
use crate::Refused;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ward_catalog::{NoValue, Parameter, Parameters};
use ward_domain::Money;

/// How far the organisation is to blame: the four tiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Culpability {
    /// It did not know, and could not have known by reasonable diligence.
    NoKnowledge,
    /// Reasonable cause.
    ReasonableCause,
    /// Wilful neglect, corrected within 30 days.
    NeglectCorrected,
    /// Wilful neglect, not corrected.
    NeglectNotCorrected,
}

impl Culpability {
    fn tier(self) -> u8 {
        match self {
            Self::NoKnowledge => 1,
            Self::ReasonableCause => 2,
            Self::NeglectCorrected => 3,
            Self::NeglectNotCorrected => 4,
        }
    }
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::NoKnowledge => "tier 1, no knowledge",
            Self::ReasonableCause => "tier 2, reasonable cause",
            Self::NeglectCorrected => "tier 3, wilful neglect, corrected",
            Self::NeglectNotCorrected => "tier 4, wilful neglect, not corrected",
        }
    }
}

/// Violations of one provision over days.
#[derive(Clone, Debug, PartialEq)]
pub struct Violations {
    /// `164.308(a)(1)(ii)(A)`
    pub provision: String,
    /// Which tier.
    pub culpability: Culpability,
    /// First day.
    pub from: Date,
    /// Last day; a violation that goes on is one more each day (45 CFR 160.406).
    pub to: Date,
    /// How many on each day.
    pub each_day: u32,
    /// Where between the least and the most of the tier each lies, 0 to 1.
    pub factor: f64,
    /// Why there: nature, harm, history, means (45 CFR 160.408).
    pub because: String,
}

/// Whose table of amounts holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableOf {
    /// That of the day of each violation.
    Violation,
    /// That of the day on which the penalty is assessed. 45 CFR 102.3 is often read so: ask counsel.
    Assessment(Date),
}

/// Everything that a penalty rests on.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// What happened.
    pub violations: Vec<Violations>,
    /// Whose table holds.
    pub table: TableOf,
    /// Which sum is charged.
    pub charged: Column,
    /// What the record shows of recognised security practices, when it was asked.
    pub practices: Option<Continuity>,
    /// What is not charged besides, for hardship.
    pub hardship: Option<Relief>,
    /// The day of the determination.
    pub determined: Date,
}

/// More is no case but a mistake.
const MOST_ROWS: usize = 1_000;
/// Far from where sums stay at the limit of 64 bits: 10,000 million million dollars.
const MOST: Money = Money::dollars(10_000_000_000_000_000);
/// Violations older than this are beyond any limitation (45 CFR 160.414 gives six years).
const MOST_YEARS: i16 = 20;

/// The penalty, line by line. What the catalogue has no rule for is named in `open` and not guessed.
pub fn work_out(parameters: &Parameters, inputs: &Inputs) -> Result<Penalty, Refused> {
    check(inputs)?;
    let mut penalty = Penalty {
        regime: "hipaa-penalties".to_owned(),
        charged: inputs.charged,
        lines: Vec::new(),
        open: Vec::new(),
    };
    let cuts = cuts(parameters);
    let mut uncapped = Money::ZERO;
    let mut years: BTreeMap<(&str, i16), BTreeMap<Culpability, Group>> = BTreeMap::new();
    for row in &inputs.violations {
        for (from, to) in pieces(row.from, row.to, &cuts) {
            let on = table_day(inputs.table, from);
            match line(parameters, row, from, to, on) {
                Ok((line, sum)) => {
                    uncapped += sum;
                    if uncapped > MOST {
                        let why = format!(
                            "{}: so many violations cannot be reckoned: check the counts",
                            row.provision
                        );
                        return Err(Refused::new("count", why));
                    }
                    penalty.lines.push(line);
                    let groups = years.entry((&row.provision, from.year())).or_default();
                    let group = groups.entry(row.culpability).or_insert(Group { sum: Money::ZERO, on });
                    group.sum += sum;
                    group.on = group.on.max(on);
                }
                Err(why) => penalty.open.push(format!("{} from {from} to {to}: {why}", row.provision)),
            }
        }
    }
    for ((provision, year), groups) in &years {
        match cap_line(parameters, provision, *year, groups) {
            Ok(line) => penalty.lines.push(line),
            Err(why) => penalty.open.push(format!("the yearly cap of {provision} in {year}: {why}")),
        }
    }
    if let Some(practices) = &inputs.practices {
        mitigate(parameters, &mut penalty, practices, inputs.determined)?;
    }
    if let Some(hardship) = &inputs.hardship {
        needs("the reason for the hardship", &hardship.because)?;
        penalty.relieve(hardship, inputs.determined, Vec::new())?;
    }
    Ok(penalty)
}

/// Violations of a provision in a year in one tier.
struct Group {
    sum: Money,
    /// The last day whose table was taken.
    on: Date,
}

fn check(inputs: &Inputs) -> Result<(), Refused> {
    if inputs.violations.is_empty() || inputs.violations.len() > MOST_ROWS {
        let why = format!("{} rows of violations: give 1 to {MOST_ROWS}", inputs.violations.len());
        return Err(Refused::new("rows", why));
    }
    for row in &inputs.violations {
        needs("the provision", &row.provision)?;
        needs("the reason for the amount", &row.because)?;
        let refuse = |code, why: String| Err(Refused::new(code, format!("{}: {why}", row.provision)));
        if row.to < row.from || row.to > inputs.determined {
            return refuse("days", format!("{} to {} is no time before the determination", row.from, row.to));
        }
        if row.to.year() - row.from.year() > MOST_YEARS {
            return refuse("days", format!("{} to {} is over {MOST_YEARS} years", row.from, row.to));
        }
        if row.each_day == 0 {
            return refuse("count", "0 violations a day are none: remove the row".to_owned());
        }
        if !(0.0..=1.0).contains(&row.factor) {
            return refuse(
                "factor",
                format!("{} does not lie between 0 (the least) and 1 (the most)", row.factor),
            );
        }
    }
    Ok(())
}

/// Days on which some amount changes.
fn cuts(parameters: &Parameters) -> BTreeSet<Date> {
    let values = parameters.families.get("hipaa-penalties").into_iter().flat_map(|family| &family.values);
    values.flat_map(|value| [value.effective.from, value.effective.to]).flatten().collect()
}

/// The span in pieces that lie in one calendar year and between changes of the table.
fn pieces(from: Date, to: Date, cuts: &BTreeSet<Date>) -> Vec<(Date, Date)> {
    let new_years = (from.year()..=to.year()).filter_map(|year| Date::new(year, 1, 1).ok());
    let inside = |day: &Date| *day > from && *day <= to;
    let starts: BTreeSet<Date> = new_years.chain(cuts.iter().copied()).filter(inside).chain([from]).collect();
    let ends = starts.iter().skip(1).filter_map(|start| start.yesterday().ok()).chain([to]);
    starts.iter().copied().zip(ends).collect()
}

fn table_day(table: TableOf, day: Date) -> Date {
    match table {
        TableOf::Violation => day,
        TableOf::Assessment(day) => day,
    }
}

fn of<'a>(
    parameters: &'a Parameters,
    culpability: Culpability,
    what: &str,
    on: Date,
) -> Result<&'a Parameter, NoValue> {
    parameters.in_force(&format!("hipaa-penalties/tier-{}-{what}", culpability.tier()), on)
}

fn line(
    parameters: &Parameters,
    row: &Violations,
    from: Date,
    to: Date,
    on: Date,
) -> Result<(Line, Money), NoValue> {
    let least = of(parameters, row.culpability, "least", on)?;
    let most = of(parameters, row.culpability, "most", on)?;
    let days = i64::from(from.until(to).map_or(0, |span| span.get_days())) + 1;
    let count = days.saturating_mul(i64::from(row.each_day));
    let (low, high) = (dollars(least), dollars(most));
    let each = low + (high - low).share(row.factor);
    let sum = Money { cents: each.cents.saturating_mul(count) };
    let when = if from == to { format!("on {from}") } else { format!("from {from} to {to}") };
    let says = format!(
        "{count} violations of {} {when}, {}: each {each}, {} of the way from {low} to {high} because {}: {sum}",
        row.provision,
        row.culpability.label(),
        row.factor,
        row.because
    );
    let rules = vec![least.into(), most.into()];
    Ok((Line { says, on, amounts: Amounts::both(sum), rules }, sum))
}

/// What the caps take away from all violations of a provision in a year. Where tiers are mixed, each tier is capped by its
/// own number and all together by the highest of them; that reading is this project's choice.
fn cap_line(
    parameters: &Parameters,
    provision: &str,
    year: i16,
    groups: &BTreeMap<Culpability, Group>,
) -> Result<Line, NoValue> {
    let (mut rules, mut on) = (Vec::new(), Date::MIN);
    let (mut whole, mut discretion) = (Money::ZERO, Money::ZERO);
    let (mut cap_regulation, mut cap_discretion) = (Money::ZERO, Money::ZERO);
    for (culpability, group) in groups {
        let by_regulation = of(parameters, *culpability, "cap-regulation", group.on)?;
        let by_discretion = of(parameters, *culpability, "cap-discretion", group.on)?;
        cap_regulation = cap_regulation.max(dollars(by_regulation));
        cap_discretion = cap_discretion.max(dollars(by_discretion));
        whole += group.sum;
        discretion += group.sum.min(dollars(by_discretion));
        on = on.max(group.on);
        rules.extend([Rule::from(by_regulation), Rule::from(by_discretion)]);
    }
    let amounts = Amounts {
        regulation: whole.min(cap_regulation) - whole,
        discretion: discretion.min(cap_discretion) - whole,
    };
    let says = format!(
        "All violations of {provision} in {year} come to {whole}; the yearly cap leaves {} by the regulation and {} \
         under the 2019 discretion",
        whole.min(cap_regulation),
        discretion.min(cap_discretion)
    );
    Ok(Line { says, on, amounts, rules })
}

/// Practices in place without a gap lower the penalty and never take it away; gaps are shown and nothing is added.
fn mitigate(
    parameters: &Parameters,
    penalty: &mut Penalty,
    practices: &Continuity,
    on: Date,
) -> Result<(), Refused> {
    let law = |why: NoValue| Refused::new("not-law", why.to_string());
    let window = parameters.in_force("recognised-practices/window", on).map_err(law)?;
    let reduction = parameters.template("recognised-practices/reduction", on).map_err(law)?;
    if reduction.value >= 1.0 {
        let why = "recognised practices lower a penalty and never take it away: choose a share below 1";
        return Err(Refused::new("safe-harbour", why));
    }
    let rules = vec![Rule::from(window), Rule::from(reduction)];
    let span = format!("from {} until {}", practices.from, practices.until);
    let months = jiff::Span::new().try_months(window.value as i64);
    let last = months.and_then(|months| practices.from.checked_add(months));
    let long_enough = on == practices.until && last.is_ok_and(|day| day <= practices.until);
    if practices.is_whole() && long_enough {
        let because = format!(
            "recognised security practices were in place on each of the {} days {span}; they must be considered, how \
             much is this project's choice",
            practices.days
        );
        return penalty.relieve(&Relief { share: reduction.value, because }, on, rules);
    }
    let gaps: Vec<_> = practices
        .gaps
        .iter()
        .map(|gap| format!("{} to {} ({})", gap.from, gap.to, gap.kind.label()))
        .collect();
    let says = format!(
        "Recognised security practices were shown on {} of {} days {span}, which is not every day of the {} months \
         before; nothing is taken off, and nothing added. Gaps: {}",
        practices.shown,
        practices.days,
        window.value,
        if gaps.is_empty() { "none, but the span is another".to_owned() } else { gaps.join(", ") }
    );
    penalty.lines.push(Line { says, on, amounts: Amounts::default(), rules });
    Ok(())
}

fn dollars(parameter: &Parameter) -> Money {
    Money::dollars(parameter.value as i64)
}
