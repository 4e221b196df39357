//! What of an organisation an advisory or a vendor's outage touches, and why: worked out from what the organisation
//! knows, for the organisation itself.
//!
//! Names decide how sure an answer can be. The same vendor and product, or the same CPE or package URL, lets a version
//! decide. A name that is only alike, a maker whose model nobody wrote down, or a version that is not known or cannot be
//! compared gives *perhaps* and never *not affected*.

mod names;
mod outage;
#[cfg(test)]
mod tests;

pub use outage::{Contract, Relied, outage};

use names::{Kinship, Names};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::CveId;
use ward_domain::advisory::{Advisory, ProductIndex, Scope};
use ward_domain::assessment::EvidenceRef;
use ward_domain::exposure::State;

/// Most reasons that are kept for one subject; the rest repeat what the first ones say (OWN).
const MOST_REASONS: usize = 12;

/// What may be touched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A device: its position in the estate.
    Device(u32),
    /// A product of which a bill of materials is held, with its version.
    Product(String),
    /// A system that care or business depends on.
    System(String),
    /// A vendor of the register.
    Vendor(String),
}

/// Whether a subject is touched, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touch {
    /// It is.
    Affected,
    /// It may be.
    Perhaps,
    /// It is named, and its version is known not to be.
    NotAffected,
}

impl Touch {
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Affected => "affected",
            Self::Perhaps => "maybe affected",
            Self::NotAffected => "not affected",
        }
    }
}

/// Something that an organisation has, as one row of its evidence names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Whose it is.
    pub subject: Subject,
    /// Vendor or maker; empty when the row does not say.
    pub vendor: String,
    /// Product or model; empty when the row names only the maker.
    pub product: String,
    /// Version; empty when it is not known.
    pub version: String,
    /// CPE names and package URLs.
    pub identifiers: Vec<String>,
    /// The product that it is a part of; empty when it stands alone.
    pub within: String,
    /// Why nothing surer than *perhaps* follows from it; empty when there is no doubt.
    pub doubt: &'static str,
    /// Where that stands.
    pub at: EvidenceRef,
}

/// An open finding of a scanner that names a flaw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The device.
    pub device: u32,
    /// The flaw.
    pub cve: CveId,
    /// What the scanner calls it.
    pub title: String,
    /// Where that stands.
    pub at: EvidenceRef,
}

/// Why a subject is touched or not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// What follows from it.
    pub touch: Touch,
    /// In words.
    pub says: String,
    /// Where that stands.
    pub at: Option<EvidenceRef>,
    /// By which flaws, as positions in the advisory.
    pub flaws: BTreeSet<u32>,
}

/// One subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The worst of its reasons.
    pub touch: Touch,
    /// The reasons, worst first.
    pub reasons: Vec<Reason>,
    /// How many more there are.
    pub more: usize,
}

/// What an organisation knows of itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// What it has.
    pub held: &'a [Held],
    /// Open findings with flaws of the advisory; others are passed over.
    pub found: &'a [Found],
    /// Vendors of the register, with their lines.
    pub vendors: &'a [(String, EvidenceRef)],
    /// Whether a scan that still counts looked for flaws.
    pub is_scanned: bool,
}

/// Why having found nothing proves nothing, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blind {
    /// A flaw is tied to no product, and no scan looked for it.
    NotScanned,
    /// Nothing is known that could be compared.
    NothingKnown,
    /// The advisory speaks of products that it does not describe.
    Gaps,
}

impl Blind {
    /// The sentence shown to people.
    pub fn says(self) -> &'static str {
        match self {
            Self::NotScanned => {
                "No product is named for a flaw, and no scan for flaws still counts here, so nobody can say."
            }
            Self::NothingKnown => "Nothing is known here that could be compared, so nobody can say.",
            Self::Gaps => {
                "The advisory speaks of products that it does not describe: that nothing was found proves nothing."
            }
        }
    }

    fn of(advisory: &Advisory, known: &Known<'_>) -> Option<Self> {
        let untied = || advisory.flaws.iter().filter(|flaw| !flaw.names_products());
        match () {
            () if advisory.has_gaps || untied().any(|flaw| flaw.cve.is_none()) => Some(Self::Gaps),
            () if known.held.is_empty() && known.found.is_empty() => Some(Self::NothingKnown),
            () if !known.is_scanned && untied().next().is_some() => Some(Self::NotScanned),
            () => None,
        }
    }
}

/// Everything that is touched, or is named and is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touches {
    /// By subject.
    pub cases: BTreeMap<Subject, Case>,
    /// Vendors of the register that the advisory names: what they run for the organisation is theirs to look at.
    pub to_ask: BTreeMap<String, EvidenceRef>,
    /// Why nothing can be said when nothing is touched; none when that means something.
    pub blind: Option<Blind>,
}

impl Touches {
    /// What may be told: the state, and how many devices are affected, or may be when none is known to be.
    pub fn answer(&self) -> (State, u32) {
        let devices = |touch| {
            let of = |(subject, case): &(&Subject, &Case)| {
                matches!(subject, Subject::Device(_)) && case.touch == touch
            };
            self.cases.iter().filter(of).count() as u32
        };
        let any = |touch| self.cases.values().any(|case| case.touch == touch);
        let counted = match devices(Touch::Affected) {
            0 => devices(Touch::Perhaps),
            sure => sure,
        };
        if any(Touch::Affected) {
            (State::Affected, counted)
        } else if any(Touch::Perhaps) || self.unsaid().is_some() {
            (State::Perhaps, counted)
        } else {
            (State::NotFound, 0)
        }
    }

    /// Why nothing can be said; none when something is touched, or may be, or when finding nothing means something.
    pub fn unsaid(&self) -> Option<Blind> {
        let is_touched = self.cases.values().any(|case| case.touch != Touch::NotAffected);
        self.blind.filter(|_| !is_touched)
    }

    /// How many subjects of each touch.
    pub fn count(&self, touch: Touch) -> usize {
        self.cases.values().filter(|case| case.touch == touch).count()
    }

    /// Takes what another advisory says of the same organisation into account.
    pub fn merge(&mut self, other: Self) {
        for (subject, case) in other.cases {
            for reason in case.reasons {
                self.add(subject.clone(), reason);
            }
        }
        self.to_ask.extend(other.to_ask);
        // One that could look is enough, but what one did not describe no other one tells.
        let gaps = (self.blind.max(other.blind) == Some(Blind::Gaps)).then_some(Blind::Gaps);
        self.blind = gaps.or(self.blind.zip(other.blind).map(|(one, other)| one.max(other)));
    }

    /// What touches a product by its bill of materials may touch the devices of its kind.
    pub fn pass_on(&mut self, product: &str, devices: impl IntoIterator<Item = (u32, EvidenceRef)>) {
        let Some(case) = self.cases.get(&Subject::Product(product.to_owned())) else { return };
        let Some(worst) = case.reasons.first().filter(|worst| worst.touch != Touch::NotAffected).cloned()
        else {
            return;
        };
        for (device, at) in devices {
            let says = format!("it may be {product}: {}", worst.says);
            let reason = Reason { touch: Touch::Perhaps, says, at: Some(at), flaws: worst.flaws.clone() };
            self.add(Subject::Device(device), reason);
        }
    }

    fn add(&mut self, subject: Subject, reason: Reason) {
        let case = self.cases.entry(subject).or_insert_with(|| Case {
            touch: reason.touch,
            reasons: Vec::new(),
            more: 0,
        });
        case.touch = case.touch.min(reason.touch);
        let same = |known: &&mut Reason| {
            (known.touch, &known.says, &known.at) == (reason.touch, &reason.says, &reason.at)
        };
        if let Some(known) = case.reasons.iter_mut().find(same) {
            known.flaws.extend(reason.flaws);
            return;
        }
        case.reasons.push(reason);
        case.reasons.sort();
        if case.reasons.len() > MOST_REASONS {
            case.reasons.pop();
            case.more += 1;
        }
    }
}

/// Vendor, product and identifiers, as an inventory writes them.
type Called<'a> = (&'a str, &'a str, &'a [String]);

/// What an advisory touches of what an organisation knows.
pub fn expose(advisory: &Advisory, known: Known<'_>) -> Touches {
    Matcher::of(advisory).touches(known)
}

/// An advisory that is ready to be compared with what one organisation after the other holds.
pub struct Matcher<'a> {
    advisory: &'a Advisory,
    names: Names,
    mentions: Mentions,
    flaws: BTreeMap<CveId, u32>,
}

impl<'a> Matcher<'a> {
    /// Makes it ready.
    pub fn of(advisory: &'a Advisory) -> Self {
        let flaws = (0u32..).zip(&advisory.flaws).filter_map(|(at, flaw)| Some((flaw.cve?, at))).collect();
        Self { advisory, names: Names::of(advisory), mentions: Mentions::of(advisory), flaws }
    }

    /// What it touches of one organisation; see [`expose`].
    pub fn touches(&self, known: Known<'_>) -> Touches {
        let mut touches = Touches { blind: Blind::of(self.advisory, &known), ..Touches::default() };
        let mut kinship: BTreeMap<Called<'_>, Vec<(ProductIndex, Kinship)>> = BTreeMap::new();
        for one in known.held.iter().filter(|one| self.names.may_name(one)) {
            let key = (one.vendor.as_str(), one.product.as_str(), one.identifiers.as_slice());
            let kin = kinship.entry(key).or_insert_with(|| self.names.kin(one));
            if kin.is_empty() {
                continue;
            }
            for reason in self.mentions.reasons(self.advisory, one, kin) {
                touches.add(one.subject.clone(), reason);
            }
        }
        for one in known.found {
            if let Some(flaw) = self.flaws.get(&one.cve) {
                let says = format!("a scanner reports {}: {}", one.cve, one.title);
                let reason =
                    Reason { touch: Touch::Affected, says, at: Some(one.at.clone()), flaws: [*flaw].into() };
                touches.add(Subject::Device(one.device), reason);
            }
        }
        touches.to_ask = known
            .vendors
            .iter()
            .filter(|(vendor, _)| self.names.has_vendor(vendor))
            .map(|(vendor, at)| (vendor.clone(), at.clone()))
            .collect();
        touches
    }
}

/// What a flaw says of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Affected,
    Fixed,
    NotAffected,
    Investigated,
}

/// Which flaws speak of each product.
struct Mentions(BTreeMap<ProductIndex, Vec<(u32, Status)>>);

/// What several products of one name give together for one flaw.
#[derive(Default)]
struct Verdict {
    sure: Option<String>,
    unsure: Option<String>,
    /// Why not.
    cleared: Option<String>,
    /// Named, and none of the versions.
    outside: Option<String>,
    /// Named in other versions, and not a word on this one.
    unsaid: Option<String>,
}

impl Mentions {
    fn of(advisory: &Advisory) -> Self {
        let mut mentions: BTreeMap<ProductIndex, Vec<(u32, Status)>> = BTreeMap::new();
        for (at, flaw) in (0u32..).zip(&advisory.flaws) {
            let lists = [
                (&flaw.affected, Status::Affected),
                (&flaw.fixed, Status::Fixed),
                (&flaw.not_affected, Status::NotAffected),
                (&flaw.investigated, Status::Investigated),
            ];
            for (list, status) in lists {
                for product in list {
                    mentions.entry(*product).or_default().push((at, status));
                }
            }
        }
        Self(mentions)
    }

    /// What follows for one thing that is held, flaw by flaw.
    fn reasons(&self, advisory: &Advisory, held: &Held, kin: &[(ProductIndex, Kinship)]) -> Vec<Reason> {
        let mut verdicts: BTreeMap<u32, Verdict> = BTreeMap::new();
        for (at, kinship) in kin {
            for (flaw, status) in self.0.get(at).into_iter().flatten() {
                verdicts.entry(*flaw).or_default().weigh(advisory, held, *at, *kinship, *status);
            }
        }
        let mut reasons: BTreeMap<(Touch, String), BTreeSet<u32>> = BTreeMap::new();
        for (flaw, verdict) in verdicts {
            if let Some((touch, says)) = verdict.conclude(held) {
                reasons.entry((touch, says)).or_default().insert(flaw);
            }
        }
        // Named without a word on what it means: nobody can be called safe by that.
        let is_unspoken = |(at, kinship): &(ProductIndex, Kinship)| {
            matches!(kinship, Kinship::Same | Kinship::Unnamed) && !self.0.contains_key(at)
        };
        if reasons.is_empty() && kin.iter().any(is_unspoken) {
            reasons.insert((Touch::Perhaps, nothing_said(held)), BTreeSet::new());
        }
        let reason = |((touch, says), flaws)| Reason { touch, says, at: Some(held.at.clone()), flaws };
        reasons.into_iter().map(reason).collect()
    }
}

impl Verdict {
    fn weigh(
        &mut self,
        advisory: &Advisory,
        held: &Held,
        at: ProductIndex,
        kinship: Kinship,
        status: Status,
    ) {
        let Some(product) = advisory.product(at) else { return };
        let contained = product.versions.contain(&held.version);
        let (it, theirs) = (shown(held), product.name.as_str());
        let is_listed = matches!(status, Status::Affected | Status::Investigated);
        match kinship {
            Kinship::Maker if is_listed => {
                let says = format!("{} makes it, its model is not known, and {theirs} is named", held.vendor);
                self.unsure.get_or_insert(says);
            }
            Kinship::Alike if is_listed => {
                self.unsure.get_or_insert(format!("{it} and {theirs} are alike in name alone"));
            }
            Kinship::Unnamed if is_listed && contained != Some(false) => {
                self.unsure.get_or_insert(format!("{it} may be {theirs}: its maker is not known"));
            }
            Kinship::Same if is_listed && contained != Some(false) => {
                let whole = product.within.and_then(|at| advisory.product(at));
                let is_sure = contained == Some(true) && status == Status::Affected && held.doubt.is_empty();
                match (is_sure, whole) {
                    (true, None) => self.sure = Some(format!("{it} is {theirs}")),
                    (true, Some(whole)) if names::is_alike(&held.within, &whole.product) => {
                        self.sure = Some(format!("{it} is {theirs}"));
                    }
                    (true, Some(whole)) => {
                        self.unsure.get_or_insert(format!("{it} is affected as a part of {}", whole.name));
                    }
                    (false, _) => drop(self.unsure.get_or_insert(doubt(held, product, contained, status))),
                }
            }
            Kinship::Same | Kinship::Unnamed => match (status, contained) {
                (Status::Fixed, Some(true)) if !held.version.is_empty() && kinship == Kinship::Same => {
                    self.cleared = Some(format!("it is fixed in {theirs}"));
                }
                (Status::NotAffected, Some(true)) if kinship == Kinship::Same => {
                    self.cleared = Some(format!("the publisher says that {theirs} is not affected"));
                }
                (Status::Affected | Status::Investigated, Some(false)) => {
                    self.outside.get_or_insert(format!("{it} is not {theirs}"));
                }
                // Whoever has neither what is fixed nor what is not affected is spoken of by nobody.
                (Status::NotAffected, Some(true)) => {}
                _ => drop(self.unsaid.get_or_insert(nothing_said(held))),
            },
            Kinship::Maker | Kinship::Alike if status == Status::Fixed => {
                self.unsaid.get_or_insert(format!("it may be {theirs}, of which only the fix is named"));
            }
            Kinship::Maker | Kinship::Alike => {}
        }
    }

    /// The worst that cannot be ruled out.
    fn conclude(self, held: &Held) -> Option<(Touch, String)> {
        let is_known = held.version.bytes().any(|byte| byte.is_ascii_digit()) && held.doubt.is_empty();
        match self {
            Self { sure: Some(says), .. } => Some((Touch::Affected, says)),
            Self { unsure: Some(_), cleared: Some(says), .. } if is_known => Some((Touch::NotAffected, says)),
            Self { unsure: Some(says), .. } => Some((Touch::Perhaps, says)),
            Self { cleared: Some(says), .. } | Self { outside: Some(says), .. } if held.doubt.is_empty() => {
                Some((Touch::NotAffected, says))
            }
            Self { cleared: Some(_), .. } | Self { outside: Some(_), .. } => {
                Some((Touch::Perhaps, held.doubt.to_owned()))
            }
            Self { unsaid: Some(says), .. } => Some((Touch::Perhaps, says)),
            Self { .. } => None,
        }
    }
}

fn nothing_said(held: &Held) -> String {
    format!("the advisory names {} and does not say whether it is affected", shown(held))
}

/// Why a product of the same name is not surely affected.
fn doubt(
    held: &Held,
    product: &ward_domain::advisory::Product,
    contained: Option<bool>,
    status: Status,
) -> String {
    let (it, theirs) = (shown(held), product.name.as_str());
    match (&product.versions, contained) {
        (Scope::Unclear(written), None) => format!("{it}: the advisory gives the versions as “{written}”"),
        (_, None) if held.version.is_empty() => {
            format!("the version of {it} is not known, and {theirs} is named")
        }
        (_, None) => format!("{it} cannot be compared with {theirs}"),
        _ if status == Status::Investigated => format!("the publisher does not know yet about {theirs}"),
        _ => format!("{it} is {theirs}, but {}", held.doubt),
    }
}

/// What is held, as its row writes it.
fn shown(held: &Held) -> String {
    let words = [&held.vendor, &held.product, &held.version].into_iter().filter(|word| !word.is_empty());
    words.map(String::as_str).collect::<Vec<_>>().join(" ")
}
