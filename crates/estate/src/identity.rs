//! Decides which rows speak of the same thing, and says why.
//!
//! Rows are joined by keys, strongest first. A weaker key never joins two groups that a stronger key tells apart
//! (two serial numbers are two devices, whatever their addresses). Every join is remembered with its reason, and a
//! person can overrule it: [`Decisions::apart`] keeps two names apart, [`Decisions::joined`] brings them together.

use std::collections::BTreeMap;

/// A name that identifies a thing, with its kind in front: `mac:00:11:…`, `fqdn:pacs1.example`, `person:1234`.
pub type Key = String;

/// What people decided against or beyond the keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Pairs that never mean one thing.
    pub apart: Vec<(Key, Key)>,
    /// Pairs that mean one thing.
    pub joined: Vec<(Key, Key)>,
}

/// Why two rows were joined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Join {
    /// The key that both rows carry, or the decision.
    pub by: Key,
    /// Position of the first row.
    pub one: u32,
    /// Position of the second row.
    pub other: u32,
}

/// Groups of rows, growing together.
///
/// Each group knows the values of its identifying keys by rank (0 is strongest), so that a join by a weaker key can be
/// refused when a stronger one contradicts it.
pub(crate) struct Groups<'d> {
    parent: Vec<u32>,
    values: Vec<Vec<(u8, Key)>>,
    joins: Vec<Join>,
    decisions: &'d Decisions,
}

impl<'d> Groups<'d> {
    /// Every row by itself. `values` holds for each row its identifying keys with their ranks.
    pub(crate) fn new(mut values: Vec<Vec<(u8, Key)>>, decisions: &'d Decisions) -> Self {
        for of_row in &mut values {
            of_row.sort();
        }
        let mut groups =
            Self { parent: (0..values.len() as u32).collect(), values, joins: Vec::new(), decisions };
        groups.join_as_decided();
        groups
    }

    fn join_as_decided(&mut self) {
        for (one, other) in &self.decisions.joined {
            let holder = |key: &Key| {
                (0u32..).zip(&self.values).find(|(_, v)| v.iter().any(|(_, k)| k == key)).map(|(row, _)| row)
            };
            if let (Some(a), Some(b)) = (holder(one), holder(other)) {
                self.unite(a, b, format!("decision: {one} is {other}"));
            }
        }
    }

    /// The group of a row.
    pub(crate) fn root(&mut self, row: u32) -> u32 {
        let mut root = row;
        while self.parent[root as usize] != root {
            root = self.parent[root as usize];
        }
        let mut step = row;
        while self.parent[step as usize] != root {
            step = std::mem::replace(&mut self.parent[step as usize], root);
        }
        root
    }

    /// Joins two rows by a key of a rank, unless a key of one of the `contradicting` ranks, or a person, says that
    /// they are two things.
    pub(crate) fn join(&mut self, one: u32, other: u32, by: &str, contradicting: &[u8]) -> bool {
        let (a, b) = (self.root(one), self.root(other));
        if a == b {
            return true;
        }
        if self.contradict(a, b, contradicting) || self.kept_apart(a, b) {
            return false;
        }
        self.unite(one, other, by.to_owned());
        true
    }

    fn contradict(&self, a: u32, b: u32, ranks: &[u8]) -> bool {
        ranks.iter().any(|&rank| {
            let of = |group: u32| {
                self.values[group as usize].iter().filter(move |(r, _)| *r == rank).map(|(_, k)| k)
            };
            of(a).next().is_some()
                && of(b).next().is_some()
                && !of(a).any(|key| of(b).any(|other| other == key))
        })
    }

    fn kept_apart(&self, a: u32, b: u32) -> bool {
        let holds = |group: u32, key: &Key| self.values[group as usize].iter().any(|(_, k)| k == key);
        self.decisions
            .apart
            .iter()
            .any(|(one, other)| (holds(a, one) && holds(b, other)) || (holds(a, other) && holds(b, one)))
    }

    fn unite(&mut self, one: u32, other: u32, by: Key) {
        let (a, b) = (self.root(one), self.root(other));
        if a == b {
            return;
        }
        // The smaller position stays the root, so the result does not depend on the history of joins.
        let (root, child) = (a.min(b), a.max(b));
        self.parent[child as usize] = root;
        let moved = std::mem::take(&mut self.values[child as usize]);
        let values = &mut self.values[root as usize];
        values.extend(moved);
        values.sort();
        values.dedup();
        self.joins.push(Join { by, one, other });
    }

    /// The joins of each group, by the group's root.
    pub(crate) fn joins_by_root(&mut self) -> BTreeMap<u32, Vec<Join>> {
        let mut by_root: BTreeMap<u32, Vec<Join>> = BTreeMap::new();
        for join in std::mem::take(&mut self.joins) {
            by_root.entry(self.root(join.one)).or_default().push(join);
        }
        by_root
    }
}

/// Most things that one key may seem to name before rows are not compared with any further one: a name such as
/// `localhost` says nothing.
const MOST_NAMESAKES: usize = 64;

/// Joins the rows that share a key, keys in order: each row with the first group of that key that nothing keeps it from.
pub(crate) fn join_by_key(groups: &mut Groups<'_>, mut keyed: Vec<(Key, u32)>, contradicting: &[u8]) {
    keyed.sort();
    keyed.dedup();
    for same in keyed.chunk_by(|a, b| a.0 == b.0) {
        let mut namesakes: Vec<u32> = Vec::new();
        for (key, row) in same {
            if !namesakes.iter().any(|&first| groups.join(first, *row, key, contradicting))
                && namesakes.len() < MOST_NAMESAKES
            {
                namesakes.push(*row);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(keys: &[(u8, &str)]) -> Vec<(u8, Key)> {
        keys.iter().map(|(rank, key)| (*rank, (*key).to_owned())).collect()
    }

    #[test]
    fn a_weaker_key_does_not_join_what_a_stronger_one_tells_apart() {
        let none = Decisions::default();
        let rows = vec![
            row(&[(0, "serial:1"), (3, "address:10.0.0.1")]),
            row(&[(0, "serial:2"), (3, "address:10.0.0.1")]),
        ];
        let mut groups = Groups::new(rows, &none);
        assert!(!groups.join(0, 1, "address:10.0.0.1", &[0]));
        assert_ne!(groups.root(0), groups.root(1));
    }

    #[test]
    fn a_contradiction_reaches_through_a_chain() {
        let none = Decisions::default();
        let rows = vec![row(&[(0, "serial:1")]), row(&[(1, "mac:a")]), row(&[(0, "serial:2")])];
        let mut groups = Groups::new(rows, &none);
        assert!(groups.join(0, 1, "fqdn:x", &[0]));
        assert!(!groups.join(1, 2, "fqdn:x", &[0]));
    }

    #[test]
    fn people_may_overrule_the_keys_both_ways() {
        let decisions = Decisions {
            apart: vec![("fqdn:a".into(), "fqdn:b".into())],
            joined: vec![("fqdn:c".into(), "fqdn:d".into())],
        };
        let rows =
            vec![row(&[(2, "fqdn:a")]), row(&[(2, "fqdn:b")]), row(&[(2, "fqdn:c")]), row(&[(2, "fqdn:d")])];
        let mut groups = Groups::new(rows, &decisions);
        assert!(!groups.join(0, 1, "mac:m", &[]));
        assert_eq!(groups.root(2), groups.root(3));
        assert_eq!(groups.joins_by_root()[&2][0].by, "decision: fqdn:c is fqdn:d");
    }
}
