//! What sums over sets of organisations can be worked out from known sums: exact linear algebra modulo a large prime.
//!
//! A count that follows from others over the rationals follows modulo the prime too, so nothing that can be worked out
//! is missed; the other way round a count may be held back once in about 10^18 for no reason.

/// 2^61 − 1, a prime.
const PRIME: u64 = (1 << 61) - 1;

/// All sums over sets of `K` that follow from some.
pub(super) struct Span<K> {
    /// Everybody in any set, rising, with their column: those in the same sets throughout stand in one column.
    columns: Vec<(K, usize)>,
    sizes: Vec<usize>,
    /// Rows in echelon form: the column of the first entry, which is 1, and the row.
    rows: Vec<(usize, Vec<u64>)>,
}

impl<K: Ord + Clone> Span<K> {
    /// The span of the sums over these sets.
    pub(super) fn of(sets: impl Iterator<Item = Vec<K>>) -> Self {
        let sets: Vec<Vec<K>> = sets.collect();
        let mut everybody: Vec<K> = sets.iter().flatten().cloned().collect();
        everybody.sort_unstable();
        everybody.dedup();
        let mut span = Self {
            sizes: vec![everybody.len()],
            columns: everybody.into_iter().map(|one| (one, 0)).collect(),
            rows: Vec::new(),
        };
        for set in &sets {
            span.divide(set);
        }
        for set in &sets {
            let mut vector = vec![0; span.sizes.len()];
            for one in set {
                if let Some(entry) = span.column(one).and_then(|column| vector.get_mut(column)) {
                    *entry = 1;
                }
            }
            span.add(vector);
        }
        span
    }

    fn column(&self, one: &K) -> Option<usize> {
        let place = self.columns.binary_search_by(|(known, _)| known.cmp(one)).ok()?;
        self.columns.get(place).map(|(_, column)| *column)
    }

    /// Gives those of each column that are in the set a column of their own.
    fn divide(&mut self, set: &[K]) {
        let mut apart: Vec<Option<usize>> = vec![None; self.sizes.len()];
        for one in set {
            let Ok(place) = self.columns.binary_search_by(|(known, _)| known.cmp(one)) else { continue };
            let Some((_, column)) = self.columns.get_mut(place) else { continue };
            // Who is named twice is in a new column already.
            let Some(slot) = apart.get_mut(*column) else { continue };
            let new = *slot.get_or_insert(self.sizes.len());
            if new == self.sizes.len() {
                self.sizes.push(0);
            }
            if let Some(size) = self.sizes.get_mut(*column) {
                *size -= 1;
            }
            if let Some(size) = self.sizes.get_mut(new) {
                *size += 1;
            }
            *column = new;
        }
    }

    /// Whether the sum over a set follows. A set that divides organisations which always stand together never does.
    pub(super) fn holds(&self, set: &[K]) -> bool {
        let mut found = vec![0_usize; self.sizes.len()];
        for one in set {
            match self.column(one).and_then(|column| found.get_mut(column)) {
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
