//! What sums over sets of organisations can be worked out from known sums: exact linear algebra modulo a large prime.
//!
//! A count that follows from others over the rationals follows modulo the prime too, so nothing that can be worked out
//! is missed; the other way round a count may be held back once in about 10^18 for no reason.

use crate::participants::ParticipantId;
use std::collections::BTreeMap;

/// 2^61 − 1, a prime.
const PRIME: u64 = (1 << 61) - 1;

/// All sums that follow from some.
pub(super) struct Span<'a> {
    /// Organisations that are in the same sets throughout stand in one column.
    columns: BTreeMap<&'a ParticipantId, usize>,
    sizes: Vec<usize>,
    /// Rows in echelon form: the column of the first entry, which is 1, and the row.
    rows: Vec<(usize, Vec<u64>)>,
}

impl<'a> Span<'a> {
    /// The span of the sums over these sets.
    pub(super) fn of<S: Iterator<Item = &'a ParticipantId>>(sets: impl Iterator<Item = S>) -> Self {
        let mut signatures: BTreeMap<&ParticipantId, Vec<usize>> = BTreeMap::new();
        let mut count = 0;
        for (number, set) in sets.enumerate() {
            count = number + 1;
            for id in set {
                signatures.entry(id).or_default().push(number);
            }
        }
        let mut atoms: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        let mut span = Self { columns: BTreeMap::new(), sizes: Vec::new(), rows: Vec::new() };
        for (id, signature) in signatures {
            let next = atoms.len();
            let column = *atoms.entry(signature).or_insert(next);
            if column == span.sizes.len() {
                span.sizes.push(0);
            }
            if let Some(size) = span.sizes.get_mut(column) {
                *size += 1;
            }
            span.columns.insert(id, column);
        }
        let mut vectors = vec![vec![0; atoms.len()]; count];
        for (signature, column) in &atoms {
            for number in signature {
                if let Some(entry) = vectors.get_mut(*number).and_then(|vector| vector.get_mut(*column)) {
                    *entry = 1;
                }
            }
        }
        for vector in vectors {
            span.add(vector);
        }
        span
    }

    /// Whether the sum over a set follows. A set that divides organisations which always stand together never does.
    pub(super) fn holds<'b>(&self, set: impl Iterator<Item = &'b ParticipantId>) -> bool {
        let mut found = vec![0_usize; self.sizes.len()];
        for id in set {
            match self.columns.get(id).and_then(|column| found.get_mut(*column)) {
                Some(count) => *count += 1,
                None => return false,
            }
        }
        if found.iter().zip(&self.sizes).any(|(found, size)| *found != 0 && found != size) {
            return false;
        }
        let vector = found.iter().map(|found| u64::from(*found != 0)).collect();
        self.reduce(vector).iter().all(|entry| *entry == 0)
    }

    fn add(&mut self, vector: Vec<u64>) {
        let mut vector = self.reduce(vector);
        let Some(first) = vector.iter().position(|entry| *entry != 0) else { return };
        let factor = vector.get(first).map_or(1, |entry| power(*entry, PRIME - 2));
        for entry in &mut vector {
            *entry = times(*entry, factor);
        }
        self.rows.push((first, vector));
    }

    fn reduce(&self, mut vector: Vec<u64>) -> Vec<u64> {
        for (first, row) in &self.rows {
            let factor = vector.get(*first).copied().unwrap_or(0);
            if factor != 0 {
                for (entry, from) in vector.iter_mut().zip(row) {
                    *entry = (*entry + PRIME - times(factor, *from)) % PRIME;
                }
            }
        }
        vector
    }
}

fn times(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = times(result, base);
        }
        base = times(base, base);
        exponent >>= 1;
    }
    result
}
