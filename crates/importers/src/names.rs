//! Names in the one form in which they are compared.

use std::net::IpAddr;

/// A MAC address as `aa:bb:cc:dd:ee:ff`, from any of `AA-BB-…`, `aabb.ccdd.eeff`, `aabbccddeeff`. `None` for what is no
/// address of a device: wrong length, all zero, broadcast.
pub(crate) fn mac(text: &str) -> Option<String> {
    let mut digits = [0; 12];
    let mut count = 0;
    for byte in text.trim().bytes() {
        match byte {
            byte if byte.is_ascii_hexdigit() => {
                *digits.get_mut(count)? = byte.to_ascii_lowercase();
                count += 1;
            }
            b':' | b'-' | b'.' | b' ' => {}
            _ => return None,
        }
    }
    let is_all = |digit: u8| digits.iter().all(|known| *known == digit);
    if count < digits.len() || is_all(b'0') || is_all(b'f') {
        return None;
    }
    let mut mac = String::with_capacity("aa:bb:cc:dd:ee:ff".len());
    for (place, digit) in digits.into_iter().enumerate() {
        if place > 0 && place % 2 == 0 {
            mac.push(':');
        }
        mac.push(char::from(digit));
    }
    Some(mac)
}

/// A host name, split into the short name and, when it has a domain, the full one. Lower case, without the last dot.
pub(crate) fn host(text: &str) -> (Option<String>, Option<String>) {
    let name = text.trim().trim_end_matches('.').to_lowercase();
    let may_be_address = name.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':'));
    if name.is_empty() || (may_be_address && name.parse::<IpAddr>().is_ok()) {
        return (None, None);
    }
    match name.split_once('.') {
        Some((short, _)) if !short.is_empty() => (Some(short.to_owned()), Some(name)),
        _ => (Some(name), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macs_have_one_form() {
        for text in [
            "AA:BB:CC:00:11:22",
            "aa-bb-cc-00-11-22",
            "aabb.cc00.1122",
            "AABBCC001122",
            " aa:bb:cc:00:11:22 ",
        ] {
            assert_eq!(mac(text).as_deref(), Some("aa:bb:cc:00:11:22"), "{text}");
        }
        for text in
            ["", "aa:bb", "00:00:00:00:00:00", "ff-ff-ff-ff-ff-ff", "not a mac", "aa:bb:cc:00:11:22:33"]
        {
            assert_eq!(mac(text), None, "{text}");
        }
    }

    #[test]
    fn host_names_split_at_their_first_dot() {
        let split = |text| host(text);
        assert_eq!(
            split("PACS1.Imaging.Example."),
            (Some("pacs1".into()), Some("pacs1.imaging.example".into()))
        );
        assert_eq!(split("PACS1"), (Some("pacs1".into()), None));
        assert_eq!(split("10.0.0.1"), (None, None));
        assert_eq!(split(" "), (None, None));
    }
}
