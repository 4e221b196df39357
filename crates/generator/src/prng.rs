//! Repeatable choices: SplitMix64, so that one seed gives the same hospital on every machine and in every version.
//!
//! The generator is the one of Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators* (OOPSLA 2014): a
//! counter with a mixing function. It is written out here, rather than taken from a crate, because a crate may change
//! its stream between versions and the files would change with it. It is not meant for secrets.

/// A stream of numbers that depends on the seed alone.
#[derive(Clone, Debug)]
pub(crate) struct Prng(u64);

impl Prng {
    /// Starts the stream `name` of a seed. Streams are apart: drawing more people does not change the devices.
    pub(crate) fn stream(seed: u64, name: &str) -> Self {
        // FNV-1a over the name, then one mixing step, so that neighbouring seeds share nothing.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let mut mixed = Self(seed ^ hash);
        Self(mixed.next())
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `limit - 1`; 0 when `limit` is 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        // Multiply-shift: the bias is below 2^-32 for every limit used here.
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        low.saturating_add_unsigned(self.below(high.abs_diff(low) as usize + 1) as u32)
    }

    /// True once in `n` draws, on average.
    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of the choices. The list is one of this crate's own and never empty.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// Takes `count` items out of `pool`, in drawn order; fewer when the pool is smaller.
    pub(crate) fn take<T>(&mut self, pool: &mut Vec<T>, count: usize) -> Vec<T> {
        (0..count.min(pool.len())).map(|_| pool.remove(self.below(pool.len()))).collect()
    }

    /// Thirty-two bytes.
    pub(crate) fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for part in bytes.chunks_exact_mut(8) {
            part.copy_from_slice(&self.next().to_le_bytes());
        }
        bytes
    }

    /// A version 4 UUID in shape.
    pub(crate) fn uuid(&mut self) -> String {
        let (a, b) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            0x8000 | ((b >> 48) & 0x3fff),
            b & 0xffff_ffff_ffff
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_splitmix64() {
        // The first outputs of the reference implementation for the state 1234567.
        let mut prng = Prng(1_234_567);
        assert_eq!(prng.next(), 6_457_827_717_110_365_317);
        assert_eq!(prng.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn numbers_stay_within_their_bounds_and_reach_both_ends() {
        let mut prng = Prng::stream(7, "bounds");
        let drawn: Vec<i32> = (0..1_000).map(|_| prng.between(-2, 3)).collect();
        assert_eq!(drawn.iter().min(), Some(&-2));
        assert_eq!(drawn.iter().max(), Some(&3));
    }

    #[test]
    fn streams_of_one_seed_are_apart() {
        assert_ne!(Prng::stream(1, "people").next(), Prng::stream(1, "devices").next());
        assert_ne!(Prng::stream(1, "people").next(), Prng::stream(2, "people").next());
    }
}
