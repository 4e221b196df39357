//! The Merkle tree of RFC 6962, section 2.1: SHA-256, leaves prefixed with 0x00 and inner nodes with 0x01.
//!
//! A tree keeps the hash of every complete subtree (64 bytes an entry in all), so a root or a proof at any size costs a
//! few dozen hashes. Verification needs the proof alone (RFC 9162, sections 2.1.3.2 and 2.1.4.2).

use sha2::{Digest as _, Sha256};

/// A SHA-256 hash of a leaf or a node of the tree.
pub type Hash = [u8; 32];

/// The hash of a leaf that holds these bytes.
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(bytes).finalize().into()
}

/// The hash of a node above two others.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of a tree without leaves: the hash of nothing.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// A tree that grows at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// `levels[k][i]` is the hash of the complete subtree over the leaves `i << k .. (i + 1) << k`.
    levels: Vec<Vec<Hash>>,
}

impl FromIterator<Hash> for Tree {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut tree = Self::default();
        leaves.into_iter().for_each(|leaf| tree.append(leaf));
        tree
    }
}

impl Tree {
    /// A tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Adds a leaf at the end.
    pub fn append(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for level in 0.. {
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[level];
            row.push(hash);
            // A row of even length has just completed a pair, so the subtree above is complete too.
            match row.as_slice() {
                [.., left, right] if row.len().is_multiple_of(2) => hash = node_hash(left, right),
                _ => return,
            }
        }
    }

    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        self.subtree(0, self.size())
    }

    /// The root over the first `size` leaves; `None` when there are not that many.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        (size <= self.size()).then(|| self.subtree(0, size))
    }

    /// Proof that the leaf of that index is under the root over the first `size` leaves; `None` when it is not.
    pub fn prove_inclusion(&self, index: u64, size: u64) -> Option<InclusionProof> {
        if index >= size || size > self.size() {
            return None;
        }
        let mut path = Vec::new();
        let (mut start, mut end) = (0, size);
        while end - start > 1 {
            let middle = start + split(end - start);
            if index < middle {
                path.push(self.subtree(middle, end));
                end = middle;
            } else {
                path.push(self.subtree(start, middle));
                start = middle;
            }
        }
        path.reverse();
        Some(InclusionProof { index, size, path })
    }

    /// Proof that the tree over the first `new_size` leaves only adds to the one over the first `old_size`; `None` when
    /// the sizes are in the wrong order or beyond the tree.
    pub fn prove_consistency(&self, old_size: u64, new_size: u64) -> Option<ConsistencyProof> {
        if old_size > new_size || new_size > self.size() {
            return None;
        }
        let mut path = Vec::new();
        if old_size > 0 {
            let (mut start, mut end) = (0, new_size);
            let mut is_old_root = true;
            while end != old_size {
                let middle = start + split(end - start);
                if old_size <= middle {
                    path.push(self.subtree(middle, end));
                    end = middle;
                } else {
                    path.push(self.subtree(start, middle));
                    start = middle;
                    is_old_root = false;
                }
            }
            if !is_old_root {
                path.push(self.subtree(start, end));
            }
            path.reverse();
        }
        Some(ConsistencyProof { old_size, new_size, path })
    }

    /// The root over the leaves `start..end`. Every range that the RFC's splits reach starts at a multiple of the power of
    /// two that its largest complete subtree has.
    fn subtree(&self, start: u64, end: u64) -> Hash {
        let count = end - start;
        if count == 0 {
            return empty_root();
        }
        if count.is_power_of_two() {
            let level = count.trailing_zeros();
            return self.levels[level as usize][(start >> level) as usize];
        }
        let middle = start + split(count);
        node_hash(&self.subtree(start, middle), &self.subtree(middle, end))
    }
}

/// The largest power of two below `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// Proof that a leaf is part of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InclusionProof {
    /// Which leaf; the first is 0.
    pub index: u64,
    /// Leaves of the tree.
    pub size: u64,
    /// Hashes of the siblings, from the leaf up.
    pub path: Vec<Hash>,
}

/// Proof that a tree only adds to an older one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsistencyProof {
    /// Leaves of the older tree.
    pub old_size: u64,
    /// Leaves of the newer tree.
    pub new_size: u64,
    /// Hashes, from the leaves up.
    pub path: Vec<Hash>,
}

/// A proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofFails {
    /// The leaf is not at that place under that root.
    #[error("the proof does not show that the entry is part of the record")]
    Inclusion,
    /// The newer root does not continue the older one.
    #[error("the proof does not show that the newer record only adds to the older one")]
    Consistency,
}

impl InclusionProof {
    /// Checks that `leaf` stands at this index under `root`.
    pub fn verify(&self, leaf: &Hash, root: &Hash) -> Result<(), ProofFails> {
        if self.index >= self.size {
            return Err(ProofFails::Inclusion);
        }
        let (mut node, mut last) = (self.index, self.size - 1);
        let mut hash = *leaf;
        for sibling in &self.path {
            if last == 0 {
                return Err(ProofFails::Inclusion);
            }
            if node & 1 == 1 || node == last {
                hash = node_hash(sibling, &hash);
                skip_complete(&mut node, &mut last);
            } else {
                hash = node_hash(&hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        if last == 0 && hash == *root { Ok(()) } else { Err(ProofFails::Inclusion) }
    }
}

impl ConsistencyProof {
    /// Checks that the tree with `new_root` only adds to the tree with `old_root`.
    pub fn verify(&self, old_root: &Hash, new_root: &Hash) -> Result<(), ProofFails> {
        let holds = match (self.old_size, self.new_size) {
            (0, 0) => self.path.is_empty() && *old_root == empty_root() && old_root == new_root,
            (0, _) => self.path.is_empty() && *old_root == empty_root(),
            (old, new) if old == new => self.path.is_empty() && old_root == new_root,
            (old, new) if old < new => self.leads_to(old_root, new_root),
            _ => false,
        };
        if holds { Ok(()) } else { Err(ProofFails::Consistency) }
    }

    fn leads_to(&self, old_root: &Hash, new_root: &Hash) -> bool {
        // A complete older tree is itself a node of the newer one, and the proof leaves it out.
        let given = if self.old_size.is_power_of_two() { Some(old_root) } else { None };
        let mut path = given.into_iter().chain(&self.path);
        let Some(&first) = path.next() else { return false };
        let (mut node, mut last) = (self.old_size - 1, self.new_size - 1);
        let complete = node.trailing_ones();
        node >>= complete;
        last >>= complete;
        let (mut old, mut new) = (first, first);
        for sibling in path {
            if last == 0 {
                return false;
            }
            if node & 1 == 1 || node == last {
                old = node_hash(sibling, &old);
                new = node_hash(sibling, &new);
                skip_complete(&mut node, &mut last);
            } else {
                new = node_hash(&new, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        last == 0 && old == *old_root && new == *new_root
    }
}

/// Climbs past levels on which the last node, never 0, stands alone: it has no sibling there, so the path has no hash for it.
fn skip_complete(node: &mut u64, last: &mut u64) {
    if *node & 1 == 0 {
        let lone = node.trailing_zeros();
        *node >>= lone;
        *last >>= lone;
    }
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;
