//! What the operator's pages ask of the rest of Ward.

use crate::port::{AdvisoryText, Trouble};
use jiff::Timestamp;
use jiff::civil::Date;
use std::io::Read;
use std::sync::Arc;
use ward_catalog::Catalog;
use ward_domain::Digest;
use ward_domain::record::Tally;
use ward_programme::funding::{ApplicationId, Proposal, RoundId};
use ward_programme::help::{BulletinNumber, RequestNumber};
use ward_programme::participants::ParticipantId;
use ward_programme::participants::merge::Plan;
use ward_programme::recognition::StatementId;
use ward_programme::standing::release::Release;
use ward_programme::standing::{Standing, Told};
use ward_programme::{Entry, Event, Programme};

/// The operator's use cases.
pub trait OfficePort: Send + Sync + 'static {
    /// The office's name.
    fn name(&self) -> &str;
    /// Everything that follows from the operator's record.
    fn programme(&self) -> Result<Arc<Programme>, Trouble>;
    /// Where everybody stands by their verified summaries.
    fn standing(&self) -> Result<Arc<Standing>, Trouble>;
    /// What a participant's summaries told, oldest first.
    fn history(&self, who: &ParticipantId) -> Result<Vec<Told>, Trouble>;
    /// What was refused because it contradicts what was witnessed before.
    fn alarms(&self) -> Result<Vec<Alarm>, Trouble>;
    /// Records decisions, all of them or none, or says why they cannot be; gives the entries' numbers.
    fn decide(&self, events: Vec<Event>) -> Result<Vec<u64>, Trouble>;
    /// Takes a signed summary and gives the signed receipt.
    fn receive(&self, envelope: &[u8]) -> Result<Vec<u8>, Trouble>;
    /// How many entries the record has, and the newest before a number.
    fn record(&self, before: Option<u64>, most: usize) -> Result<(u64, Vec<Entry>), Trouble>;
    /// The newest checkpoint as a signed note; empty while the record is.
    fn checkpoint(&self) -> Result<String, Trouble>;
    /// The key that checks it.
    fn verifying_key(&self) -> String;
    /// The catalogue.
    fn catalog(&self) -> &Catalog;
    /// The time.
    fn now(&self) -> Timestamp;
    /// The day, in UTC.
    fn today(&self) -> Date {
        ward_estate::date_of(self.now())
    }
    /// Keeps a public list under its digest, or refuses what is none.
    fn keep_list(&self, file_name: &str, content: &mut dyn Read) -> Result<Digest, Trouble>;
    /// What a kept list of that day would change now.
    fn plan_list(&self, file: Digest, day: Date) -> Result<PublicList, Trouble>;
    /// Makes the changes that were shown under the digest `seen`, all or none; gives the number of entries.
    fn take_list(&self, file: Digest, day: Date, seen: Digest) -> Result<usize, Trouble>;
    /// What was published, oldest first.
    fn releases(&self) -> Result<Vec<Release>, Trouble>;
    /// Publishes the tables of today.
    fn publish(&self) -> Result<Release, Trouble>;
    /// The best awards of a closed round within its terms, with a reason for every yes and no. Records nothing.
    fn propose(&self, round: &RoundId) -> Result<Proposal, Trouble>;
    /// A statement of recognition as it was issued, signed with the office's key. The public may read it.
    fn signed_statement(&self, number: StatementId) -> Result<Vec<u8>, Trouble>;
    /// Reads an advisory and keeps it, or refuses what is none; gives its digest and what it says.
    fn keep_advisory(
        &self,
        file_name: &str,
        content: &mut dyn Read,
    ) -> Result<(Digest, AdvisoryText), Trouble>;
    /// A kept advisory.
    fn advisory(&self, digest: Digest) -> Result<AdvisoryText, Trouble>;
    /// The file of a kept advisory.
    fn advisory_file(&self, digest: Digest) -> Result<Vec<u8>, Trouble>;
    /// Takes a signed answer to what a bulletin asks.
    fn receive_answer(&self, envelope: &[u8]) -> Result<TakenAnswer, Trouble>;
    /// The call of an open round, signed with the office's key. The public may read it.
    fn signed_call(&self, round: &RoundId) -> Result<Vec<u8>, Trouble>;
    /// Takes an application that an organisation signed.
    fn receive_application(&self, envelope: &[u8]) -> Result<Taken, Trouble>;
    /// The signed acknowledgement of an application that came signed.
    fn acknowledgement(&self, application: ApplicationId) -> Result<Vec<u8>, Trouble>;
    /// Takes in the packet of an organisation that is audited, examines it and records what it showed; gives the entry.
    fn take_packet(&self, audit: &str, who: &ParticipantId, content: &mut dyn Read) -> Result<u64, Trouble>;
    /// Takes a request for help that an organisation signed.
    fn receive_request(&self, envelope: &[u8]) -> Result<TakenRequest, Trouble>;
    /// The signed acknowledgement of a request that came signed.
    fn request_acknowledgement(&self, request: RequestNumber) -> Result<Vec<u8>, Trouble>;
    /// The signed statement about the file that was delivered for a request that came signed.
    fn hand_over(&self, request: RequestNumber) -> Result<Vec<u8>, Trouble>;
}

/// An answer that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenAnswer {
    /// Whose.
    pub participant: ParticipantId,
    /// To which bulletin.
    pub bulletin: BulletinNumber,
    /// SHA-256 of the signed file.
    pub answer: Digest,
    /// Number of its entry in the office's record.
    pub entry: u64,
}

/// A request for help that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenRequest {
    /// Its number in the record.
    pub request: RequestNumber,
    /// The office's signed word that it has it.
    pub acknowledgement: Vec<u8>,
}

/// An application that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its number in the record.
    pub application: ApplicationId,
    /// The office's signed word that it has it.
    pub acknowledgement: Vec<u8>,
}

/// A public list that was read, and what it would change.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicList {
    /// The file, as it is kept.
    pub file: Digest,
    /// What CMS calls it.
    pub name: String,
    /// The day of the release.
    pub day: Date,
    /// What was read and what was not.
    pub tally: Tally,
    /// Columns that it lacks: the heading, and what is lost.
    pub missing: Vec<(String, String)>,
    /// The changes.
    pub plan: Plan,
    /// Names these changes.
    pub seen: Digest,
}

/// A summary that contradicts what was witnessed.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    /// Whose key signed it.
    pub participant: String,
    /// When it came.
    pub at: Timestamp,
    /// Why it was refused, in a sentence.
    pub why: String,
}
