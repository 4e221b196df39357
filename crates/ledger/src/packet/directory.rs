//! The directory of a ZIP, read strictly: exactly the names of a packet, each once.
//!
//! ZIP readers disagree about files with odd directories (a name twice, two ends, bytes before or after), and whoever
//! wants to show two people two different records would use that. So the directory is walked here first, and only the
//! one shape that our own writer makes is accepted. Layout: PKWARE APPNOTE 6.3, sections 4.3.12 to 4.3.16.

use super::{Broken, Limits, Part};
use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};

const END: [u8; 4] = *b"PK\x05\x06";
const END_64: [u8; 4] = *b"PK\x06\x06";
const END_64_LOCATOR: [u8; 4] = *b"PK\x06\x07";
const HEADER: [u8; 4] = *b"PK\x01\x02";
/// Set when the file is encrypted.
const IS_ENCRYPTED: u16 = 1;

/// Where a ZIP's directory is and how many files it lists.
struct Extent {
    files: u64,
    start: u64,
    length: u64,
}

/// Reads the directory and returns each part with its index.
pub(super) fn read<R: Read + Seek>(zip: &mut R, limits: &Limits) -> Result<BTreeMap<Part, usize>, Broken> {
    let extent = find(zip)?;
    if extent.files > limits.files as u64 {
        return Err(Broken::zip(format!("it lists {} files, more than {}", extent.files, limits.files)));
    }
    seek(zip, extent.start)?;
    let mut parts = BTreeMap::new();
    let mut walked = 0;
    for index in 0..extent.files {
        let header: [u8; 46] = take(zip)?;
        if header[..4] != HEADER {
            return Err(Broken::zip("its directory is damaged"));
        }
        let (name_len, extra_len, comment_len) =
            (u16_at(&header, 28), u16_at(&header, 30), u16_at(&header, 32));
        let mut name = vec![0; name_len.into()];
        zip.read_exact(&mut name).map_err(|_| Broken::zip("its directory is cut off"))?;
        let name = String::from_utf8_lossy(&name);
        let part = Part::named(&name)
            .ok_or_else(|| Broken::zip(format!("it holds `{}`, which no packet has", name.escape_debug())))?;
        if u16_at(&header, 8) & IS_ENCRYPTED != 0 {
            return Err(Broken::new(part, "the file is encrypted"));
        }
        if parts.insert(part, index as usize).is_some() {
            return Err(Broken::new(part, "the packet holds this name twice"));
        }
        walked += 46 + u64::from(name_len) + u64::from(extra_len) + u64::from(comment_len);
        seek(zip, extent.start + walked)?;
    }
    if walked != extent.length {
        return Err(Broken::zip("its directory lists more files than it says"));
    }
    Ok(parts)
}

/// Finds the directory. The end record must be the last 22 bytes: packets have no comment.
fn find<R: Read + Seek>(zip: &mut R) -> Result<Extent, Broken> {
    let cut = || Broken::zip("it is not a ZIP file, or the end of it is missing");
    let length = zip.seek(SeekFrom::End(0)).map_err(|_| cut())?;
    let end_start = length.checked_sub(22).ok_or_else(cut)?;
    seek(zip, end_start)?;
    let end: [u8; 22] = take(zip)?;
    if end[..4] != END {
        return Err(cut());
    }
    let (files, size, start) = (u16_at(&end, 10), u32_at(&end, 12), u32_at(&end, 16));
    let mut extent = Extent { files: files.into(), start: start.into(), length: size.into() };
    let mut directory_end = end_start;
    if files == u16::MAX || size == u32::MAX || start == u32::MAX {
        seek(zip, end_start.checked_sub(20).ok_or_else(cut)?)?;
        let locator: [u8; 20] = take(zip)?;
        directory_end = u64_at(&locator, 8);
        seek(zip, directory_end)?;
        let end_64: [u8; 56] = take(zip)?;
        if locator[..4] != END_64_LOCATOR || end_64[..4] != END_64 || directory_end + 76 != end_start {
            return Err(cut());
        }
        extent =
            Extent { files: u64_at(&end_64, 32), start: u64_at(&end_64, 48), length: u64_at(&end_64, 40) };
    }
    if extent.start.checked_add(extent.length) != Some(directory_end) {
        return Err(Broken::zip("something stands before the ZIP file or inside its directory"));
    }
    Ok(extent)
}

fn seek<R: Seek>(zip: &mut R, place: u64) -> Result<(), Broken> {
    zip.seek(SeekFrom::Start(place))
        .map(drop)
        .map_err(|cause| Broken::zip(format!("cannot read it: {cause}")))
}

fn take<const N: usize>(zip: &mut impl Read) -> Result<[u8; N], Broken> {
    let mut bytes = [0; N];
    zip.read_exact(&mut bytes).map_err(|_| Broken::zip("its directory is cut off"))?;
    Ok(bytes)
}

fn at<const N: usize>(bytes: &[u8], place: usize) -> [u8; N] {
    let mut found = [0; N];
    found.copy_from_slice(&bytes[place..place + N]);
    found
}

fn u16_at(bytes: &[u8], place: usize) -> u16 {
    u16::from_le_bytes(at(bytes, place))
}

fn u32_at(bytes: &[u8], place: usize) -> u32 {
    u32::from_le_bytes(at(bytes, place))
}

fn u64_at(bytes: &[u8], place: usize) -> u64 {
    u64::from_le_bytes(at(bytes, place))
}
