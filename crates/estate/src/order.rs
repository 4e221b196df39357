//! Sorting of things that are too large to be held twice.

use std::cmp::Ordering;

/// Sorts by moving each thing once, and says for each old position the new one. Equal things keep their order.
pub(crate) fn sort_in_place<T>(things: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0u32..).zip(things.iter()).map(|(position, _)| position).collect();
    order.sort_by(|&a, &b| compare(&things[a as usize], &things[b as usize]));
    let mut place = vec![0; order.len()];
    for (new, old) in (0u32..).zip(order) {
        place[old as usize] = new;
    }
    let mut homes = place.clone();
    for at in 0..homes.len() {
        while homes[at] as usize != at {
            let home = homes[at] as usize;
            things.swap(at, home);
            homes.swap(at, home);
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_like_a_stable_sort(numbers in proptest::collection::vec(0..9u8, 0..60)) {
            let old: Vec<(u8, usize)> = numbers.into_iter().zip(0..).collect();
            let mut new = old.clone();
            let place = sort_in_place(&mut new, |a, b| a.0.cmp(&b.0));
            let mut expected = old.clone();
            expected.sort_by_key(|(number, _)| *number);
            prop_assert_eq!(&new, &expected);
            for (thing, place) in old.iter().zip(place) {
                prop_assert_eq!(&new[place as usize], thing);
            }
        }
    }
}
