//! Finds a field of a layout by its name. Every cell of every row is asked for in this way, so it may cost no more than a
//! comparison or two.

use super::layout::Layout;

/// The places of the fields by their names.
#[derive(Debug)]
pub(super) struct Places {
    layout: &'static Layout,
    all: Slots,
    /// Of those alone for which the list has a column: most lists have few of a layout's fields, and a field without a
    /// column then costs one look.
    held: Slots,
}

impl Places {
    /// The places in a layout; `has_column` says for which of them the list has a column.
    pub(super) fn of(layout: &'static Layout, has_column: impl Fn(usize) -> bool) -> Self {
        let places = 0..layout.fields.len();
        let held = Slots::of(layout, places.clone().filter(|place| has_column(*place)));
        Self { layout, all: Slots::of(layout, places), held }
    }
    pub(super) fn layout(&self) -> &'static Layout {
        self.layout
    }
    /// The place of a field in the layout.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.all.find(self.layout, name)
    }
    /// The place of a field for which the list has a column.
    #[expect(
        clippy::inline_always,
        reason = "every cell is asked for in this way: a call costs as much as the work"
    )]
    #[inline(always)]
    pub(super) fn held(&self, name: &str) -> Option<usize> {
        self.held.find(self.layout, name)
    }
}

/// Places by name: a hash table with open addressing.
///
/// For the [`key`] of a name, and what follows it, one more than its place in the layout; 0 is free. No layout has a
/// hundred fields, so most are free.
#[derive(Debug)]
struct Slots([u8; 256]);

impl Slots {
    fn of(layout: &Layout, places: impl Iterator<Item = usize>) -> Self {
        let mut slots = Self([0; 256]);
        // Of a layout with more fields than there are slots, the last ones would not be found: a test looks for all.
        for (place, field) in places.filter_map(|place| Some((place, layout.fields.get(place)?))) {
            let slot = slots.slot(layout, field.name);
            if let (Some(free @ 0), Ok(one_more)) =
                (slots.0.get_mut(usize::from(slot)), u8::try_from(place + 1))
            {
                *free = one_more;
            }
        }
        slots
    }
    /// Where a name is written out, the compiler works out its key and compares it word by word, so this and what calls
    /// it with names should be inlined.
    #[expect(clippy::inline_always, reason = "part of the above")]
    #[inline(always)]
    fn find(&self, layout: &Layout, name: &str) -> Option<usize> {
        let place = self.at(key(name))?;
        let field = layout.fields.get(place)?;
        if name == field.name { Some(place) } else { self.at(self.slot(layout, name)) }
    }
    #[expect(clippy::inline_always, reason = "part of the above")]
    #[inline(always)]
    fn at(&self, slot: u8) -> Option<usize> {
        usize::from(*self.0.get(usize::from(slot))?).checked_sub(1)
    }
    /// The slot that holds the name, or the free one where it would be.
    fn slot(&self, layout: &Layout, name: &str) -> u8 {
        let mut slot = key(name);
        while let Some(place) = self.at(slot)
            && layout.fields.get(place).is_some_and(|field| field.name != name)
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
            let places = Places::of(layout, |place| place % 3 == 1);
            for (index, field) in layout.fields.iter().enumerate() {
                assert_eq!(places.find(field.name), Some(index), "{}: {}", layout.id, field.name);
                let held = Some(index).filter(|index| index % 3 == 1);
                assert_eq!(places.held(field.name), held, "{}: {}", layout.id, field.name);
            }
            assert_eq!((places.find("no such field"), places.find("")), (None, None));
        }
    }

    /// Otherwise reading would be slow and still right, and nothing would tell.
    #[test]
    fn few_names_share_a_slot() {
        for layout in TABLES {
            let slots = Slots::of(layout, 0..layout.fields.len());
            let steps = |name: &str| usize::from(slots.slot(layout, name).wrapping_sub(key(name)));
            let all: usize = layout.fields.iter().map(|field| steps(field.name)).sum();
            assert!(all * 2 <= layout.fields.len(), "{}: {all} steps too many", layout.id);
        }
    }
}
