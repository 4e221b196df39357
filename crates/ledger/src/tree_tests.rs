//! Known answers of Certificate Transparency's reference tests, and the laws of proofs.

use super::*;
use proptest::prelude::*;

/// Leaves of the reference tests of RFC 6962 implementations.
const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

/// Roots over the first 0 to 8 of them.
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn reference_tree() -> Tree {
    LEAVES.iter().map(|leaf| leaf_hash(&hex::decode(leaf).unwrap())).collect()
}

fn tree_of(size: u64) -> Tree {
    (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

/// The definition of RFC 6962, word for word, to compare with.
fn slow_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&slow_root(left), &slow_root(right))
        }
    }
}

#[test]
fn roots_are_those_of_the_reference_tests() {
    let tree = reference_tree();
    for (size, root) in ROOTS.iter().enumerate() {
        assert_eq!(hex::encode(tree.root_at(size as u64).unwrap()), *root, "size {size}");
    }
    assert_eq!(tree.root(), tree.root_at(8).unwrap());
}

#[track_caller]
fn path(proof: &[Hash]) -> Vec<String> {
    proof.iter().map(hex::encode).collect()
}

#[test]
fn inclusion_path_of_the_reference_tests() {
    let tree = reference_tree();
    assert!(tree.prove_inclusion(0, 1).unwrap().path.is_empty());
    assert_eq!(
        path(&tree.prove_inclusion(5, 8).unwrap().path),
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
}

#[test]
fn consistency_path_of_the_reference_tests() {
    let tree = reference_tree();
    assert!(tree.prove_consistency(1, 1).unwrap().path.is_empty());
    assert_eq!(
        path(&tree.prove_consistency(6, 8).unwrap().path),
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
}

#[test]
fn there_is_no_proof_beyond_the_tree() {
    let tree = tree_of(5);
    assert_eq!(tree.root_at(6), None);
    assert_eq!(tree.prove_inclusion(5, 5), None);
    assert_eq!(tree.prove_inclusion(0, 6), None);
    assert_eq!(tree.prove_inclusion(0, 0), None);
    assert_eq!(tree.prove_consistency(3, 6), None);
    assert_eq!(tree.prove_consistency(4, 3), None);
}

#[test]
fn every_proof_of_every_small_tree_holds_and_fits_no_other_leaf() {
    let tree = tree_of(34);
    for size in 1..=34 {
        let root = tree.root_at(size).unwrap();
        for index in 0..size {
            let proof = tree.prove_inclusion(index, size).unwrap();
            for other in 0..size {
                let holds = proof.verify(&leaf_hash(&other.to_be_bytes()), &root).is_ok();
                assert_eq!(holds, other == index, "leaf {other} with the proof of {index} of {size}");
            }
        }
        for old in 0..=size {
            let proof = tree.prove_consistency(old, size).unwrap();
            for other in 0..=34 {
                let holds = proof.verify(&tree.root_at(other).unwrap(), &root).is_ok();
                assert_eq!(holds, other == old, "root of {other} with the proof from {old} to {size}");
            }
        }
    }
}

/// Flips one bit of one hash of a path; `None` when the path is empty.
fn damaged(path: &[Hash], place: usize, bit: u8) -> Option<Vec<Hash>> {
    let mut path = path.to_vec();
    let place = place.checked_rem(path.len() * 32)?;
    path[place / 32][place % 32] ^= 1 << (bit % 8);
    Some(path)
}

proptest! {
    #[test]
    fn the_tree_equals_the_definition(size in 0_u64..300, at in 0_u64..300) {
        let leaves: Vec<_> = (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        let tree: Tree = leaves.iter().copied().collect();
        prop_assert_eq!(tree.size(), size);
        prop_assert_eq!(tree.root_at(at), leaves.get(..at as usize).map(slow_root));
    }

    #[test]
    fn a_damaged_inclusion_proof_fails(size in 2_u64..3000, index: u64, place: usize, bit: u8, more: Hash) {
        let tree = tree_of(size);
        let index = index % size;
        let leaf = leaf_hash(&index.to_be_bytes());
        let proof = tree.prove_inclusion(index, size).unwrap();
        prop_assert_eq!(proof.verify(&leaf, &tree.root()), Ok(()));
        let fails = |path: Vec<Hash>| InclusionProof { path, ..proof.clone() }.verify(&leaf, &tree.root()).is_err();
        prop_assert!(fails(damaged(&proof.path, place, bit).unwrap()));
        prop_assert!(fails(proof.path[1..].to_vec()));
        prop_assert!(fails([&proof.path[..], &[more]].concat()));
        let beyond = InclusionProof { index: size, ..proof.clone() };
        prop_assert!(beyond.verify(&leaf, &tree.root()).is_err());
        let mut wrong_leaf = leaf;
        wrong_leaf[place % 32] ^= 1 << (bit % 8);
        prop_assert!(proof.verify(&wrong_leaf, &tree.root()).is_err());
    }

    #[test]
    fn a_damaged_consistency_proof_fails(new in 2_u64..3000, old: u64, place: usize, bit: u8, more: Hash) {
        let tree = tree_of(new);
        let old = 1 + old % (new - 1);
        let (old_root, new_root) = (tree.root_at(old).unwrap(), tree.root());
        let proof = tree.prove_consistency(old, new).unwrap();
        prop_assert_eq!(proof.verify(&old_root, &new_root), Ok(()));
        let fails = |path: Vec<Hash>| {
            ConsistencyProof { path, ..proof.clone() }.verify(&old_root, &new_root).is_err()
        };
        prop_assert!(fails(damaged(&proof.path, place, bit).unwrap()));
        prop_assert!(fails(proof.path[1..].to_vec()));
        prop_assert!(fails([&proof.path[..], &[more]].concat()));
        let mut wrong_root = old_root;
        wrong_root[place % 32] ^= 1 << (bit % 8);
        prop_assert!(proof.verify(&wrong_root, &new_root).is_err());
    }
}
