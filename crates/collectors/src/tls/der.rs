//! Reads DER (X.690) as far as certificates and keys need it: tags, lengths and nesting, all checked.

use crate::bytes::Bytes;

/// Tags of the kinds that are met.
pub(crate) mod tag {
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const BMP_STRING: u8 = 0x1e;
    pub(crate) const SEQUENCE: u8 = 0x30;
    /// `[n]`, constructed.
    pub(crate) const fn context(n: u8) -> u8 {
        0xa0 | n
    }
}

/// Values one after the other.
#[derive(Debug)]
pub(crate) struct Der<'b>(Bytes<'b>);

impl<'b> Der<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self(Bytes(bytes))
    }
    /// The content of the next value, which must have that tag.
    pub(crate) fn expect(&mut self, tag: u8) -> Option<&'b [u8]> {
        self.next().filter(|(of, _)| *of == tag).map(|(_, content)| content)
    }
    /// The values within the next value, which must have that tag.
    pub(crate) fn enter(&mut self, tag: u8) -> Option<Self> {
        self.expect(tag).map(Self::new)
    }
    /// The tag of the next value.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.0.0.first().copied()
    }
}

impl<'b> Iterator for Der<'b> {
    type Item = (u8, &'b [u8]);

    /// The next value: its tag and its content.
    fn next(&mut self) -> Option<Self::Item> {
        let tag = self.0.u8()?;
        let length = match self.0.u8()? {
            short @ 0..=0x7f => usize::from(short),
            long @ 0x81..=0x84 => {
                let bytes = self.0.take(usize::from(long & 0x7f))?;
                bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte))
            }
            _ => return None,
        };
        Some((tag, self.0.take(length)?))
    }
}
