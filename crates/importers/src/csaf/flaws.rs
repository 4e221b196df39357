//! The flaws of an advisory: which products have them, how bad they are, what to do.

use super::tree::Tree;
use super::{LONGEST_NAME, LONGEST_TEXT, MOST_FLAWS, MOST_MENTIONS, cut, damaged, elements, texts, texts_of};
use crate::json::{Value, get, text};
use crate::{Account, Damaged};
use std::collections::BTreeSet;
use ward_domain::advisory::{Flaw, ProductIndex, Remedy, Score};

/// Reads the flaws, and says whether something that they say of products is lost.
pub(super) fn read(flaws: &Value, tree: &Tree, account: &mut Account) -> Result<(Vec<Flaw>, bool), Damaged> {
    let all = flaws.as_array().unwrap_or_default();
    if all.iter().any(|one| one.as_object().is_none()) || !(flaws.is_null() || flaws.as_array().is_some()) {
        return Err(damaged(
            "vulnerabilities is not a list of flaws: take the file from its publisher again",
        ));
    }
    if all.len() > MOST_FLAWS {
        return Err(damaged(format!("the advisory has more than {MOST_FLAWS} flaws")));
    }
    if all.is_empty() {
        account.problem(0, "the advisory names no flaw: it touches nobody by itself");
    }
    let mut reading = Reading { tree, account, mentions: 0, has_gaps: false };
    let flaws = all.iter().enumerate().map(|(place, value)| reading.flaw(place, value));
    let flaws = flaws.collect::<Result<_, _>>()?;
    Ok((flaws, reading.has_gaps))
}

struct Reading<'a> {
    tree: &'a Tree,
    account: &'a mut Account,
    mentions: usize,
    has_gaps: bool,
}

impl Reading<'_> {
    fn flaw(&mut self, place: usize, value: &Value) -> Result<Flaw, Damaged> {
        let mut flaw =
            Flaw { title: cut(&text(value, "title").unwrap_or_default(), LONGEST_NAME), ..Flaw::default() };
        if let Some(written) = text(value, "cve") {
            flaw.cve = written.parse().ok();
            if flaw.cve.is_none() {
                let written = cut(&written, 40);
                self.account.problem(
                    0,
                    format!(
                        "flaw {}: “{written}” is no CVE: findings of scanners cannot be tied to it",
                        place + 1
                    ),
                );
            }
        }
        if flaw.title.is_empty() && flaw.cve.is_none() {
            let id = elements(value, "ids").find_map(|id| text(id, "text"));
            flaw.title = cut(&id.unwrap_or_default(), LONGEST_NAME);
        }
        let name = flaw.name();
        self.status(value, &name, &mut flaw)?;
        flaw.score = score(value);
        for remedy in elements(value, "remediations") {
            let mut products = self.products(get(remedy, "product_ids"), &name)?.0;
            for group in texts(remedy, "group_ids") {
                match self.tree.group(&group) {
                    Some(members) => products.extend(members),
                    None => self.unknown(&name, "group", &group),
                }
            }
            flaw.remedies.push(Remedy {
                kind: cut(&text(remedy, "category").unwrap_or_default(), LONGEST_NAME),
                says: cut(&text(remedy, "details").unwrap_or_default(), LONGEST_TEXT),
                // Nothing but the Web is made a link of.
                url: text(remedy, "url").filter(|url| is_web(url)).map(|url| cut(&url, LONGEST_TEXT)),
                products: products.into_iter().collect(),
            });
        }
        Ok(flaw)
    }

    fn status(&mut self, value: &Value, name: &str, flaw: &mut Flaw) -> Result<(), Damaged> {
        let status = get(value, "product_status");
        self.has_gaps |= !status.is_null() && status.as_object().is_none();
        let Some(fields) = status.as_object().filter(|fields| !fields.is_empty()) else {
            self.account
                .problem(0, format!("{name}: no product is named, so only findings of scanners can show it"));
            return Ok(());
        };
        let (mut affected, mut fixed) = (BTreeSet::new(), BTreeSet::new());
        let (mut not_affected, mut investigated) = (BTreeSet::new(), BTreeSet::new());
        for (key, _) in fields.sorted() {
            let into = match key {
                "known_affected" | "first_affected" | "last_affected" => &mut affected,
                "fixed" | "first_fixed" => &mut fixed,
                "known_not_affected" => &mut not_affected,
                "under_investigation" | "unknown" => &mut investigated,
                // What to use says nothing of who is touched.
                "recommended" => continue,
                other => {
                    let other = cut(other, 40);
                    self.account.problem(
                        0,
                        format!("{name}: the status “{other}” is not known: its products may be affected"),
                    );
                    &mut investigated
                }
            };
            let (products, is_whole) = self.products(get(status, key), name)?;
            // What is lost of the others could only have cleared somebody.
            self.has_gaps |= !is_whole && !matches!(key, "fixed" | "first_fixed" | "known_not_affected");
            into.extend(products);
        }
        for at in &affected {
            let is_both = fixed.remove(at) | not_affected.remove(at);
            if let Some(product) = self.tree.product(*at).filter(|_| is_both) {
                let product = cut(&product.name, 120);
                self.account.problem(
                    0,
                    format!("{name}: {product} is called affected and not affected: it is taken as affected"),
                );
            }
        }
        flaw.affected = affected.into_iter().collect();
        flaw.fixed = fixed.into_iter().collect();
        flaw.not_affected = not_affected.into_iter().collect();
        flaw.investigated = investigated.into_iter().collect();
        Ok(())
    }

    /// The products with these ids, and whether the document describes all of them.
    fn products(&mut self, ids: &Value, name: &str) -> Result<(BTreeSet<ProductIndex>, bool), Damaged> {
        let written = ids.as_array().map_or(usize::from(!ids.is_null()), <[_]>::len);
        let ids = texts_of(ids);
        self.mentions += ids.len();
        if self.mentions > MOST_MENTIONS {
            return Err(damaged(format!("flaws and remedies name products more than {MOST_MENTIONS} times")));
        }
        let (mut found, mut is_whole) = (BTreeSet::new(), true);
        if ids.len() < written {
            is_whole = false;
            self.account.problem(
                0,
                format!(
                    "{name} names products by something else than their ids: what is said of them is lost"
                ),
            );
        }
        for id in &ids {
            if let Some(at) = self.tree.find(id) {
                found.insert(at);
            } else {
                is_whole = false;
                self.unknown(name, "product", id);
            }
        }
        Ok((found, is_whole))
    }

    fn unknown(&mut self, name: &str, what: &str, id: &str) {
        self.account.problem(
            0,
            format!(
                "{name} names the {what} “{}”, which the advisory does not have: what is said of it is lost",
                cut(id, 80)
            ),
        );
    }
}

fn is_web(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://")) && !url.contains(char::is_whitespace)
}

/// The highest score on the newest scale: `scores` of CSAF 2.0, `metrics` of 2.1.
fn score(value: &Value) -> Option<Score> {
    let in_scores = elements(value, "scores").collect::<Vec<_>>();
    let in_metrics = elements(value, "metrics").map(|metric| get(metric, "content"));
    let of = |holder: &Value| {
        [("cvss_v4", 4u8), ("cvss_v3", 3), ("cvss_v2", 2)].into_iter().find_map(|(key, scale)| {
            let score = get(get(holder, key), "baseScore").as_f64()?;
            let tenths = (score * 10.0).round();
            (0.0..=100.0).contains(&tenths).then_some(Score { tenths: tenths as u8, scale })
        })
    };
    in_scores.into_iter().chain(in_metrics).filter_map(of).max_by_key(|score| (score.scale, score.tenths))
}
