//! A stub resolver: asks name servers over UDP, and over TCP when an answer does not fit.
//!
//! Bounded in every way that a server could abuse: one answer is at most 65,535 bytes (TCP says its length in two), an
//! alias leads at most eight steps, and every exchange has a time limit. What fails is asked again elsewhere.

use super::wire::{self, Answered, Message};
use super::{Answer, Dns, Kind, Record};
use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// How often a question is asked before it has failed.
const ATTEMPTS: usize = 3;
/// How many aliases are followed.
const MOST_ALIASES: usize = 8;
/// How many questions are under way at once.
const AT_ONCE: usize = 64;
/// How many answers are remembered, so that many domains with one provider ask it once.
const MOST_REMEMBERED: usize = 20_000;
/// Longest answer that is remembered, in bytes; memory stays bounded whatever servers send.
const LONGEST_REMEMBERED: usize = 4_096;

/// Asks name servers.
#[derive(Debug)]
pub struct Client {
    servers: Vec<SocketAddr>,
    limit: Duration,
    slots: Semaphore,
    known: Mutex<BTreeMap<(String, Kind), Answer>>,
}

/// The name servers of this machine, as `/etc/resolv.conf` lists them.
pub fn of_this_machine() -> io::Result<Vec<SocketAddr>> {
    let text = std::fs::read_to_string("/etc/resolv.conf")?;
    let servers = text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let address = words.next().filter(|word| *word == "nameserver").and(words.next())?;
        Some(SocketAddr::new(address.parse().ok()?, 53))
    });
    Ok(servers.collect())
}

impl Client {
    /// Asks these servers in turn, each for as long as the limit.
    pub fn new(servers: Vec<SocketAddr>, limit: Duration) -> Self {
        Self { servers, limit, slots: Semaphore::new(AT_ONCE), known: Mutex::default() }
    }

    async fn resolve(&self, name: &str, kind: Kind) -> Answer {
        let mut asked = name.to_owned();
        let mut met = vec![asked.clone()];
        for _ in 0..=MOST_ALIASES {
            let message = match self.exchange(&asked, kind).await {
                Ok(message) => message,
                Err(why) => return Answer::Failed(why),
            };
            if message.code == 3 {
                return Answer::NoName;
            }
            let before = asked.clone();
            loop {
                let records = records_of(&message, &asked, kind);
                if !records.is_empty() {
                    return Answer::Records(records);
                }
                let alias = message.answers.iter().find_map(|(owner, answered)| match answered {
                    Answered::Alias(target) if *owner == asked => Some(target),
                    _ => None,
                });
                let Some(target) = alias else { break };
                if met.contains(target) {
                    return Answer::Failed(format!("the aliases of {name} lead round in a circle"));
                }
                met.push(target.clone());
                if met.len() > MOST_ALIASES {
                    return Answer::Failed(format!("{name} has more than {MOST_ALIASES} aliases in a row"));
                }
                asked.clone_from(target);
            }
            if asked == before {
                return Answer::NoData;
            }
        }
        Answer::Failed(format!("{name} has more than {MOST_ALIASES} aliases in a row"))
    }

    /// Asks until somebody answers with yes or no.
    async fn exchange(&self, name: &str, kind: Kind) -> Result<Message, String> {
        let mut why = "no name server is set".to_owned();
        let attempts = self.servers.iter().cycle().take(ATTEMPTS * usize::from(!self.servers.is_empty()));
        for &server in attempts {
            let Ok(_slot) = self.slots.acquire().await else { break };
            let trouble = match timeout(self.limit, one_exchange(server, name, kind)).await {
                Ok(Ok(message)) => match message.code {
                    0 | 3 => return Ok(message),
                    2 => "answered that it failed (SERVFAIL)".to_owned(),
                    5 => "refused to answer (REFUSED)".to_owned(),
                    code => format!("answered with the error {code}"),
                },
                Ok(Err(error)) => format!("could not be asked: {error}"),
                Err(_) => format!("did not answer within {} s", self.limit.as_secs_f32()),
            };
            why = format!("asked for {name} {}, the name server {} {trouble}", kind.as_str(), server.ip());
        }
        Err(why)
    }

    fn remember(&self, key: (String, Kind), answer: &Answer) {
        let length = answer.texts().map(<[u8]>::len).sum::<usize>() + answer.records().len() * 64;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if answer.failed().is_none() && length <= LONGEST_REMEMBERED && known.len() < MOST_REMEMBERED {
            known.insert(key, answer.clone());
        }
    }
}

impl Dns for Client {
    async fn ask(&self, name: &str, kind: Kind) -> Answer {
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        if wire::labels(&name).is_none() {
            return Answer::NoName;
        }
        let key = (name, kind);
        if let Some(answer) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return answer.clone();
        }
        let answer = self.resolve(&key.0, kind).await;
        self.remember(key, &answer);
        answer
    }
}

fn records_of(message: &Message, owner: &str, kind: Kind) -> Vec<Record> {
    let records = message.answers.iter().filter_map(|(name, answered)| match answered {
        Answered::Record(of, record) if *of == kind && name == owner => Some(record.clone()),
        _ => None,
    });
    records.collect()
}

async fn one_exchange(server: SocketAddr, name: &str, kind: Kind) -> io::Result<Message> {
    let id = getrandom::u32().map_err(io::Error::other)? as u16;
    let question =
        wire::question(id, name, kind).ok_or_else(|| io::Error::other("the name cannot be asked for"))?;
    let is_ours = |message: &Message| {
        message.id == id
            && message.is_answer
            && message.asked.as_ref().is_none_or(|(asked, of)| asked == name && *of == kind.number())
    };
    let local: IpAddr =
        if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((local, 0)).await?;
    socket.connect(server).await?;
    socket.send(&question).await?;
    let mut buffer = vec![0; 4_096];
    loop {
        let length = socket.recv(&mut buffer).await?;
        // What does not belong to the question may come from anybody: the answer is still awaited.
        match wire::parse(buffer.get(..length).unwrap_or_default()).filter(is_ours) {
            Some(message) if message.is_truncated => break,
            Some(message) => return Ok(message),
            None => {}
        }
    }
    let mut stream = TcpStream::connect(server).await?;
    let length = u16::try_from(question.len()).map_err(io::Error::other)?;
    stream.write_all(&[&length.to_be_bytes(), question.as_slice()].concat()).await?;
    let length = stream.read_u16().await?;
    let mut answer = vec![0; length.into()];
    stream.read_exact(&mut answer).await?;
    wire::parse(&answer)
        .filter(|message| is_ours(message) && !message.is_truncated)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "its answer is malformed"))
}
