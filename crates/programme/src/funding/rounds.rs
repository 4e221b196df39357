//! What happens to a round until its awards are made.

use super::{
    Account, Allocation, Answer, Application, ApplicationId, Award, Change, Decision, Form, Funding, Opinion,
    Progress, Proposal, Review, Roll, Round, RoundId, Stage, Stamp, Terms, Transfer, allocation,
    no_application, no_round, told,
};
use crate::participants::ParticipantId;
use crate::{Made, Refused};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::Money;

impl Funding {
    pub(super) fn adopt(&mut self, made: Made<'_>, scenario: &str, reason: &str) -> Result<(), Refused> {
        told("the scenario's name", scenario)?;
        told("the reason", reason)?;
        if self.scenarios.contains_key(scenario) {
            return Err(Refused::new("already-adopted", format!("the scenario `{scenario}` is on already")));
        }
        self.scenarios.insert(scenario.to_owned(), (Stamp::of(made), reason.to_owned()));
        Ok(())
    }

    pub(super) fn drop_scenario(&mut self, scenario: &str, reason: &str) -> Result<(), Refused> {
        told("the reason", reason)?;
        match self.scenarios.remove(scenario) {
            Some(_) => Ok(()),
            None => Err(Refused::new("not-adopted", format!("the scenario `{scenario}` is off already"))),
        }
    }

    pub(super) fn draft(&mut self, made: Made<'_>, id: &RoundId, terms: &Terms) -> Result<(), Refused> {
        if self.rounds.contains_key(id) {
            return Err(Refused::new(
                "round-exists",
                format!("there is a round {id} already: choose another name"),
            ));
        }
        terms.check()?;
        self.rounds.insert(id.clone(), Round::drafted(made, id.clone(), terms.clone()));
        Ok(())
    }

    pub(super) fn change_terms(
        &mut self,
        made: Made<'_>,
        id: &RoundId,
        terms: &Terms,
    ) -> Result<(), Refused> {
        let round = self.rounds.get_mut(id).ok_or_else(|| no_round(id))?;
        round.expect(&[Stage::Draft])?;
        terms.check()?;
        round.terms = terms.clone();
        round.step(made, Stage::Draft);
        Ok(())
    }

    pub(super) fn open(&mut self, made: Made<'_>, id: &RoundId, roll: &dyn Roll) -> Result<(), Refused> {
        let round = self.rounds.get_mut(id).ok_or_else(|| no_round(id))?;
        round.expect(&[Stage::Draft])?;
        if made.at >= round.terms.closes {
            return Err(Refused::new(
                "window-over",
                format!("the window closed at {}: give the round a later one", round.terms.closes),
            ));
        }
        round.terms.check_grounds(&self.scenarios)?;
        let rule = &round.terms.eligibility.value;
        if !roll.everyone().iter().any(|who| roll.answer(who, rule, made.at) == Answer::Yes) {
            return Err(Refused::new(
                "matches-nobody",
                "no participant meets the eligibility rule: change the rule and look at its preview",
            ));
        }
        let appropriated = Transfer {
            from: Account::Fund,
            to: Account::Appropriation(id.clone()),
            amount: round.terms.budget.value,
            milestone: None,
        };
        self.ledger.post(made, vec![appropriated])?;
        round.step(made, Stage::Open);
        Ok(())
    }

    pub(super) fn file(
        &mut self,
        made: Made<'_>,
        round_id: &RoundId,
        who: &ParticipantId,
        form: &Form,
        roll: &dyn Roll,
    ) -> Result<(), Refused> {
        let round = self.rounds.get(round_id).ok_or_else(|| no_round(round_id))?;
        round.expect_window(made)?;
        if let Some(earlier) = round.applicants.get(who) {
            return Err(Refused::new(
                "applied-twice",
                format!("{who} has application {} in this round: change that one", earlier.0),
            ));
        }
        self.check_form(round, who, form, made.at, roll)?;
        let id = ApplicationId(made.number);
        if self.applications.contains_key(&id) {
            return Err(Refused::new("number-taken", format!("there is an application {} already", id.0)));
        }
        let application = Application {
            id,
            round: round_id.clone(),
            participant: who.clone(),
            version: 1,
            form: form.clone(),
            received: None,
            filed: Stamp::of(made),
            touched: Stamp::of(made),
            reviews: Vec::new(),
            conflicts: BTreeMap::new(),
            withdrawn: None,
        };
        self.applications.insert(id, application);
        if let Some(round) = self.rounds.get_mut(round_id) {
            round.applicants.insert(who.clone(), id);
        }
        Ok(())
    }

    pub(super) fn change(
        &mut self,
        made: Made<'_>,
        id: ApplicationId,
        expected: u32,
        form: &Form,
        roll: &dyn Roll,
    ) -> Result<(), Refused> {
        let (application, round) = self.standing(id)?;
        round.expect_window(made)?;
        application.expect(expected)?;
        self.check_form(round, &application.participant, form, made.at, roll)?;
        self.with_application(id, |application| {
            application.form = form.clone();
            application.touch(made);
        })
    }

    pub(super) fn withdraw(
        &mut self,
        made: Made<'_>,
        id: ApplicationId,
        reason: &str,
    ) -> Result<(), Refused> {
        told("the reason", reason)?;
        let (application, round) = self.standing(id)?;
        if round.stage == Stage::Allocated {
            return Err(Refused::new(
                "allocated",
                format!("the allocation gives application {} its part: drop the allocation first", id.0),
            ));
        }
        round.expect(&[Stage::Open, Stage::Closed])?;
        let (round, who) = (application.round.clone(), application.participant.clone());
        if let Some(round) = self.rounds.get_mut(&round) {
            round.applicants.remove(&who);
        }
        self.with_application(id, |application| {
            application.touch(made);
            application.withdrawn = Some((Stamp::of(made), reason.to_owned()));
        })
    }

    pub(super) fn close(&mut self, made: Made<'_>, id: &RoundId) -> Result<(), Refused> {
        let round = self.rounds.get_mut(id).ok_or_else(|| no_round(id))?;
        round.expect(&[Stage::Open])?;
        if made.at < round.terms.closes {
            return Err(Refused::new(
                "window-open",
                format!("applicants were promised time until {}: close the round then", round.terms.closes),
            ));
        }
        round.step(made, Stage::Closed);
        Ok(())
    }

    pub(super) fn review(
        &mut self,
        made: Made<'_>,
        id: ApplicationId,
        expected: u32,
        opinion: &Opinion,
    ) -> Result<(), Refused> {
        let (application, round) = self.standing(id)?;
        round.expect(&[Stage::Closed])?;
        application.expect(expected)?;
        application.check_review(made, opinion)?;
        self.with_application(id, |application| {
            application.touch(made);
            application.reviews.push(Review { made: Stamp::of(made), opinion: opinion.clone() });
        })
    }

    pub(super) fn declare(&mut self, made: Made<'_>, id: ApplicationId, reason: &str) -> Result<(), Refused> {
        told("the reason", reason)?;
        let (_, round) = self.standing(id)?;
        round.expect(&[Stage::Open, Stage::Closed, Stage::Allocated])?;
        self.with_application(id, |application| {
            application.touch(made);
            application.conflicts.insert(made.actor.to_owned(), reason.to_owned());
        })
    }

    pub(super) fn propose(
        &mut self,
        made: Made<'_>,
        id: &RoundId,
        proposal: &Proposal,
        roll: &dyn Roll,
    ) -> Result<(), Refused> {
        let round = self.rounds.get_mut(id).ok_or_else(|| no_round(id))?;
        round.expect(&[Stage::Closed])?;
        let standing: BTreeSet<ApplicationId> = round.applicants.values().copied().collect();
        let decisions = allocation::gather(proposal, &standing)?;
        allocation::check(
            &round.terms,
            &decisions,
            &proposal.floors_missed,
            &self.applications,
            made.at,
            roll,
        )?;
        round.allocation = Some(Allocation {
            version: 1,
            proposed: Stamp::of(made),
            input: proposal.input,
            planner: proposal.planner.clone(),
            value: proposal.value,
            bound: proposal.bound,
            decisions,
            floors_missed: proposal.floors_missed.clone(),
            changes: Vec::new(),
        });
        round.step(made, Stage::Allocated);
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of one event")]
    pub(super) fn change_allocation(
        &mut self,
        made: Made<'_>,
        id: &RoundId,
        expected: u32,
        decision: &Decision,
        floors_missed: &BTreeMap<String, String>,
        reason: &str,
        roll: &dyn Roll,
    ) -> Result<(), Refused> {
        told("the reason for a change by hand", reason)?;
        let round = self.rounds.get_mut(id).ok_or_else(|| no_round(id))?;
        let mut next = round.expect_allocation(expected)?.clone();
        let application = self.applications.get(&decision.application);
        if let Some(stake) = application.and_then(|application| application.conflicts.get(made.actor)) {
            return Err(Refused::new(
                "conflict-of-interest",
                format!("{} declared a conflict of interest ({stake}): someone else must decide", made.actor),
            ));
        }
        let before = next.decisions.insert(decision.application, decision.clone());
        let before = before.ok_or_else(|| no_application(decision.application))?;
        next.floors_missed.extend(floors_missed.clone());
        allocation::check(
            &round.terms,
            &next.decisions,
            &next.floors_missed,
            &self.applications,
            made.at,
            roll,
        )?;
        next.version = next.version.saturating_add(1);
        next.changes.push(Change { made: Stamp::of(made), reason: reason.to_owned(), before });
        round.allocation = Some(next);
        Ok(())
    }

    pub(super) fn drop_allocation(
        &mut self,
        made: Made<'_>,
        id: &RoundId,
        reason: &str,
    ) -> Result<(), Refused> {
        told("the reason", reason)?;
        let round = self.rounds.get_mut(id).ok_or_else(|| no_round(id))?;
        round.expect(&[Stage::Allocated])?;
        round.allocation = None;
        round.step(made, Stage::Closed);
        Ok(())
    }

    pub(super) fn decide(
        &mut self,
        made: Made<'_>,
        id: &RoundId,
        expected: u32,
        roll: &dyn Roll,
    ) -> Result<(), Refused> {
        let round = self.rounds.get(id).ok_or_else(|| no_round(id))?;
        let allocation = round.expect_allocation(expected)?;
        let missed = &allocation.floors_missed;
        allocation::check(&round.terms, &allocation.decisions, missed, &self.applications, made.at, roll)?;
        let mut awards = Vec::new();
        for (id, decision) in &allocation.decisions {
            let application = self.application(*id)?;
            let grade = round.terms.required_grade.value;
            let Some(award) = Award::from_decision(made, application, decision, grade) else { continue };
            round.expect_reviews(application)?;
            self.check_not_funded(
                &award.participant,
                decision.choices.iter().filter_map(|c| c.given.map(|_| c.goal)),
            )?;
            awards.push(award);
        }
        let promised = awards.iter().map(|award| Transfer {
            from: Account::Appropriation(id.clone()),
            to: Account::Obligated(award.id),
            amount: award.amount(),
            milestone: None,
        });
        self.ledger.post(made, promised.collect())?;
        for award in awards {
            self.awarded.entry(award.participant.clone()).or_default().insert(award.id);
            self.awards.insert(award.id, award);
        }
        self.step(made, id, Stage::Decided)
    }

    pub(super) fn start_paying(&mut self, made: Made<'_>, id: &RoundId) -> Result<(), Refused> {
        self.round(id)?.expect(&[Stage::Decided])?;
        self.step(made, id, Stage::Paying)
    }

    pub(super) fn finish(&mut self, made: Made<'_>, id: &RoundId) -> Result<(), Refused> {
        self.round(id)?.expect(&[Stage::Paying])?;
        let open = self.awards.values().find(|award| award.round == *id && award.closed.is_none());
        if let Some(award) = open {
            return Err(Refused::new(
                "open-award",
                format!("award {} is not closed: close it first", award.id.0),
            ));
        }
        let account = Account::Appropriation(id.clone());
        let left = self.ledger.balance(&account);
        if left > Money::ZERO {
            let lapsed = Transfer { from: account, to: Account::Fund, amount: left, milestone: None };
            self.ledger.post(made, vec![lapsed])?;
        }
        self.step(made, id, Stage::Finished)
    }

    /// A form must fit the terms, its owner must take part and be eligible, and no other award may pay for its goals.
    fn check_form(
        &self,
        round: &Round,
        who: &ParticipantId,
        form: &Form,
        at: Timestamp,
        roll: &dyn Roll,
    ) -> Result<(), Refused> {
        if roll.name(who).is_none() {
            return Err(Refused::new("not-a-participant", format!("{who} takes no part: enrol it first")));
        }
        if let Answer::No(why) = roll.answer(who, &round.terms.eligibility.value, at) {
            return Err(Refused::new("not-eligible", format!("{who} is not eligible: {why}")));
        }
        form.check(&round.terms, who, at, roll)?;
        self.check_not_funded(who, form.lines.iter().map(|line| line.goal))
    }

    /// No goal is paid for by two open awards.
    fn check_not_funded(
        &self,
        who: &ParticipantId,
        mut goals: impl Iterator<Item = ward_domain::GoalId>,
    ) -> Result<(), Refused> {
        let funded: BTreeMap<_, _> = self
            .awards_of(who)
            .filter(|award| award.closed.is_none())
            .flat_map(|award| award.milestones.iter().map(|(at, milestone)| (at.goal, (award.id, milestone))))
            .filter(|(_, (_, milestone))| !matches!(milestone.progress, Progress::ClawedBack(..)))
            .map(|(goal, (id, _))| (goal, id))
            .collect();
        match goals.find_map(|goal| funded.get(&goal).map(|id| (goal, id))) {
            Some((goal, id)) => Err(Refused::new(
                "already-funded",
                format!("award {} pays {who} for {goal} already: take {goal} out", id.0),
            )),
            None => Ok(()),
        }
    }

    /// An application that was not withdrawn, and its round.
    fn standing(&self, id: ApplicationId) -> Result<(&Application, &Round), Refused> {
        let application = self.application(id)?;
        if let Some((stamp, _)) = &application.withdrawn {
            return Err(Refused::new(
                "withdrawn",
                format!("application {} was withdrawn at {}", id.0, stamp.at),
            ));
        }
        Ok((application, self.round(&application.round)?))
    }

    fn with_application(
        &mut self,
        id: ApplicationId,
        change: impl FnOnce(&mut Application),
    ) -> Result<(), Refused> {
        change(self.applications.get_mut(&id).ok_or_else(|| no_application(id))?);
        Ok(())
    }

    fn step(&mut self, made: Made<'_>, id: &RoundId, stage: Stage) -> Result<(), Refused> {
        self.rounds.get_mut(id).ok_or_else(|| no_round(id))?.step(made, stage);
        Ok(())
    }
}
