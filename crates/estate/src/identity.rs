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

/// The keys of all rows, each text kept once and known by its number from then on.
#[derive(Default)]
pub(crate) struct Keys {
    texts: Vec<Key>,
    /// For each rank (0 is strongest) the rows that carry a key, ordered by the key's text, then row.
    carried: Vec<Vec<Carried>>,
    of_row: Vec<Vec<(u8, u32)>>,
}

/// A key that a row carries, before it has a number. In the order of rank, text, row.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Keyed {
    rank: u8,
    /// The first eight bytes behind the kind: of two keys of one kind they nearly always say already which comes first,
    /// and no text need be looked up for it.
    start: u64,
    text: Key,
    row: u32,
}

impl Keyed {
    /// 0 is the strongest rank; all keys of a rank are of one kind.
    pub(crate) fn new(rank: u8, text: Key, row: u32) -> Self {
        let value = text.split_once(':').map_or(text.as_str(), |(_, value)| value);
        let mut start = [0; 8];
        start.iter_mut().zip(value.bytes()).for_each(|(to, byte)| *to = byte);
        Self { rank, start: u64::from_be_bytes(start), text, row }
    }
}

/// A key's number, and a row that carries it.
pub(crate) type Carried = (u32, u32);

impl Keys {
    /// The keys of so many rows.
    pub(crate) fn of(rows: usize, mut keyed: Vec<Keyed>) -> Self {
        keyed.sort_unstable();
        keyed.dedup();
        let mut keys = Self { of_row: vec![Vec::new(); rows], ..Self::default() };
        for Keyed { rank, text, row, .. } in keyed {
            let rank_at = usize::from(rank);
            if keys.carried.len() <= rank_at {
                keys.carried.resize_with(rank_at + 1, Vec::new);
            }
            let is_first_of_rank = keys.carried[rank_at].is_empty();
            if is_first_of_rank || keys.texts.last() != Some(&text) {
                keys.texts.push(text);
            }
            let number = keys.texts.len() as u32 - 1;
            keys.carried[rank_at].push((number, row));
            keys.of_row[row as usize].push((rank, number));
        }
        keys
    }
    /// The rows that carry keys of a rank.
    pub(crate) fn carried(&self, rank: u8) -> &[Carried] {
        self.carried.get(usize::from(rank)).map_or(&[], Vec::as_slice)
    }
    /// The first key of a rank that a row carries.
    pub(crate) fn of_row(&self, row: u32, rank: u8) -> Option<u32> {
        self.of_row[row as usize].iter().find(|(r, _)| *r == rank).map(|(_, number)| *number)
    }
    /// All numbers of a text: the same text under two ranks has two.
    fn numbers(&self, text: &Key) -> Vec<u32> {
        (0u32..).zip(&self.texts).filter(|(_, known)| *known == text).map(|(number, _)| number).collect()
    }
}

/// Why two rows are one thing: a key that both carry, or a sentence.
enum Because {
    Key(u32),
    Says(String),
}

/// A row, and the group that it is in: the first row of all that are one thing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Member {
    pub(crate) group: u32,
    pub(crate) row: u32,
}

/// Groups of rows, growing together.
///
/// Each group knows the values of its identifying keys by rank (0 is strongest), so that a join by a weaker key can be
/// refused when a stronger one contradicts it.
pub(crate) struct Groups {
    parent: Vec<u32>,
    texts: Vec<Key>,
    values: Vec<Vec<(u8, u32)>>,
    joins: Vec<(Because, u32, u32)>,
    apart: Vec<(Vec<u32>, Vec<u32>)>,
}

impl Groups {
    /// Every row by itself, and those together of which people said so.
    pub(crate) fn new(keys: Keys, decisions: &Decisions) -> Self {
        let numbers = |(one, other): &(Key, Key)| (keys.numbers(one), keys.numbers(other));
        let apart = decisions.apart.iter().map(numbers).collect();
        let joined: Vec<_> = decisions.joined.iter().map(|pair| (pair, numbers(pair))).collect();
        let Keys { texts, of_row: values, .. } = keys;
        let parent = (0..values.len() as u32).collect();
        let mut groups = Self { parent, texts, values, joins: Vec::new(), apart };
        for ((one, other), (ones, others)) in joined {
            if let (Some(a), Some(b)) = (groups.holder(&ones), groups.holder(&others)) {
                groups.unite(a, b, Because::Says(format!("decision: {one} is {other}")));
            }
        }
        groups
    }

    /// The first row that carries one of the keys.
    fn holder(&self, numbers: &[u32]) -> Option<u32> {
        let carries = |of_row: &Vec<(u8, u32)>| of_row.iter().any(|(_, number)| numbers.contains(number));
        (0u32..).zip(&self.values).find(|(_, of_row)| carries(of_row)).map(|(row, _)| row)
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

    /// Every row with the group that it is in, group by group.
    pub(crate) fn members(&mut self) -> Vec<Member> {
        let rows = 0..self.parent.len() as u32;
        let mut members: Vec<Member> = rows.map(|row| Member { group: self.root(row), row }).collect();
        members.sort_unstable();
        members
    }

    /// Joins two rows for a reason that is no key of theirs, unless a key of one of the `contradicting` ranks, or a
    /// person, says that they are two things.
    pub(crate) fn join_because(
        &mut self,
        one: u32,
        other: u32,
        says: impl FnOnce() -> String,
        contradicting: &[u8],
    ) -> bool {
        self.join(one, other, || Because::Says(says()), contradicting)
    }

    /// The same, by a key that both rows carry.
    fn join_by(&mut self, one: u32, other: u32, key: u32, contradicting: &[u8]) -> bool {
        self.join(one, other, || Because::Key(key), contradicting)
    }

    fn join(
        &mut self,
        one: u32,
        other: u32,
        because: impl FnOnce() -> Because,
        contradicting: &[u8],
    ) -> bool {
        let (a, b) = (self.root(one), self.root(other));
        if a == b {
            return true;
        }
        if self.contradict(a, b, contradicting) || self.kept_apart(a, b) {
            return false;
        }
        self.unite(one, other, because());
        true
    }

    fn contradict(&self, a: u32, b: u32, ranks: &[u8]) -> bool {
        ranks.iter().any(|&rank| {
            let of = |group: u32| {
                self.values[group as usize].iter().filter(move |(r, _)| *r == rank).map(|(_, number)| *number)
            };
            of(a).any(|one| {
                let rivals = || of(b).filter(move |other| self.are_of_one_list(one, *other));
                rivals().next().is_some() && !rivals().any(|other| of(a).any(|own| own == other))
            })
        })
    }

    /// Whether two keys of one rank are numbers that one list gives: the asset tag of an inventory and the id of a
    /// console say nothing about each other.
    fn are_of_one_list(&self, one: u32, other: u32) -> bool {
        let list = |number: u32| {
            let text = &self.texts[number as usize];
            text.strip_prefix("id:").and_then(|rest| rest.split_once(':')).map(|(list, _)| list)
        };
        list(one) == list(other)
    }

    fn kept_apart(&self, a: u32, b: u32) -> bool {
        let holds = |group: u32, numbers: &[u32]| {
            self.values[group as usize].iter().any(|(_, number)| numbers.contains(number))
        };
        self.apart
            .iter()
            .any(|(one, other)| (holds(a, one) && holds(b, other)) || (holds(a, other) && holds(b, one)))
    }

    fn unite(&mut self, one: u32, other: u32, because: Because) {
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
        values.sort_unstable();
        values.dedup();
        self.joins.push((because, one, other));
    }

    /// The joins of each group, by the group's root.
    pub(crate) fn joins_by_root(&mut self) -> BTreeMap<u32, Vec<Join>> {
        let mut by_root: BTreeMap<u32, Vec<Join>> = BTreeMap::new();
        for (because, one, other) in std::mem::take(&mut self.joins) {
            let by = match because {
                Because::Key(number) => self.texts[number as usize].clone(),
                Because::Says(says) => says,
            };
            by_root.entry(self.root(one)).or_default().push(Join { by, one, other });
        }
        by_root
    }
}

/// Most things that one key may seem to name before rows are not compared with any further one: a name such as
/// `localhost` says nothing.
const MOST_NAMESAKES: usize = 64;

/// Joins the rows that share a key, keys in order: each row with the first group of that key that nothing keeps it from.
pub(crate) fn join_by_key(groups: &mut Groups, carried: &[Carried], contradicting: &[u8]) {
    let mut namesakes: Vec<u32> = Vec::new();
    for same in carried.chunk_by(|a, b| a.0 == b.0) {
        namesakes.clear();
        for &(key, row) in same {
            if !namesakes.iter().any(|&first| groups.join_by(first, row, key, contradicting))
                && namesakes.len() < MOST_NAMESAKES
            {
                namesakes.push(row);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(rows: &[&[(u8, &str)]], decisions: &Decisions) -> Groups {
        let keyed = (0u32..).zip(rows).flat_map(|(row, keys)| {
            keys.iter().map(move |(rank, key)| Keyed::new(*rank, (*key).to_owned(), row))
        });
        Groups::new(Keys::of(rows.len(), keyed.collect()), decisions)
    }

    fn join(groups: &mut Groups, one: u32, other: u32, contradicting: &[u8]) -> bool {
        groups.join_because(one, other, || "a weaker key".to_owned(), contradicting)
    }

    #[test]
    fn a_weaker_key_does_not_join_what_a_stronger_one_tells_apart() {
        let rows: [&[(u8, &str)]; 2] =
            [&[(0, "serial:1"), (3, "address:10.0.0.1")], &[(0, "serial:2"), (3, "address:10.0.0.1")]];
        let mut groups = groups(&rows, &Decisions::default());
        assert!(!join(&mut groups, 0, 1, &[0]));
        assert_ne!(groups.root(0), groups.root(1));
    }

    #[test]
    fn numbers_of_two_lists_do_not_contradict_each_other() {
        let rows: [&[(u8, &str)]; 3] =
            [&[(1, "id:inventory:p1")], &[(1, "id:console:77")], &[(1, "id:console:78")]];
        let mut groups = groups(&rows, &Decisions::default());
        assert!(join(&mut groups, 0, 1, &[1]));
        assert!(!join(&mut groups, 0, 2, &[1]));
    }

    #[test]
    fn a_contradiction_reaches_through_a_chain() {
        let rows: [&[(u8, &str)]; 3] = [&[(0, "serial:1")], &[(1, "mac:a")], &[(0, "serial:2")]];
        let mut groups = groups(&rows, &Decisions::default());
        assert!(join(&mut groups, 0, 1, &[0]));
        assert!(!join(&mut groups, 1, 2, &[0]));
    }

    #[test]
    fn people_may_overrule_the_keys_both_ways() {
        let decisions = Decisions {
            apart: vec![("fqdn:a".into(), "fqdn:b".into())],
            joined: vec![("fqdn:c".into(), "fqdn:d".into())],
        };
        let rows: [&[(u8, &str)]; 4] =
            [&[(2, "fqdn:a")], &[(2, "fqdn:b")], &[(2, "fqdn:c")], &[(2, "fqdn:d")]];
        let mut groups = groups(&rows, &decisions);
        assert!(!join(&mut groups, 0, 1, &[]));
        assert_eq!(groups.root(2), groups.root(3));
        assert_eq!(groups.joins_by_root()[&2][0].by, "decision: fqdn:c is fqdn:d");
    }
}
