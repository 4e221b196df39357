//! The operator's use cases, as the pages ask for them.

use crate::port::trouble;
use jiff::Timestamp;
use jiff::civil::Date;
use std::io::Read;
use std::sync::Arc;
use ward_app::AppError;
use ward_app::programme::{
    Office, Officer, PacketLimits, acknowledgement, advisory, advisory_file, alarms, decide_all, hand_over,
    history, keep_advisory, keep_list, plan_list, propose_now, publish, receive, receive_answer,
    receive_application, receive_request, released, request_acknowledgement, signed_call, signed_statement,
    take_list, take_packet,
};
use ward_catalog::Catalog;
use ward_domain::Digest;
use ward_programme::funding::{ApplicationId, Proposal, RoundId};
use ward_programme::help::RequestNumber;
use ward_programme::participants::ParticipantId;
use ward_programme::recognition::StatementId;
use ward_programme::standing::release::Release;
use ward_programme::standing::{Standing, Told};
use ward_programme::{Entry, Event, Programme};
use ward_web::office::port::{Alarm, PublicList, Taken, TakenAnswer, TakenRequest};
use ward_web::port::AdvisoryText;
use ward_web::{OfficePort, Trouble};

/// One operator's record, served to whoever sits at this machine.
pub(crate) struct OfficeDesk {
    office: Arc<Office>,
    name: String,
    who: Officer,
}

impl OfficeDesk {
    pub(crate) fn new(office: Arc<Office>, name: String) -> Self {
        Self { office, name, who: Officer::at_this_machine() }
    }
}

impl OfficePort for OfficeDesk {
    fn name(&self) -> &str {
        &self.name
    }

    fn programme(&self) -> Result<Arc<Programme>, Trouble> {
        self.office.programme().map_err(trouble)
    }

    fn standing(&self) -> Result<Arc<Standing>, Trouble> {
        self.office.sector().map_err(trouble)
    }

    fn history(&self, who: &ParticipantId) -> Result<Vec<Told>, Trouble> {
        let rows = history(&self.office, &self.who, who).map_err(trouble)?;
        Ok(rows.into_iter().map(|(_, told)| told).collect())
    }

    fn alarms(&self) -> Result<Vec<Alarm>, Trouble> {
        let rows = alarms(&self.office, &self.who).map_err(trouble)?;
        let alarm = |row: ward_store::AlarmRow| Alarm {
            participant: row.participant,
            at: row.refused.received_at,
            why: row.why,
        };
        Ok(rows.into_iter().map(alarm).collect())
    }

    fn decide(&self, events: Vec<Event>) -> Result<Vec<u64>, Trouble> {
        let entries = decide_all(&self.office, &self.who, events).map_err(trouble)?;
        Ok(entries.into_iter().map(|entry| entry.number).collect())
    }

    fn receive(&self, envelope: &[u8]) -> Result<Vec<u8>, Trouble> {
        Ok(receive(&self.office, envelope, self.office.now()).map_err(refused)?.to_bytes())
    }

    fn record(&self, before: Option<u64>, most: usize) -> Result<(u64, Vec<Entry>), Trouble> {
        self.office.record(before, most).map_err(trouble)
    }

    fn checkpoint(&self) -> Result<String, Trouble> {
        self.office.checkpoint().map_err(trouble)
    }

    fn verifying_key(&self) -> String {
        self.office.verifying_key().to_string()
    }

    fn catalog(&self) -> &Catalog {
        self.office.catalog()
    }

    fn now(&self) -> Timestamp {
        self.office.now()
    }

    fn keep_list(&self, file_name: &str, content: &mut dyn Read) -> Result<Digest, Trouble> {
        keep_list(&self.office, &self.who, file_name, content).map_err(trouble)
    }

    fn plan_list(&self, file: Digest, day: Date) -> Result<PublicList, Trouble> {
        let read = plan_list(&self.office, &self.who, file, day).map_err(trouble)?;
        let missing = read.missing.iter().map(|(name, cost)| ((*name).to_owned(), (*cost).to_owned()));
        Ok(PublicList {
            file,
            name: read.file.name().to_owned(),
            day,
            tally: read.tally,
            missing: missing.collect(),
            plan: read.plan,
            seen: read.seen,
        })
    }

    fn take_list(&self, file: Digest, day: Date, seen: Digest) -> Result<usize, Trouble> {
        take_list(&self.office, &self.who, file, day, seen).map_err(trouble)
    }

    fn releases(&self) -> Result<Vec<Release>, Trouble> {
        released(&self.office, &self.who).map_err(trouble)
    }

    fn publish(&self) -> Result<Release, Trouble> {
        publish(&self.office, &self.who).map_err(trouble)
    }

    fn propose(&self, round: &RoundId) -> Result<Proposal, Trouble> {
        propose_now(&self.office, round).map_err(trouble)
    }

    fn signed_statement(&self, number: StatementId) -> Result<Vec<u8>, Trouble> {
        Ok(signed_statement(&self.office, number).map_err(trouble)?.to_bytes())
    }

    fn keep_advisory(
        &self,
        file_name: &str,
        content: &mut dyn Read,
    ) -> Result<(Digest, AdvisoryText), Trouble> {
        let (digest, read) = keep_advisory(&self.office, &self.who, file_name, content).map_err(trouble)?;
        Ok((digest, AdvisoryText { advisory: read.advisory, tally: read.tally }))
    }

    fn advisory(&self, digest: Digest) -> Result<AdvisoryText, Trouble> {
        let read = advisory(&self.office, &self.who, digest).map_err(trouble)?;
        Ok(AdvisoryText { advisory: read.advisory, tally: read.tally })
    }

    fn advisory_file(&self, digest: Digest) -> Result<Vec<u8>, Trouble> {
        advisory_file(&self.office, &self.who, digest).map_err(trouble)
    }

    fn receive_answer(&self, envelope: &[u8]) -> Result<TakenAnswer, Trouble> {
        let taken = receive_answer(&self.office, envelope, self.office.now()).map_err(refused)?;
        let ward_app::programme::TakenAnswer { participant, bulletin, answer, entry } = taken;
        Ok(TakenAnswer { participant, bulletin, answer, entry })
    }

    fn signed_call(&self, round: &RoundId) -> Result<Vec<u8>, Trouble> {
        Ok(signed_call(&self.office, round).map_err(trouble)?.to_bytes())
    }

    fn receive_application(&self, envelope: &[u8]) -> Result<Taken, Trouble> {
        let taken = receive_application(&self.office, envelope, self.office.now()).map_err(refused)?;
        Ok(Taken { application: taken.application, acknowledgement: taken.acknowledgement.to_bytes() })
    }

    fn acknowledgement(&self, application: ApplicationId) -> Result<Vec<u8>, Trouble> {
        Ok(acknowledgement(&self.office, application).map_err(trouble)?.to_bytes())
    }

    fn take_packet(&self, audit: &str, who: &ParticipantId, content: &mut dyn Read) -> Result<u64, Trouble> {
        let limits = PacketLimits::default();
        Ok(take_packet(&self.office, &self.who, audit, who, content, &limits).map_err(trouble)?.entry)
    }

    fn receive_request(&self, envelope: &[u8]) -> Result<TakenRequest, Trouble> {
        let taken = receive_request(&self.office, envelope, self.office.now()).map_err(refused)?;
        Ok(TakenRequest { request: taken.request, acknowledgement: taken.acknowledgement.to_bytes() })
    }

    fn request_acknowledgement(&self, request: RequestNumber) -> Result<Vec<u8>, Trouble> {
        Ok(request_acknowledgement(&self.office, request).map_err(trouble)?.to_bytes())
    }

    fn hand_over(&self, request: RequestNumber) -> Result<Vec<u8>, Trouble> {
        Ok(hand_over(&self.office, request).map_err(trouble)?.to_bytes())
    }
}

/// Trouble whose code is that of the refusal: programs compare it.
fn refused(error: AppError) -> Trouble {
    match error {
        AppError::Refused(refused) => {
            let code = refused.code;
            Trouble { code, ..trouble(refused.into()) }
        }
        error => trouble(error),
    }
}
