//! The use cases, as the pages ask for them.

mod advisories;
mod help;
mod money;
mod outside;
mod plan;

use crate::rounds::Rounds;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use ward_app::answers::worksheet;
use ward_app::evidence::Import;
use ward_app::{
    Actor, AppError, Ctx, ErrorKind, answers, evidence, identities, incidents, organisation, ownership,
    packet, posture, record, schedule, summary, tasks, thresholds,
};
use ward_catalog::Catalog;
use ward_domain::exposure::{Question, State};
use ward_domain::follow_up::{ChosenNumber, Drift, HistoryRow, NewTask, Reminder, Task};
use ward_domain::letters::{Application, Request};
use ward_domain::observation::{AnswerSeen, ExceptionSeen};
use ward_domain::plan::{Assumed, Frame, Outcome};
use ward_domain::record::EntryNumber;
use ward_domain::summary::Summary;
use ward_domain::{Digest, MeasureId, Organisation};
use ward_planner::outlook::Outlook;
use ward_planner::outlook::funding::Ask;
use ward_programme::incidents::{Event as IncidentEvent, Incident};
use ward_reports::Input;
use ward_web::port::help::{Need, RequestRow};
use ward_web::port::money::{CallRow, Offer};
use ward_web::port::{
    AdvisoryRow, EvidenceRow, Looked, Looks, RecordPage, SummaryRow, ToldRow, Withdrawn, WriteSeek,
};
use ward_web::{Port, Posture, Trouble, TroubleKind};

/// One record, served to whoever sits at this machine.
pub(crate) struct AppPort {
    ctx: Arc<Ctx>,
    rounds: Arc<Rounds>,
    who: Actor,
    /// Postures dressed for pages, by the posture that they were made of.
    dressed: Mutex<Vec<(Arc<posture::Posture>, Arc<Posture>)>>,
    plans: plan::Plans,
}

const MOST_DRESSED: usize = 3;

impl AppPort {
    pub(crate) fn new(ctx: Arc<Ctx>, rounds: Arc<Rounds>) -> Self {
        Self {
            ctx,
            rounds,
            who: Actor::at_this_machine(),
            dressed: Mutex::default(),
            plans: plan::Plans::default(),
        }
    }

    /// A posture with what pages need beside it.
    fn dress(&self, posture: Arc<posture::Posture>) -> Result<Arc<Posture>, Trouble> {
        let mut dressed = self.dressed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = dressed.iter().find(|(of, _)| Arc::ptr_eq(of, &posture)) {
            return Ok(found.clone());
        }
        let files = evidence::list(&self.ctx, &self.who).map_err(trouble)?;
        let names: BTreeMap<Digest, String> = files.into_iter().map(|e| (e.digest, e.file_name)).collect();
        let made = Arc::new(Posture::new(posture.estate.clone(), posture.assessment.clone(), names));
        if dressed.len() == MOST_DRESSED {
            dressed.remove(0);
        }
        dressed.push((posture, made.clone()));
        Ok(made)
    }

    /// What changes verdicts is judged at once, so that the record tells how the posture moved.
    fn judged(&self) -> Result<(), Trouble> {
        posture::record_assessment(&self.ctx, &self.who).map_err(trouble)
    }
}

impl Port for AppPort {
    fn organisation(&self) -> Result<Option<Organisation>, Trouble> {
        if let Some(profile) = organisation::profile(&self.ctx, &self.who).map_err(trouble)? {
            return Ok(Some(profile));
        }
        // A profile among the files is as good as one typed in.
        let posture = posture::posture(&self.ctx, &self.who, None).map_err(trouble)?;
        let declared = &posture.estate.organisation;
        Ok((!declared.name.is_empty()).then(|| declared.clone()))
    }

    fn save_organisation(&self, profile: Organisation) -> Result<(), Trouble> {
        organisation::change_profile(&self.ctx, &self.who, profile).map_err(trouble)?;
        self.judged()
    }

    fn posture(&self, as_of: Option<Date>) -> Result<Arc<Posture>, Trouble> {
        self.dress(posture::posture(&self.ctx, &self.who, as_of).map_err(trouble)?)
    }

    fn import(
        &self,
        file_name: &str,
        content: &mut dyn Read,
        collected_on: Option<Date>,
        mapping: Option<&str>,
    ) -> Result<Input, Trouble> {
        let request = Import { file_name, content, collected_on, mapping };
        evidence::import(&self.ctx, &self.who, request).map_err(trouble)
    }

    fn check_mapping(&self, mapping: &str) -> Result<(), Trouble> {
        ward_importers::Mapping::parse(mapping)
            .map(drop)
            .map_err(|wrong| trouble(AppError::Mapping(wrong.to_string())))
    }

    fn decide_names(&self, is_join: bool, one: &str, other: &str, reason: &str) -> Result<(), Trouble> {
        let decide = if is_join { identities::join } else { identities::keep_apart };
        decide(&self.ctx, &self.who, one, other, reason).map_err(trouble)?;
        self.judged()
    }

    fn imported(&self) -> Result<(), Trouble> {
        self.judged()
    }

    fn evidence(&self) -> Result<Vec<EvidenceRow>, Trouble> {
        let entries = record::entries(&self.ctx, &self.who).map_err(trouble)?;
        let posture = posture::posture(&self.ctx, &self.who, None).map_err(trouble)?;
        let size = posture.assessment.profile;
        let mut files = evidence::list(&self.ctx, &self.who).map_err(trouble)?;
        files.sort_by_key(|file| std::cmp::Reverse(file.entry));
        let rows = files.into_iter().map(|file| {
            let about = ward_importers::find(&file.format).map(ward_importers::Importer::about);
            let kind = about.and_then(|about| self.ctx.catalog().evidence_kinds.get(about.evidence_kind));
            let collected_on = file.collected_at.to_zoned(jiff::tz::TimeZone::UTC).date();
            let expires =
                kind.map(|kind| collected_on.saturating_add(jiff::Span::new().days(kind.days.get(size) + 1)));
            let withdrawn = file.withdrawn.and_then(|(entry, reason)| {
                let at = entries.get(usize::try_from(entry).ok()?)?.received_at;
                Some(Withdrawn { at, reason })
            });
            EvidenceRow {
                digest: file.digest,
                file_name: file.file_name,
                bytes: file.bytes,
                format_name: about.map_or_else(|| file.format.clone(), |about| about.name.to_owned()),
                contributed: contributed(&posture.estate, file.digest),
                format: file.format,
                entry: file.entry,
                received_at: file.received_at,
                collected_on,
                collected_on_is_stated: file.collected_at_is_stated,
                expires,
                tally: file.tally,
                withdrawn,
            }
        });
        Ok(rows.collect())
    }

    fn withdraw(&self, digest: Digest, reason: &str) -> Result<(), Trouble> {
        evidence::withdraw(&self.ctx, &self.who, digest, reason).map_err(trouble)?;
        self.judged()
    }

    fn answer(&self, answer: AnswerSeen, artefact: Option<(&str, &mut dyn Read)>) -> Result<(), Trouble> {
        answers::answer(&self.ctx, &self.who, answer, artefact).map_err(trouble)?;
        self.judged()
    }

    fn except(&self, exception: ExceptionSeen) -> Result<(), Trouble> {
        answers::except(&self.ctx, &self.who, exception).map_err(trouble)?;
        self.judged()
    }

    fn type_back(&self, signer: &str, lines: &str) -> Result<Result<usize, Vec<(usize, String)>>, Trouble> {
        let typed =
            worksheet::type_back(&self.ctx, &self.who, signer, self.ctx.today(), lines).map_err(trouble)?;
        Ok(match typed {
            worksheet::TypedBack::Recorded(recorded) => {
                self.judged()?;
                Ok(recorded)
            }
            worksheet::TypedBack::Wrong(wrong) => {
                Err(wrong.into_iter().map(|w| (w.line, w.reason)).collect())
            }
        })
    }

    fn tasks(&self) -> Result<Vec<Task>, Trouble> {
        tasks::list(&self.ctx, &self.who).map_err(trouble)
    }

    fn give_task(&self, task: NewTask) -> Result<(), Trouble> {
        tasks::give(&self.ctx, &self.who, task).map_err(trouble)
    }

    fn close_task(&self, entry: EntryNumber, note: &str) -> Result<(), Trouble> {
        tasks::close(&self.ctx, &self.who, entry, note).map_err(trouble)
    }

    fn chosen_numbers(&self) -> Result<Vec<ChosenNumber>, Trouble> {
        thresholds::chosen(&self.ctx, &self.who).map_err(trouble)
    }

    fn choose_number(&self, measure: MeasureId, key: &str, value: f64, reason: &str) -> Result<(), Trouble> {
        thresholds::choose(&self.ctx, &self.who, measure, key, value, reason).map_err(trouble)?;
        self.judged()
    }

    fn looks(&self) -> Result<Looks, Trouble> {
        outside::looks(&self.ctx, &self.who, &self.rounds).map_err(trouble)
    }

    fn state_ownership(&self, names: &[String], by: &str) -> Result<(), Trouble> {
        ownership::state(&self.ctx, &self.who, names, by).map_err(trouble)?;
        self.rounds.wake();
        Ok(())
    }

    fn look_every(&self, days: u16) -> Result<(), Trouble> {
        ownership::look_every(&self.ctx, &self.who, days).map_err(trouble)?;
        self.rounds.wake();
        Ok(())
    }

    fn look_now(&self) -> Result<(), Trouble> {
        self.rounds.look_now();
        Ok(())
    }

    fn soon(&self) -> Result<Vec<Reminder>, Trouble> {
        schedule::soon_now(&self.ctx, &self.who).map_err(trouble)
    }

    fn drift(&self) -> Result<Arc<Vec<Drift>>, Trouble> {
        posture::drift(&self.ctx, &self.who).map_err(trouble)
    }

    fn history(&self) -> Result<Vec<HistoryRow>, Trouble> {
        posture::history(&self.ctx, &self.who).map_err(trouble)
    }

    fn record(&self, before: Option<EntryNumber>, most: usize) -> Result<RecordPage, Trouble> {
        let mut entries = record::entries(&self.ctx, &self.who).map_err(trouble)?;
        let size = entries.len() as u64;
        entries.retain(|entry| before.is_none_or(|before| entry.number < before));
        entries.reverse();
        entries.truncate(most);
        Ok(RecordPage { size, entries })
    }

    fn checkpoint(&self) -> Result<String, Trouble> {
        match record::checkpoint(&self.ctx, &self.who) {
            Err(AppError::EmptyRecord) => Ok(String::new()),
            other => other.map_err(trouble),
        }
    }

    fn verifying_key(&self) -> Result<String, Trouble> {
        Ok(self.ctx.verifying_key().to_string())
    }

    fn packet(&self, out: &mut dyn WriteSeek) -> Result<(), Trouble> {
        packet::export(&self.ctx, &self.who, out).map(drop).map_err(trouble)
    }

    fn catalog(&self) -> &Catalog {
        self.ctx.catalog()
    }

    fn today(&self) -> Date {
        self.ctx.today()
    }

    fn now(&self) -> Timestamp {
        self.ctx.now()
    }

    fn outlook(&self, frame: Option<&Frame>) -> Result<Arc<Outlook>, Trouble> {
        self.plans.of(&self.ctx, &self.who, frame).map_err(trouble)
    }

    fn plan_frame(&self) -> Result<Frame, Trouble> {
        Ok(ward_app::plan::intentions(&self.ctx, &self.who).map_err(trouble)?.1)
    }

    fn set_plan_frame(&self, frame: Frame) -> Result<(), Trouble> {
        ward_app::plan::set_frame(&self.ctx, &self.who, frame).map_err(trouble)
    }

    fn assume(&self, of: &str, which: Assumed, value: Option<f64>, reason: &str) -> Result<(), Trouble> {
        ward_app::plan::assume(&self.ctx, &self.who, of, which, value, reason).map_err(trouble)
    }

    fn undertake(&self, action: &str, due: Date, role: &str, note: &str) -> Result<(), Trouble> {
        plan::undertake(&self.ctx, &self.who, action, due, role, note).map_err(trouble)
    }

    fn end_action(&self, action: &str, outcome: Outcome, note: &str) -> Result<(), Trouble> {
        ward_app::plan::end(&self.ctx, &self.who, action, outcome, note).map_err(trouble)
    }

    fn summary_draft(&self, state: &str, ccn: &str) -> Result<Summary, Trouble> {
        summary::draft(&self.ctx, &self.who, &plan::asked(state, ccn)).map_err(trouble)
    }

    fn sign_summary(&self, state: &str, ccn: &str, as_read: Digest) -> Result<Digest, Trouble> {
        let asked = plan::asked(state, ccn);
        let signed = summary::sign(&self.ctx, &self.who, &asked, Some(as_read)).map_err(trouble)?;
        Ok(signed.digest)
    }

    fn summaries(&self) -> Result<Vec<SummaryRow>, Trouble> {
        Ok(summary::summaries(&self.ctx, &self.who).map_err(trouble)?.iter().map(plan::row).collect())
    }

    fn signed_file(&self, digest: Digest) -> Result<Vec<u8>, Trouble> {
        summary::file(&self.ctx, &self.who, digest).map_err(trouble)
    }

    fn keep_receipt(&self, bytes: &[u8], operator_key: &str) -> Result<u64, Trouble> {
        plan::keep_receipt(&self.ctx, &self.who, bytes, operator_key).map_err(trouble)
    }

    fn incidents(&self) -> Result<BTreeMap<u64, Incident>, Trouble> {
        incidents::list(&self.ctx, &self.who).map_err(trouble)
    }

    fn note_incident(&self, incident: Option<u64>, event: &IncidentEvent) -> Result<u64, Trouble> {
        incidents::note(&self.ctx, &self.who, incident, event).map_err(trouble)
    }

    fn advisories(&self) -> Result<Vec<AdvisoryRow>, Trouble> {
        let kept = ward_app::advisories::list(&self.ctx, &self.who).map_err(trouble)?;
        Ok(kept.into_iter().map(advisories::row).collect())
    }

    fn keep_advisory(&self, file_name: &str, content: &mut dyn Read) -> Result<Digest, Trouble> {
        ward_app::advisories::keep(&self.ctx, &self.who, file_name, content).map_err(trouble)
    }

    fn touched(&self, question: &Question) -> Result<Looked, Trouble> {
        let found = ward_app::advisories::touched(&self.ctx, &self.who, question).map_err(trouble)?;
        let posture = self.dress(found.posture.clone())?;
        Ok(advisories::looked(found, posture))
    }

    fn sign_exposure(&self, question: &Question, as_read: (State, u32)) -> Result<Digest, Trouble> {
        let signed = ward_app::advisories::sign(&self.ctx, &self.who, question, as_read).map_err(trouble)?;
        Ok(signed.digest)
    }

    fn exposures(&self) -> Result<Vec<ToldRow>, Trouble> {
        let told = ward_app::advisories::told(&self.ctx, &self.who).map_err(trouble)?;
        Ok(told.into_iter().map(advisories::told).collect())
    }

    fn exposure_file(&self, digest: Digest) -> Result<Vec<u8>, Trouble> {
        ward_app::advisories::file(&self.ctx, &self.who, digest).map_err(trouble)
    }

    fn calls(&self) -> Result<Vec<CallRow>, Trouble> {
        money::calls(&self.ctx, &self.who).map_err(trouble)
    }

    fn keep_letter(&self, bytes: &[u8], operator_key: &str) -> Result<Option<Digest>, Trouble> {
        money::keep(&self.ctx, &self.who, bytes, operator_key).map_err(trouble)
    }

    fn funding_offer(&self, call: Digest) -> Result<Offer, Trouble> {
        money::offer(&self.ctx, &self.who, call).map_err(trouble)
    }

    fn application_draft(&self, call: Digest, asks: &[Ask]) -> Result<(Application, Digest), Trouble> {
        let draft = ward_app::money::draft(&self.ctx, &self.who, call, asks).map_err(trouble)?;
        Ok((draft.application, draft.as_read))
    }

    fn sign_application(&self, call: Digest, asks: &[Ask], as_read: Digest) -> Result<Digest, Trouble> {
        let signed = ward_app::money::sign(&self.ctx, &self.who, call, asks, as_read).map_err(trouble)?;
        Ok(signed.digest)
    }

    fn requests(&self) -> Result<Vec<RequestRow>, Trouble> {
        help::requests(&self.ctx, &self.who).map_err(trouble)
    }

    fn request_draft(&self, need: &Need) -> Result<Request, Trouble> {
        ward_app::assistance::draft(&self.ctx, &self.who, &help::need(need)).map_err(trouble)
    }

    fn sign_request(&self, need: &Need) -> Result<Digest, Trouble> {
        ward_app::assistance::sign(&self.ctx, &self.who, &help::need(need)).map_err(trouble)
    }

    fn take_result(&self, statement: Digest, name: &str, content: &mut dyn Read) -> Result<Digest, Trouble> {
        let digest = help::take(&self.ctx, &self.who, statement, name, content).map_err(trouble)?;
        self.judged()?;
        Ok(digest)
    }

    fn letter_file(&self, digest: Digest) -> Result<Vec<u8>, Trouble> {
        ward_app::money::letter(&self.ctx, &self.who, digest).map_err(trouble)
    }
}

/// What a file contributed to the estate, by kind of row.
fn contributed(estate: &ward_estate::Estate, digest: Digest) -> Vec<(String, u64)> {
    let Some(source) = estate.sources.iter().find(|s| s.id == ward_estate::SourceId::Evidence(digest)) else {
        return Vec::new();
    };
    source.contributed.iter().filter(|(_, n)| *n > 0).map(|(what, n)| ((*what).to_owned(), *n)).collect()
}

pub(crate) fn trouble(error: AppError) -> Trouble {
    let kind = match error.kind() {
        ErrorKind::User => TroubleKind::User,
        ErrorKind::NotFound => TroubleKind::NotFound,
        ErrorKind::Full => TroubleKind::Full,
        ErrorKind::Forbidden => TroubleKind::Refused,
        ErrorKind::Ours => TroubleKind::Ours,
    };
    if kind == TroubleKind::Ours {
        tracing::error!(code = error.code(), "{error}: {:?}", std::error::Error::source(&error));
    }
    Trouble { kind, says: error.to_string(), hint: error.hint().to_owned(), code: error.code() }
}
