//! What a certificate says (RFC 5280), as far as Ward shows and judges it. Whether to trust it is rustls' business.

use super::der::{Der, tag};
use jiff::Timestamp;
use std::net::{Ipv4Addr, Ipv6Addr};
use ward_domain::observation::CertificateSeen;

/// Most names that are kept of one certificate.
const MOST_NAMES: usize = 200;
/// Longest text that is kept of one, in characters.
const LONGEST_TEXT: usize = 255;

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const ED448: &[u8] = &[0x2b, 0x65, 0x71];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
const P521: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x23];
const SUBJECT_ALTERNATIVE_NAME: &[u8] = &[0x55, 0x1d, 0x11];

/// Reads a certificate (DER); `None` when it is malformed.
pub(crate) fn read(der: &[u8]) -> Option<CertificateSeen> {
    let mut fields = Der::new(der).enter(tag::SEQUENCE)?.enter(tag::SEQUENCE)?;
    if fields.peek() == Some(tag::context(0)) {
        fields.next()?;
    }
    fields.expect(tag::INTEGER)?;
    fields.expect(tag::SEQUENCE)?;
    let issuer = name(fields.enter(tag::SEQUENCE)?);
    let mut validity = fields.enter(tag::SEQUENCE)?;
    let (not_before, not_after) = (time(validity.next()?), time(validity.next()?));
    let subject = name(fields.enter(tag::SEQUENCE)?);
    let (key, key_bits) = public_key(fields.enter(tag::SEQUENCE)?)?;
    let names = fields
        .find(|(of, _)| *of == tag::context(3))
        .and_then(|(_, extensions)| alternative_names(extensions))
        .unwrap_or_default();
    Some(CertificateSeen {
        subject,
        issuer,
        names,
        not_before,
        not_after,
        key,
        key_bits,
        ..CertificateSeen::default()
    })
}

/// Algorithm and length in bits of a key as `SubjectPublicKeyInfo` (DER).
pub(crate) fn key_of(info: &[u8]) -> Option<(String, Option<u32>)> {
    public_key(Der::new(info).enter(tag::SEQUENCE)?)
}

/// Length in bits of a bare RSA key (`RSAPublicKey`, DER).
pub(crate) fn rsa_bits(key: &[u8]) -> Option<u32> {
    let modulus = Der::new(key).enter(tag::SEQUENCE)?.expect(tag::INTEGER)?;
    let start = modulus.iter().position(|byte| *byte != 0)?;
    let significant = modulus.get(start..)?;
    let first = significant.first()?;
    u32::try_from(significant.len()).ok()?.checked_mul(8)?.checked_sub(first.leading_zeros())
}

fn public_key(mut info: Der<'_>) -> Option<(String, Option<u32>)> {
    let mut algorithm = info.enter(tag::SEQUENCE)?;
    let oid = algorithm.expect(tag::OID)?;
    let key = info.expect(tag::BIT_STRING)?.get(1..)?;
    Some(match oid {
        RSA | RSA_PSS => ("rsa".to_owned(), Some(rsa_bits(key)?)),
        ED25519 => ("ed25519".to_owned(), Some(256)),
        ED448 => ("ed448".to_owned(), Some(456)),
        EC => {
            let bits = match algorithm.expect(tag::OID) {
                Some(P256) => Some(256),
                Some(P384) => Some(384),
                Some(P521) => Some(521),
                _ => None,
            };
            ("ec".to_owned(), bits)
        }
        _ => ("other".to_owned(), None),
    })
}

/// A distinguished name in the usual short form.
fn name(parts: Der<'_>) -> String {
    let mut words = Vec::new();
    for (_, part) in parts.take(20) {
        let Some(mut attribute) = Der::new(part).enter(tag::SEQUENCE) else { continue };
        let (Some(oid), Some((kind, text))) = (attribute.expect(tag::OID), attribute.next()) else {
            continue;
        };
        let label = match oid {
            [0x55, 0x04, 0x03] => "CN",
            [0x55, 0x04, 0x06] => "C",
            [0x55, 0x04, 0x0a] => "O",
            [0x55, 0x04, 0x0b] => "OU",
            _ => continue,
        };
        words.push(format!("{label}={}", text_of(kind, text)));
    }
    words.join(", ")
}

fn text_of(kind: u8, bytes: &[u8]) -> String {
    let text = if kind == tag::BMP_STRING {
        let units: Vec<u16> =
            bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(u16::from_be_bytes).collect();
        String::from_utf16_lossy(&units)
    } else {
        String::from_utf8_lossy(bytes).into_owned()
    };
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_TEXT).collect()
}

fn alternative_names(extensions: &[u8]) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for (_, extension) in Der::new(extensions).enter(tag::SEQUENCE)? {
        let mut fields = Der::new(extension);
        if fields.expect(tag::OID)? != SUBJECT_ALTERNATIVE_NAME {
            continue;
        }
        let content = fields.find(|(of, _)| *of == tag::OCTET_STRING)?.1;
        for (kind, value) in Der::new(content).enter(tag::SEQUENCE)?.take(MOST_NAMES) {
            match kind {
                0x82 => names.push(text_of(0, value).to_ascii_lowercase()),
                0x87 => names.extend(address(value)),
                _ => {}
            }
        }
    }
    Some(names)
}

fn address(bytes: &[u8]) -> Option<String> {
    if let Ok(octets) = <[u8; 4]>::try_from(bytes) {
        return Some(Ipv4Addr::from(octets).to_string());
    }
    <[u8; 16]>::try_from(bytes).ok().map(|octets| Ipv6Addr::from(octets).to_string())
}

fn time((kind, bytes): (u8, &[u8])) -> Option<Timestamp> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii())?;
    let (year, rest) = match kind {
        tag::UTC_TIME => {
            let (year, rest) = text.split_at_checked(2)?;
            // RFC 5280, 4.1.2.5.1.
            let year: u32 = year.parse().ok()?;
            (if year >= 50 { 1900 + year } else { 2000 + year }, rest)
        }
        tag::GENERALIZED_TIME => {
            let (year, rest) = text.split_at_checked(4)?;
            (year.parse().ok()?, rest)
        }
        _ => return None,
    };
    let part = |from: usize| rest.get(from..from + 2);
    format!("{year:04}-{}-{}T{}:{}:{}Z", part(0)?, part(2)?, part(4)?, part(6)?, part(8)?).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{
        CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_ECDSA_P384_SHA384, PKCS_ED25519,
        date_time_ymd,
    };

    fn certificate() -> (Vec<u8>, KeyPair) {
        let names = vec!["Clinic.example".to_owned(), "*.clinic.example".to_owned(), "192.0.2.7".to_owned()];
        let mut params = CertificateParams::new(names).unwrap();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::OrganizationName, "Clínica Ejemplo");
        params.distinguished_name.push(DnType::CommonName, "clinic.example");
        params.not_before = date_time_ymd(2026, 1, 2);
        params.not_after = date_time_ymd(2051, 3, 4);
        let key = KeyPair::generate().unwrap();
        (params.self_signed(&key).unwrap().der().to_vec(), key)
    }

    #[test]
    fn its_fields_are_read() {
        let seen = read(&certificate().0).unwrap();
        assert_eq!(seen.subject, "O=Clínica Ejemplo, CN=clinic.example");
        assert_eq!(seen.issuer, seen.subject);
        assert_eq!(seen.names, ["clinic.example", "*.clinic.example", "192.0.2.7"]);
        assert_eq!(seen.not_before.unwrap().to_string(), "2026-01-02T00:00:00Z");
        assert_eq!(seen.not_after.unwrap().to_string(), "2051-03-04T00:00:00Z");
        assert_eq!((seen.key.as_str(), seen.key_bits), ("ec", Some(256)));
    }
    #[test]
    fn a_cut_or_changed_one_is_no_panic() {
        let (whole, _) = certificate();
        for end in 0..whole.len() {
            assert_eq!(read(&whole[..end]), None, "{end}");
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0xff;
            let _ = read(&changed);
        }
    }

    #[track_caller]
    fn check_key(key: &KeyPair, algorithm: &str, bits: u32) {
        use rcgen::PublicKeyData as _;
        assert_eq!(key_of(&key.subject_public_key_info()), Some((algorithm.to_owned(), Some(bits))));
    }
    #[test]
    fn keys_have_lengths() {
        check_key(&KeyPair::generate_for(&PKCS_ED25519).unwrap(), "ed25519", 256);
        check_key(&KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap(), "ec", 384);
    }
    #[test]
    fn an_rsa_key_is_as_long_as_its_modulus() {
        let modulus =
            |first: u8| [&[0x30, 0x08, 0x02, 0x03, 0x00][..], &[first, 0x01, 0x02, 0x01, 0x03]].concat();
        assert_eq!(rsa_bits(&modulus(0x80)), Some(16));
        assert_eq!(rsa_bits(&modulus(0x01)), Some(9));
        assert_eq!(rsa_bits(&[0x30, 0x03, 0x02, 0x01, 0x00]), None);
    }
}
