//! Finds a field of a layout by its name. Every cell of every row is asked for in this way, so it may cost no more than a
//! comparison or two.

use super::layout::Layout;

/// The places of the fields by their names: a hash table with open addressing.
#[derive(Debug)]
pub(super) struct Places {
    layout: &'static Layout,
    /// For the [`key`] of a name, and what follows it, one more than its place in the layout; 0 is free. No layout has
    /// a hundred fields, so most are free.
    slots: [u8; 256],
}

impl Places {
    pub(super) fn of(layout: &'static Layout) -> Self {
        let mut places = Self { layout, slots: [0; 256] };
        // Of a layout with more fields than there are slots, the last ones would not be found: a test looks for all.
        for (index, field) in (1..u8::MAX).zip(layout.fields) {
            let slot = places.slot(field.name);
            if let Some(free @ 0) = places.slots.get_mut(usize::from(slot)) {
                *free = index;
            }
        }
        places
    }
    pub(super) fn layout(&self) -> &'static Layout {
        self.layout
    }
    /// The place of a field in the layout. Where a name is written out, the compiler works out its key and compares
    /// it word by word, so this and what calls it with names should be inlined.
    #[expect(
        clippy::inline_always,
        reason = "every cell is asked for in this way: a call costs as much as the work"
    )]
    #[inline(always)]
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let place = self.at(key(name))?;
        let field = self.layout.fields.get(place)?;
        if name == field.name { Some(place) } else { self.at(self.slot(name)) }
    }
    #[expect(clippy::inline_always, reason = "part of the above")]
    #[inline(always)]
    fn at(&self, slot: u8) -> Option<usize> {
        usize::from(*self.slots.get(usize::from(slot))?).checked_sub(1)
    }
    /// The slot that holds the name, or the free one where it would be.
    fn slot(&self, name: &str) -> u8 {
        let mut slot = key(name);
        while let Some(place) = self.at(slot)
            && self.layout.fields.get(place).is_some_and(|field| field.name != name)
        {
            slot = slot.wrapping_add(1);
        }
        slot
    }
}

/// A number that differs for most of the names of one layout: made of the length and of three letters.
#[expect(clippy::inline_always, reason = "worked out by the compiler for names that are written out")]
#[inline(always)]
fn key(name: &str) -> u8 {
    let bytes = name.as_bytes();
    let [first, .., last] = bytes else { return 0 };
    let middle = bytes.get(bytes.len() / 2).copied().unwrap_or_default();
    let length = bytes.len().to_le_bytes()[0];
    (first.wrapping_mul(5) ^ middle.wrapping_mul(17) ^ last.wrapping_mul(29))
        .wrapping_add(length.wrapping_mul(3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::TABLES;

    #[test]
    fn every_field_of_every_layout_is_found_at_its_place() {
        for layout in TABLES {
            let places = Places::of(layout);
            for (index, field) in layout.fields.iter().enumerate() {
                assert_eq!(places.find(field.name), Some(index), "{}: {}", layout.id, field.name);
            }
            assert_eq!((places.find("no such field"), places.find("")), (None, None));
        }
    }

    /// Otherwise reading would be slow and still right, and nothing would tell.
    #[test]
    fn few_names_share_a_slot() {
        for layout in TABLES {
            let places = Places::of(layout);
            let steps = |name: &str| usize::from(places.slot(name).wrapping_sub(key(name)));
            let all: usize = layout.fields.iter().map(|field| steps(field.name)).sum();
            assert!(all * 2 <= layout.fields.len(), "{}: {all} steps too many", layout.id);
        }
    }
}
