//! Each decision as a sentence, for the pages that list the record.

use crate::audit::Step;
use crate::{Event, audit, enforcement, funding, help, office, participants, recognition};

impl Event {
    /// What was decided, in a sentence for people, without a full stop.
    pub fn words(&self) -> String {
        match self {
            Self::Participants(event) => participant(event),
            Self::Funding(event) => money(event),
            Self::Recognition(event) => tier(event),
            Self::Audit(event) => audit(event),
            Self::Enforcement(event) => case(event),
            Self::Help(event) => service(event),
            Self::Office(event) => own(event),
        }
    }
}

fn participant(event: &participants::Event) -> String {
    use participants::Event as E;
    match event {
        E::Listed { participant, profile } => format!("{participant} is known: {}", profile.name),
        E::Changed { participant, because, .. } => format!("the profile of {participant} changed: {because}"),
        E::Certified { participant, held, because } => {
            format!("{participant} has the CCN {}: {because}", held.id)
        }
        E::Billed { participant, held, because } => {
            format!("{participant} has the NPI {}: {because}", held.id)
        }
        E::Closed { participant, on, because } => format!("{participant} closed on {on}: {because}"),
        E::Reopened { participant, because } => format!("{participant} is open again: {because}"),
        E::Invited { participant } => format!("{participant} is invited"),
        E::Declined { participant } => format!("{participant} declined"),
        E::Enrolled { participant, .. } => format!("{participant} is enrolled, with its key and consent"),
        E::Consented { participant, .. } => format!("{participant} changed its consent"),
        E::KeyAdded { participant, .. } => format!("{participant} has a further key"),
        E::KeyEnded { participant, because, .. } => format!("a key of {participant} ended: {because}"),
        E::Left { participant, because } => format!("{participant} left: {because}"),
    }
}

fn money(event: &funding::Event) -> String {
    use funding::Event as E;
    match event {
        E::ScenarioAdopted { scenario, reason } => format!("the scenario {scenario} is adopted: {reason}"),
        E::ScenarioDropped { scenario, reason } => format!("the scenario {scenario} is dropped: {reason}"),
        E::RoundDrafted { round, terms } => format!("round {round} is drafted, with {}", terms.budget.value),
        E::TermsChanged { round, terms } => {
            format!("the terms of round {round} changed; {}", terms.budget.value)
        }
        E::RoundOpened { round } => format!("round {round} is open"),
        E::RoundClosed { round } => format!("round {round} takes no more applications"),
        E::Applied { round, participant, .. } => format!("{participant} applies in round {round}"),
        E::ApplicationReceived { round, participant, sent, .. } => {
            format!("{participant} applies in round {round}, by application {} that it signed", sent.number)
        }
        E::ApplicationChanged { application, .. } => format!("application {application} changed"),
        E::ApplicationWithdrawn { application, reason } => {
            format!("application {application} is withdrawn: {reason}")
        }
        E::Reviewed { application, .. } => format!("application {application} is reviewed"),
        E::ConflictDeclared { application, reason } => {
            format!("a conflict of interest about application {application}: {reason}")
        }
        E::AllocationProposed { round, .. } => format!("awards of round {round} are proposed"),
        E::AllocationChanged { round, reason, .. } => {
            format!("a proposed award of round {round} is changed by hand: {reason}")
        }
        E::AllocationDropped { round, reason } => {
            format!("the proposal of round {round} is dropped: {reason}")
        }
        E::RoundDecided { round, .. } => format!("the awards of round {round} are made"),
        E::PayingStarted { round } => format!("round {round} pays"),
        E::MilestoneVerified { award, milestone, verified } => {
            format!("{milestone} of award {award} is payable: {} is met", verified.goal)
        }
        E::MilestoneExtended { award, milestone, due, reason } => {
            format!("{milestone} of award {award} is due on {due}: {reason}")
        }
        E::PaymentSent { award, milestone, amount, .. } => {
            format!("{amount} is paid for {milestone} of award {award}")
        }
        E::ClawbackOrdered { award, milestone, amount, reason, .. } => {
            format!("{amount} for {milestone} of award {award} is claimed back: {reason}")
        }
        E::MoneyReturned { award, amount, .. } => format!("{amount} of award {award} came back"),
        E::ClawbackWrittenOff { award, amount, reason, .. } => {
            format!("{amount} of award {award} is written off: {reason}")
        }
        E::AwardClosed { award, reason } => format!("award {award} is closed: {reason}"),
        E::RoundFinished { round } => format!("round {round} is finished"),
    }
}

fn tier(event: &recognition::Event) -> String {
    use recognition::Event as E;
    match event {
        E::TierOffered { tier } => format!("the tier {} is offered", tier.title),
        E::TierEnded { tier, reason } => format!("the tier {tier} ends: {reason}"),
        E::Issued { participant, tier, .. } => format!("{participant} is recognised: {tier}"),
        E::Withdrawn { statement, reason } => format!("statement {statement} is withdrawn: {reason}"),
    }
}

fn audit(event: &audit::Event) -> String {
    use audit::Event as E;
    match event {
        E::Designed { audit, commitment, .. } => {
            format!("the sample {audit} is designed, committed to as {commitment}")
        }
        E::SeedPublished { audit, seed, source } => format!("the seed of {audit} is {seed}, from {source}"),
        E::Drawn { audit, sample } => format!("{} are drawn for {audit}", sample.len()),
        E::Case { audit, participant, what } => format!("{audit}, {participant}: {}", step(what)),
    }
}

fn step(step: &Step) -> String {
    match step {
        Step::Noticed { answer_by, .. } => format!("notice given, answer by {answer_by}"),
        Step::Requested { documents, by } => format!("{} asked for by {by}", documents.join(", ")),
        Step::Examined { packet, examination } => {
            let start: String = packet.to_string().chars().take(16).collect();
            format!("packet {start}… was examined: {}", examination.words())
        }
        Step::Found { text, .. } => format!("found: {text}"),
        Step::Withdrawn { finding, because } => format!("finding {finding} withdrawn: {because}"),
        Step::Responded { .. } => "responded".to_owned(),
        Step::ActionAgreed { finding, action, due } => {
            format!("action on finding {finding} by {due}: {action}")
        }
        Step::ActionProven { finding, .. } => format!("action on finding {finding} proven by evidence"),
        Step::Closed => "closed".to_owned(),
        Step::ClosedUnanswered { because } => format!("closed without an answer: {because}"),
    }
}

fn case(event: &enforcement::Event) -> String {
    use enforcement::Event as E;
    match event {
        E::DemandSet(_) => "a demand on a goal is set".to_owned(),
        E::CaseOpened { participant, regime, alleged, .. } => {
            format!("a case against {participant} under {regime}: {alleged}")
        }
        E::ResponseDueMoved { case, due, because } => {
            format!("case {case}: the response is due on {due}: {because}")
        }
        E::Responded { case, on, .. } => format!("case {case}: responded on {on}"),
        E::Determined { case, violation, because, .. } => {
            let found = if *violation { "a violation" } else { "no violation" };
            format!("case {case}: {found} is determined: {because}")
        }
        E::HardshipAsked { case, because, .. } => format!("case {case}: hardship is claimed: {because}"),
        E::HardshipDecided { case, granted, because, .. } => {
            format!("case {case}: hardship is {}: {because}", if *granted { "granted" } else { "denied" })
        }
        E::PenaltySet { case, appeal_due, .. } => {
            format!("case {case}: the penalty is set; appeal until {appeal_due}")
        }
        E::Appealed { case, because, .. } => format!("case {case}: appealed: {because}"),
        E::AppealDecided { case, because, .. } => format!("case {case}: the appeal is decided: {because}"),
        E::Settled { case, amount, terms, .. } => format!("case {case}: settled for {amount}: {terms}"),
        E::Withdrawn { case, because, .. } => format!("case {case}: withdrawn: {because}"),
        E::Paid { case, amount, .. } => format!("case {case}: {amount} is paid"),
        E::Closed { case, because, .. } => format!("case {case}: closed: {because}"),
    }
}

fn service(event: &help::Event) -> String {
    use help::Event as E;
    match event {
        E::Asked { participant, says, .. } => format!("{participant} asks for help: {says}"),
        E::AskedBySignature { participant, number, .. } => {
            format!("{participant} asks for help, by request {number} that it signed")
        }
        E::Triaged { request, because, .. } => format!("request {request} is ranked: {because}"),
        E::Assigned { request, to, .. } => format!("request {request} goes to {to}"),
        E::Started { request } => format!("request {request} is under way"),
        E::Delivered { request, says, .. } => format!("request {request} is delivered: {says}"),
        E::Accepted { request } => format!("the result of request {request} is accepted"),
        E::Returned { request, because } => {
            format!("the result of request {request} is sent back: {because}")
        }
        E::Declined { request, because } => format!("request {request} is declined: {because}"),
        E::BulletinPublished { title, asks: None, .. } => format!("bulletin: {title}"),
        E::BulletinPublished { title, asks: Some(asks), .. } => {
            format!("bulletin: {title}; asked about {}", asks.question)
        }
        // What was answered is counted and not listed.
        E::Answered { participant, bulletin, .. } => format!("{participant} answered bulletin {bulletin}"),
        E::BulletinWithdrawn { bulletin, because } => format!("bulletin {bulletin} is withdrawn: {because}"),
    }
}

fn own(event: &office::Event) -> String {
    use office::Event as E;
    match event {
        E::CataloguesAccepted { versions, because } if versions.is_empty() => {
            format!("verdicts of the own catalogue alone are accepted: {because}")
        }
        E::CataloguesAccepted { versions, because } => {
            let list = versions.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            format!("verdicts of the catalogues {list} are accepted beside the own: {because}")
        }
        E::Released { day, tables, .. } => format!("a release of {tables} tables is published, of {day}"),
    }
}
