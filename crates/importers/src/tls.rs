//! What the importers of TLS checks share: names of versions, and which cipher suites are weak.

use ward_domain::observation::{TlsService, TlsVersion};

/// A version as tools write it: `TLSv1.2`, `TLS1_2`, `tls_1_2`, `SSLv3`.
pub(crate) fn version(text: &str) -> Option<TlsVersion> {
    let letters: String =
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    Some(match letters.as_str() {
        "sslv2" | "ssl2" | "ssl20" => TlsVersion::Ssl2,
        "sslv3" | "ssl3" | "ssl30" => TlsVersion::Ssl3,
        "tlsv1" | "tls1" | "tlsv10" | "tls10" => TlsVersion::Tls10,
        "tlsv11" | "tls11" => TlsVersion::Tls11,
        "tlsv12" | "tls12" => TlsVersion::Tls12,
        "tlsv13" | "tls13" => TlsVersion::Tls13,
        _ => return None,
    })
}

/// Whether a cipher suite, by its IANA name, gives no protection worth the name: no encryption, no authentication,
/// export grade, RC2, RC4, DES, triple DES, IDEA, SEED or MD5 (NIST SP 800-52r2 3.3.1; RFC 7465; RFC 9325 4.1).
pub(crate) fn is_weak(suite: &str) -> bool {
    const WEAK: &[&str] =
        &["NULL", "EXPORT", "EXPORT40", "ANON", "RC2", "RC4", "DES", "3DES", "DES40", "IDEA", "SEED", "MD5"];
    suite.split(['_', '-']).any(|part| WEAK.iter().any(|weak| part.eq_ignore_ascii_case(weak)))
}

/// What a server speaks on a port, as far as the port tells (IANA service names).
pub(crate) fn service_on(port: u16) -> TlsService {
    match port {
        80 | 443 | 8080 | 8443 => TlsService::Web,
        25 | 465 | 587 => TlsService::Mail,
        _ => TlsService::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_known_in_every_spelling() {
        for text in ["TLSv1.2", "TLS1_2", "tls_1_2", "TLS 1.2"] {
            assert_eq!(version(text), Some(TlsVersion::Tls12), "{text}");
        }
        assert_eq!(version("SSLv2"), Some(TlsVersion::Ssl2));
        assert_eq!(version("TLSv1"), Some(TlsVersion::Tls10));
        assert_eq!(version("QUIC"), None);
    }

    #[test]
    fn weak_suites_are_known_by_their_parts() {
        for suite in [
            "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
            "TLS_RSA_WITH_RC4_128_MD5",
            "TLS_DH_anon_WITH_AES_128_CBC_SHA",
            "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA",
            "SSL_CK_DES_192_EDE3_CBC_WITH_MD5",
            "TLS_RSA_WITH_NULL_SHA",
        ] {
            assert!(is_weak(suite), "{suite}");
        }
        for suite in [
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_RSA_WITH_AES_256_CBC_SHA",
        ] {
            assert!(!is_weak(suite), "{suite}");
        }
    }
}
