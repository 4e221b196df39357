//! `ward demo sector`: what it shows holds together, every page answers, and an organisation can send a summary.

use crate::ward::ward;
use jiff::SignedDuration;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Stdio};
use ward_app::programme::{Office, Officer, standings};
use ward_app::{Clock as _, SystemClock};
use ward_catalog::Catalog;
use ward_domain::Money;
use ward_generator::sector::{Plan, Sector, WEEKS, sector};
use ward_ledger::{SigningKey, receipt};
use ward_programme::audit::{Examination, FindingGrade};
use ward_programme::enforcement::Stage;
use ward_programme::funding::{Account, Stage as RoundStage};
use ward_programme::recognition::Status;
use ward_store::Location;

const ORGANISATIONS: usize = 30;
const SEED: u64 = 7;

/// A demonstration that runs.
struct Shown {
    child: Child,
    /// Kept open: whoever speaks into a closed pipe breaks.
    _words: BufReader<ChildStderr>,
    said: String,
    folder: tempfile::TempDir,
    hospital: String,
    office: String,
}

impl Shown {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = ward();
        command.args(["demo", "sector", "--port", "0", "--organisations"]).arg(ORGANISATIONS.to_string());
        command.env("TMPDIR", folder.path()).env("TMP", folder.path()).env("TEMP", folder.path());
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the binary starts");
        let mut words = BufReader::new(child.stderr.take().expect("its words"));
        let (mut said, mut addresses) = (String::new(), Vec::new());
        while addresses.len() < 2 {
            let mut line = String::new();
            assert!(words.read_line(&mut line).expect("a line") > 0, "it ended: {said}");
            addresses.extend(
                line.split("http://")
                    .nth(1)
                    .and_then(|rest| rest.split_whitespace().next())
                    .map(str::to_owned),
            );
            said.push_str(&line);
        }
        let (office, hospital) = (addresses.pop().expect("two"), addresses.pop().expect("two"));
        Self { child, _words: words, said, folder, hospital, office }
    }

    fn send(address: &str, method: &str, path: &str, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(address).expect("connected");
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answered");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The office's record, opened and folded anew beside the server.
    fn opened(&self) -> Office {
        let mut inside = std::fs::read_dir(self.folder.path()).expect("listed");
        let demo: PathBuf = inside.next().expect("its folder").expect("listed").path();
        open(&demo.join("office"))
    }
}

fn open(folder: &Path) -> Office {
    let no_key = || Err(std::io::Error::other("there is one"));
    let location = Location::Folder(folder.to_owned());
    Office::open(&location, Catalog::built_in(), Box::new(SystemClock), no_key).expect("opened")
}

impl Drop for Shown {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_demonstration_of_a_sector() {
    let shown = Shown::start();
    let made = sector(&Plan {
        organisations: ORGANISATIONS,
        seed: SEED,
        as_of: ward_estate::date_of(SystemClock.now()),
    });
    let office = shown.opened();
    money_adds_up(&office, &shown.said);
    the_truth_is_shown(&office, &made);
    times_are_simulated(&office, &made);
    pages_answer(&shown);
    payments_lead_to_summaries(&shown, &office);
    a_summary_can_be_sent(&shown, &office, &made);
}

#[track_caller]
fn money_adds_up(office: &Office, said: &str) {
    let programme = office.programme().expect("folded anew");
    let funding = &programme.funding;
    let ledger = funding.ledger();
    assert_eq!(ledger.total(), Money::ZERO);
    assert!(said.contains("all accounts add up to $0"), "{said}");
    let held = |which: fn(&Account) -> bool| -> Money {
        ledger.balances().filter(|(account, _)| which(account)).map(|(_, held)| held).sum()
    };
    let awards: Vec<_> = funding.awards().collect();
    assert!(awards.len() > 5, "{}", awards.len());
    // What the ledger says was sent is what the awards say was paid.
    let paid: Money = awards
        .iter()
        .flat_map(|award| award.milestones.values())
        .filter(|milestone| milestone.payment().is_some())
        .map(|milestone| milestone.amount)
        .sum();
    let sent = held(|account| {
        matches!(
            account,
            Account::Paid(_) | Account::ClawedBack(_) | Account::Returned(_) | Account::WrittenOff(_)
        )
    });
    assert!(paid > Money::ZERO);
    assert_eq!(sent, paid);
    let clawbacks =
        awards.iter().flat_map(|award| award.milestones.values()).filter(|one| one.clawback().is_some());
    assert_eq!(clawbacks.count(), 1);
    let (open, paying): (Vec<_>, Vec<_>) =
        funding.rounds().partition(|round| round.stage == RoundStage::Open);
    assert_eq!((open.len(), paying.len()), (1, 2));
    assert!(!open[0].applicants.is_empty(), "somebody has applied already");
    for round in paying {
        let given: Money =
            awards.iter().filter(|award| award.round == round.id).map(|award| award.amount()).sum();
        assert!(given > Money::ZERO && given <= round.terms.budget.value, "{}", round.id);
        assert!(round.allocation.as_ref().is_some_and(|found| found.changes.len() == 1), "{}", round.id);
    }
}

#[track_caller]
fn the_truth_is_shown(office: &Office, made: &Sector) {
    let programme = office.programme().expect("folded");
    let organisations =
        programme.participants.iter().filter(|one| !made.systems.iter().any(|s| s.id == one.id.as_str()));
    let (mut listed, mut enrolled, mut closed, mut converted) = (0, 0, 0, 0);
    for one in organisations {
        listed += 1;
        enrolled += usize::from(one.is_enrolled());
        closed += usize::from(one.closed.is_some());
        converted += usize::from(one.ccns.len() > 1);
    }
    let truth = made.truth;
    // The shown hospital enrols too, and one that stopped leaves.
    assert_eq!(
        (listed, enrolled, closed, converted),
        (truth.listed, truth.enrolled, truth.closed, truth.converted)
    );
    let statements: Vec<_> = programme.recognition.statements().collect();
    let withdrawn = statements.iter().filter(|issued| issued.withdrawn.is_some()).count();
    assert!(withdrawn >= truth.fallen && withdrawn < statements.len(), "{withdrawn} of {}", statements.len());
    let now = office.now();
    assert!(
        statements
            .iter()
            .any(|issued| matches!(programme.recognition.status(issued.id, now), Status::Valid(_)))
    );
    let (_, audit) = programme.audit.iter().next().expect("an audit");
    assert!(
        audit.cases.values().any(|case| case.ended.is_some())
            && audit.cases.values().any(|case| case.ended.is_none())
    );
    assert!(audit.cases.values().any(|case| case.deviates(FindingGrade::Major)));
    let shown = || audit.cases.values().flat_map(|case| &case.packets).map(|packet| &packet.examination);
    assert!(shown().any(Examination::proves) && shown().any(|one| one.differences.len() == 1));
    let stages: Vec<Stage> = programme.enforcement.cases().map(|case| case.stage).collect();
    assert_eq!(stages, [Stage::Closed, Stage::PenaltySet, Stage::Violation]);
    let penalties: Vec<bool> = programme.enforcement.cases().map(|case| case.penalty.is_some()).collect();
    assert_eq!(penalties, [true, true, false]);
    assert!(programme.enforcement.cases().all(|case| case.exercise));
    assert!(programme.help.queue().len() >= 3);
    let asking = programme.help.bulletins().filter(|bulletin| bulletin.asks.is_some()).count();
    assert_eq!((programme.help.bulletins().count(), asking), (6, 2), "four that tell, two that ask");
}

#[track_caller]
fn times_are_simulated(office: &Office, made: &Sector) {
    let (size, newest) = office.record(None, usize::MAX).expect("read");
    assert_eq!(newest.len() as u64, size);
    let day = |at: jiff::Timestamp| ward_estate::date_of(at);
    assert_eq!(newest.last().map(|entry| day(entry.at)), Some(made.day(0)));
    assert!(newest.iter().all(|entry| entry.at <= SystemClock.now()));
    assert!(newest.windows(2).all(|pair| pair[0].at >= pair[1].at));
    let told = standings(office, &Officer::at_this_machine()).expect("read");
    let last = told.iter().filter(|(_, told)| told.received_at == made.received_at(WEEKS)).count();
    assert!(last > ORGANISATIONS / 2, "{last}");
}

#[track_caller]
fn pages_answer(shown: &Shown) {
    let fixed = |routes: Vec<ward_web::routes::Route>| {
        routes
            .into_iter()
            .filter(|route| route.method == "GET" && !route.path.contains('{'))
            .map(|route| route.path)
    };
    for path in fixed(ward_web::office::routes()) {
        let answer = Shown::send(&shown.office, "GET", path, b"");
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
    }
    for path in fixed(ward_web::routes::routes()) {
        let answer = Shown::send(&shown.hospital, "GET", path, b"");
        // These are asked about something; without it they say what is missing.
        let is_a_question = ["/advisories/flaw", "/advisories/outage"].contains(&path);
        let status = if is_a_question { "HTTP/1.1 422" } else { "HTTP/1.1 200" };
        assert!(answer.starts_with(status), "{path}: {answer}");
    }
}

/// From the ledger's page: a click to the milestone that was paid, and another to the summaries of whoever was paid.
#[track_caller]
fn payments_lead_to_summaries(shown: &Shown, office: &Office) {
    let read = |path: &str| {
        let answer = Shown::send(&shown.office, "GET", path, b"");
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        answer
    };
    let (mut next, mut followed) = (Some("/payments".to_owned()), 0);
    while let Some(path) = next {
        let ledger = read(&path);
        assert!(ledger.contains("The balances add up to $0."), "{path}");
        let movements = ledger.split_once("Movements, newest first").map_or("", |(_, table)| table);
        // A payment takes from what was promised to an award.
        let is_payment =
            |row: &&str| row.contains("\"From\"><div>Promised") && row.contains("\"To\"><div>Paid");
        for row in movements.split("<tr").filter(is_payment) {
            let milestone = links(row).find(|link| link.matches('/').count() == 4).expect("a milestone");
            let page = read(milestone);
            let (_, after) = page.split_once("By the signed summary <code>").expect("what it rests on");
            let summary = after.split('<').next().expect("a digest");
            assert_eq!(summary.len(), 64, "{summary}");
            let who = links(&page).find(|link| link.starts_with("/participants/")).expect("who was paid");
            assert!(read(who).contains(&format!("<code>{summary}</code>")), "{milestone}: {who}");
            followed += 1;
        }
        next = links(movements).find(|link| link.starts_with("/payments?before=")).map(str::to_owned);
    }
    let programme = office.programme().expect("folded");
    let milestones = programme.funding.awards().flat_map(|award| award.milestones.values());
    let paid = milestones.filter(|milestone| milestone.payment().is_some()).count();
    assert!(paid > 10);
    assert_eq!(followed, paid);
}

fn links(html: &str) -> impl Iterator<Item = &str> {
    html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next())
}

fn a_summary_can_be_sent(shown: &Shown, office: &Office, made: &Sector) {
    let one = made
        .organisations
        .iter()
        .find(|one| one.reports().any(|week| week == WEEKS))
        .expect("one that reports");
    let mut summary = made.summary(one, WEEKS, &office.catalog().version);
    summary.number += 1;
    summary.record.size += 3;
    summary.made_at = SystemClock.now() - SignedDuration::from_mins(1);
    let key = SigningKey::new("ward/main", &one.key).expect("a key");
    let post = |summary: &ward_domain::summary::Summary| {
        let file = ward_ledger::claim::seal(&key, summary).expect("signed").to_bytes();
        Shown::send(&shown.office, "POST", "/api/summaries", &file)
    };
    let answer = post(&summary);
    let (head, body) = answer.split_once("\r\n\r\n").expect("a body");
    assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
    let opened = receipt::open(body.as_bytes(), &office.verifying_key()).expect("signed by the office");
    assert_eq!(opened.receipt.participant.to_uppercase(), one.ccn);
    assert_eq!(post(&summary).split_once("\r\n\r\n").map(|(_, body)| body.to_owned()), Some(body.to_owned()));
    summary.number -= 1;
    let refused = post(&summary);
    assert!(refused.starts_with("HTTP/1.1 409") && refused.contains("\"code\":\"replayed\""), "{refused}");
    assert!(
        Shown::send(&shown.office, "POST", "/api/summaries", b"x").contains("\"code\":\"not-a-summary\"")
    );
}
