//! A whole handshake that takes any certificate, looks at it, and says afterwards what is wrong with it.

use super::certificate;
use crate::plan::{CannotLook, Settings};
use jiff::Timestamp;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use ward_domain::observation::CertificateSeen;

/// Makes handshakes, with the roots that are trusted and the moment that counts as now.
pub(crate) struct Handshaker {
    provider: Arc<CryptoProvider>,
    chains: Arc<WebPkiServerVerifier>,
    now: Timestamp,
}

/// A connection over TLS, with the certificate that was shown.
pub(crate) struct Secured<S> {
    pub(crate) stream: TlsStream<S>,
    pub(crate) certificate: CertificateSeen,
}

impl Handshaker {
    pub(crate) fn new(settings: &Settings, now: Timestamp) -> Result<Self, CannotLook> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let wrong = |error: &dyn std::fmt::Display| {
            CannotLook::Machine(format!("an extra root cannot be used: {error}"))
        };
        for root in &settings.extra_roots {
            roots.add(CertificateDer::from(root.clone())).map_err(|error| wrong(&error))?;
        }
        let chains = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()
            .map_err(|error| wrong(&error))?;
        Ok(Self { provider, chains, now })
    }

    /// Makes a handshake with TLS 1.2 or 1.3 as that host.
    pub(crate) async fn secure<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        host: &str,
        stream: S,
    ) -> Result<Secured<S>, String> {
        let failed = |error: &dyn std::fmt::Display| format!("the TLS handshake failed: {error}");
        let name = ServerName::try_from(host.to_owned()).map_err(|error| failed(&error))?;
        let witness =
            Arc::new(Witness { provider: Arc::clone(&self.provider), is_key_shown: AtomicBool::new(true) });
        let mut config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| failed(&error))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::clone(&witness) as Arc<dyn ServerCertVerifier>)
            .with_no_client_auth();
        config.resumption = Resumption::disabled();
        let connector = TlsConnector::from(Arc::new(config));
        let stream = connector.connect(name.clone(), stream).await.map_err(|error| failed(&error))?;
        let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
        let Some((end, rest)) = chain.split_first() else {
            return Err("the server shows no certificate".to_owned());
        };
        let mut seen = certificate::read(end).ok_or("the server's certificate is malformed")?;
        self.judge_chain(&mut seen, end, rest, &name);
        if !witness.is_key_shown.load(Ordering::Relaxed) {
            seen.is_trusted = Some(false);
            let why = "the server did not prove that it holds the certificate's key, or the key is too weak to tell";
            seen.problem.get_or_insert(why.to_owned());
        }
        Ok(Secured { stream, certificate: seen })
    }

    fn judge_chain(
        &self,
        seen: &mut CertificateSeen,
        end: &CertificateDer<'_>,
        rest: &[CertificateDer<'_>],
        name: &ServerName<'_>,
    ) {
        let now =
            UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(self.now.as_second()).unwrap_or(0)));
        // The chain is looked at before the name, so a wrong name means a good chain.
        let (is_trusted, problem) = match self.chains.verify_server_cert(end, rest, name, &[], now) {
            Ok(_)
            | Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => (true, None),
            Err(Error::InvalidCertificate(error)) => (false, Some(in_words(&error, rest.is_empty()))),
            Err(error) => (false, Some(format!("the chain cannot be verified: {error}"))),
        };
        let fits =
            ParsedCertificate::try_from(end).and_then(|parsed| verify_server_name(&parsed, name)).is_ok();
        seen.is_trusted = Some(is_trusted);
        seen.fits_host = Some(fits);
        seen.problem = problem.or_else(|| (!fits).then(|| format!("it does not hold for {}", name.to_str())));
    }
}

fn in_words(error: &CertificateError, is_alone: bool) -> String {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired, or one above it has",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "it is not valid yet",
        CertificateError::UnknownIssuer if is_alone => {
            "no root that browsers trust has signed it; it is signed by itself, or the server leaves out what is between"
        }
        CertificateError::UnknownIssuer => "no root that browsers trust has signed its chain",
        CertificateError::BadSignature => "a signature in its chain is wrong",
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => "it is not meant for servers",
        other => return format!("its chain cannot be verified: {other}"),
    }
    .to_owned()
}

/// Takes any certificate, and remembers whether the server has its key.
#[derive(Debug)]
struct Witness {
    provider: Arc<CryptoProvider>,
    is_key_shown: AtomicBool,
}

impl Witness {
    fn note(&self, result: &Result<HandshakeSignatureValid, Error>) -> HandshakeSignatureValid {
        if result.is_err() {
            self.is_key_shown.store(false, Ordering::Relaxed);
        }
        HandshakeSignatureValid::assertion()
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        Ok(self.note(&verify_tls12_signature(message, certificate, signed, algorithms)))
    }
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        Ok(self.note(&verify_tls13_signature(message, certificate, signed, algorithms)))
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
