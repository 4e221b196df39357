//! A laboratory on loopback: name servers, web and mail servers that behave as told, and an authority that signs.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::net::{IpAddr, SocketAddr, TcpListener as StdListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use ward_collectors::{CannotFetch, Plan, Services, Settings};
use ward_domain::live_check::{LiveCheck, Statement};

/// The moment of every look.
const NOW: &str = "2026-11-22T00:00:00Z";

/// What a name server says of a name and a kind.
#[derive(Clone)]
pub(crate) enum Says {
    Records(Vec<Data>),
    NoName,
    ServFail,
    Nothing,
    /// Bytes after the question's header, whatever they are.
    Garbage(Vec<u8>),
}

/// The data of a record.
#[derive(Clone)]
pub(crate) enum Data {
    Address(IpAddr),
    Mx(u16, &'static str),
    Text(String),
    Alias(String),
}

type Oracle = Arc<dyn Fn(&str, u16) -> Says + Send + Sync>;

/// How a certificate is made.
#[derive(Clone, Copy)]
pub(crate) enum Signed {
    Well,
    ByItself,
    UntilYesterday,
}

/// What a server does with a connection over TLS, once it has read the request.
#[derive(Clone)]
pub(crate) enum Answers {
    /// By path; 404 else.
    Pages(BTreeMap<&'static str, String>),
    Bytes(Vec<u8>),
    Never,
    /// A byte every now and then.
    Drip,
}

pub(crate) struct Lab {
    runtime: Runtime,
    pub(crate) dns: SocketAddr,
    services: Services,
    root: Vec<u8>,
    issuer: Arc<Issuer<'static, KeyPair>>,
    asked: Arc<Mutex<BTreeSet<(String, u16)>>>,
    limit: Duration,
}

impl Lab {
    pub(crate) fn new(oracle: impl Fn(&str, u16) -> Says + Send + Sync + 'static) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Laboratory Root");
        let root = params.self_signed(&key).unwrap().der().to_vec();
        let issuer = Arc::new(Issuer::new(params, key));
        let port = || StdListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let services = Services { smtp: port(), http: port(), https: port() };
        let asked = Arc::default();
        let dns = runtime.block_on(name_server(Arc::new(oracle), Arc::clone(&asked)));
        Self { runtime, dns, services, root, issuer, asked, limit: Duration::from_secs(3) }
    }

    /// The same with another limit for each step, in milliseconds.
    pub(crate) fn with_limit(self, limit: u64) -> Self {
        Self { limit: Duration::from_millis(limit), ..self }
    }

    /// Names of which addresses were asked.
    pub(crate) fn hosts_asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|(_, kind)| *kind == 1).map(|(name, _)| name.clone()).collect()
    }

    pub(crate) fn plan(domains: &[&str]) -> Plan {
        Plan {
            statement: Statement { by: "A. Manager".to_owned(), ..Statement::default() },
            domains: domains.iter().map(|&name| name.to_owned()).collect(),
            allows_inside: true,
            ..Plan::default()
        }
    }

    pub(crate) fn look(&self, plan: &Plan) -> LiveCheck {
        ward_collectors::look(plan, &self.settings(), NOW.parse().unwrap()).unwrap()
    }

    /// Fetches a file of at most so many bytes.
    pub(crate) fn fetch(&self, address: &str, most: usize) -> Result<Vec<u8>, CannotFetch> {
        ward_collectors::fetch(address, &self.settings(), most, NOW.parse().unwrap())
    }

    fn settings(&self) -> Settings {
        Settings {
            limit: self.limit,
            extra_roots: vec![self.root.clone()],
            services: self.services,
            ..Settings::new("ward test", vec![self.dns])
        }
    }

    fn acceptor(&self, names: &[&str], signed: Signed) -> TlsAcceptor {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(names.clone()).unwrap();
        params.not_before = date_time_ymd(2026, 1, 1);
        params.not_after = match signed {
            Signed::UntilYesterday => date_time_ymd(2026, 11, 21),
            _ => date_time_ymd(2027, 1, 1),
        };
        params.distinguished_name.push(DnType::CommonName, names[0].clone());
        let certificate = match signed {
            Signed::ByItself => params.self_signed(&key).unwrap(),
            _ => params.signed_by(&key, &*self.issuer).unwrap(),
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from(certificate.der().to_vec())],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }

    fn serve<F, W>(&self, address: &str, port: u16, work: F)
    where
        F: Fn(TcpStream) -> W + Send + 'static,
        W: Future<Output = ()> + Send + 'static,
    {
        let listener = self.runtime.block_on(TcpListener::bind((address, port))).unwrap();
        self.runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(work(stream));
            }
        });
    }

    /// A web server over TLS.
    pub(crate) fn https(&self, address: &str, names: &[&str], signed: Signed, answers: Answers) {
        let acceptor = self.acceptor(names, signed);
        self.serve(address, self.services.https, move |stream| {
            let (acceptor, answers) = (acceptor.clone(), answers.clone());
            async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    answer(stream, &answers).await;
                }
            }
        });
    }

    /// A web server in the clear.
    pub(crate) fn http(&self, address: &str, answers: Answers) {
        self.serve(address, self.services.http, move |stream| {
            let answers = answers.clone();
            async move { answer(stream, &answers).await }
        });
    }

    /// Something else on the port of HTTPS.
    pub(crate) fn raw_https<F, W>(&self, address: &str, work: F)
    where
        F: Fn(TcpStream) -> W + Send + 'static,
        W: Future<Output = ()> + Send + 'static,
    {
        self.serve(address, self.services.https, work);
    }

    /// A mail server that offers STARTTLS.
    pub(crate) fn smtp(&self, address: &str, names: &[&str], signed: Signed) {
        let acceptor = self.acceptor(names, signed);
        self.serve(address, self.services.smtp, move |mut stream| {
            let acceptor = acceptor.clone();
            async move {
                if talk(&mut stream, "250-mx\r\n250-SIZE 100\r\n250 STARTTLS\r\n").await {
                    let _ = acceptor.accept(stream).await;
                }
            }
        });
    }

    /// A mail server that does not.
    pub(crate) fn smtp_in_the_clear(&self, address: &str) {
        self.serve(address, self.services.smtp, move |mut stream| async move {
            talk(&mut stream, "250 mx\r\n").await;
        });
    }
}

async fn talk(stream: &mut TcpStream, offer: &str) -> bool {
    for words in ["220 mx\r\n", offer, "220 go\r\n"] {
        if stream.write_all(words.as_bytes()).await.is_err() {
            return false;
        }
        let mut heard = [0; 512];
        if words.starts_with("220 go") {
            return true;
        }
        if !matches!(stream.read(&mut heard).await, Ok(1..)) {
            return false;
        }
    }
    true
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, answers: &Answers) {
    let mut request = vec![0; 4_096];
    let length = stream.read(&mut request).await.unwrap_or(0);
    let request = String::from_utf8_lossy(&request[..length]).into_owned();
    let path = request.split(' ').nth(1).unwrap_or_default();
    match answers {
        Answers::Pages(pages) => {
            let page = pages.get(path).cloned().unwrap_or_else(|| page(404, "", "none"));
            let _ = stream.write_all(page.as_bytes()).await;
        }
        Answers::Bytes(bytes) => {
            let _ = stream.write_all(bytes).await;
        }
        Answers::Never => tokio::time::sleep(Duration::from_mins(1)).await,
        Answers::Drip => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nA: ").await;
            while stream.write_all(b"x").await.is_ok() && stream.flush().await.is_ok() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    let _ = stream.shutdown().await;
}

/// A whole HTTP answer.
pub(crate) fn page(status: u16, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len())
}

/// The pages of a site in order.
pub(crate) fn good_pages() -> BTreeMap<&'static str, String> {
    let text = "Contact: mailto:security@clinic.example\nExpires: 2027-06-01T00:00:00Z\n";
    BTreeMap::from([
        ("/", page(200, "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n", "hello")),
        ("/.well-known/security.txt", page(200, "Content-Type: text/plain; charset=utf-8\r\n", text)),
        (
            "/.well-known/mta-sts.txt",
            page(200, "", "version: STSv1\r\nmode: enforce\r\nmx: mx.clinic.example\r\nmax_age: 604800\r\n"),
        ),
    ])
}

/// An answer of these texts.
pub(crate) fn text(text: &str) -> Says {
    Says::Records(vec![Data::Text(text.to_owned())])
}

/// An answer of this address, for questions of its family.
pub(crate) fn address(address: &str, kind: u16) -> Says {
    let address: IpAddr = address.parse().unwrap();
    if address.is_ipv4() == (kind == 1) && (kind == 1 || kind == 28) {
        Says::Records(vec![Data::Address(address)])
    } else {
        Says::Records(Vec::new())
    }
}

async fn name_server(oracle: Oracle, asked: Arc<Mutex<BTreeSet<(String, u16)>>>) -> SocketAddr {
    let (udp, tcp) = loop {
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
            break (udp, tcp);
        }
    };
    let here = udp.local_addr().unwrap();
    let same = Arc::clone(&oracle);
    tokio::spawn(async move {
        let mut question = [0; 1_024];
        while let Ok((length, from)) = udp.recv_from(&mut question).await {
            let Some(reply) = reply(&question[..length], &same, &asked) else { continue };
            let truncated = [&question[..2], &[0x82, 0, 0, 0, 0, 0, 0, 0, 0, 0]].concat();
            let _ = udp.send_to(if reply.len() > 1_232 { &truncated } else { &reply }, from).await;
        }
    });
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = tcp.accept().await {
            let oracle = Arc::clone(&oracle);
            tokio::spawn(async move {
                let mut question = vec![0; stream.read_u16().await.unwrap_or(0).into()];
                if stream.read_exact(&mut question).await.is_ok()
                    && let Some(reply) = reply(&question, &oracle, &Arc::default())
                {
                    let length = u16::try_from(reply.len()).unwrap_or(u16::MAX);
                    let _ = stream.write_all(&[&length.to_be_bytes()[..], &reply].concat()).await;
                }
            });
        }
    });
    here
}

fn reply(question: &[u8], oracle: &Oracle, asked: &Mutex<BTreeSet<(String, u16)>>) -> Option<Vec<u8>> {
    let (mut at, mut labels) = (12, Vec::new());
    while question[at] != 0 {
        let end = at + 1 + usize::from(question[at]);
        labels.push(String::from_utf8_lossy(&question[at + 1..end]).into_owned());
        at = end;
    }
    let name = labels.join(".");
    let kind = u16::from_be_bytes([question[at + 1], question[at + 2]]);
    asked.lock().unwrap().insert((name.clone(), kind));
    let said = oracle(&name, kind);
    let (code, records) = match &said {
        Says::Records(records) => (0, records.as_slice()),
        Says::NoName => (3, &[][..]),
        Says::ServFail => (2, &[][..]),
        Says::Nothing => return None,
        Says::Garbage(bytes) => return Some([&question[..2], bytes].concat()),
    };
    let mut reply = [&question[..2], &[0x81, 0x80 | code, 0, 1]].concat();
    reply.extend((records.len() as u16).to_be_bytes());
    reply.extend([0, 0, 0, 0]);
    reply.extend(&question[12..at + 5]);
    for record in records {
        let (kind, data) = match record {
            Data::Address(IpAddr::V4(address)) => (1u16, address.octets().to_vec()),
            Data::Address(IpAddr::V6(address)) => (28, address.octets().to_vec()),
            Data::Mx(preference, host) => (15, [&preference.to_be_bytes()[..], &wire_name(host)].concat()),
            Data::Alias(name) => (5, wire_name(name)),
            Data::Text(text) => {
                (16, text.as_bytes().chunks(255).flat_map(|c| [&[c.len() as u8][..], c].concat()).collect())
            }
        };
        reply.extend([0xc0, 12]);
        reply.extend(kind.to_be_bytes());
        reply.extend([0, 1, 0, 0, 0, 60]);
        reply.extend((data.len() as u16).to_be_bytes());
        reply.extend(data);
    }
    Some(reply)
}

fn wire_name(name: &str) -> Vec<u8> {
    let labels = name.split('.').filter(|label| !label.is_empty());
    labels.flat_map(|label| [&[label.len() as u8][..], label.as_bytes()].concat()).chain([0]).collect()
}
