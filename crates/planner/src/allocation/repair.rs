//! From the awards that are best at the prices to awards that keep every rule and leave little unspent.

use super::Model;
use super::prices::Prices;

/// Rounds of lifting what is under a floor and lowering what is over a cap.
const ROUNDS: u32 = 24;

/// Awards that keep all rules; `None` when none were found.
pub(super) fn awards(model: &Model, prices: &Prices) -> Option<Vec<Option<usize>>> {
    let picks: Vec<_> =
        (0..model.menus.len()).map(|at| prices.pick(model, at).map(|corner| corner.pick)).collect();
    let (spent, counts) = model.count(&picks);
    let mut draft = Draft { model, prices, picks, spent, counts };
    for _ in 0..ROUNDS {
        if !draft.lift() || !draft.lower() {
            break;
        }
        if model.keeps_all(&draft.picks) {
            draft.spend_the_rest();
            return Some(draft.picks);
        }
    }
    None
}

struct Draft<'m> {
    model: &'m Model,
    prices: &'m Prices,
    picks: Vec<Option<usize>>,
    spent: i64,
    counts: Vec<i64>,
}

impl Draft<'_> {
    /// What an award is worth to the applicant at the prices.
    fn worth(&self, at: usize, pick: Option<usize>) -> f64 {
        let (cent, award) = self.prices.of(self.model, at);
        pick.map_or(0.0, |pick| {
            let offer = &self.model.menus[at].offers[pick];
            offer.value as f64 - cent * offer.cost as f64 - award
        })
    }

    fn options(&self, at: usize) -> impl Iterator<Item = Option<usize>> + use<> {
        std::iter::once(None).chain((0..self.model.menus[at].offers.len()).map(Some))
    }

    /// What the rule counts more after the change; the budget is `None`.
    fn change(&self, at: usize, pick: Option<usize>, rule: Option<usize>) -> i64 {
        let (old, new) = (self.model.cost(at, self.picks[at]), self.model.cost(at, pick));
        match rule {
            None => new.unwrap_or(0) - old.unwrap_or(0),
            Some(rule) => self.model.limits[rule].counts(new) - self.model.limits[rule].counts(old),
        }
    }

    fn take(&mut self, at: usize, pick: Option<usize>) {
        self.spent += self.change(at, pick, None);
        for &rule in &self.model.rules_of[at] {
            self.counts[rule] += self.change(at, pick, Some(rule));
        }
        self.picks[at] = pick;
    }

    /// Whether the change puts no rule of the applicant over its cap (or further over it).
    fn stays_under(&self, at: usize, pick: Option<usize>) -> bool {
        self.model.rules_of[at].iter().all(|&rule| {
            let more = self.change(at, pick, Some(rule));
            more <= 0 || self.counts[rule] + more <= self.model.limits[rule].most
        })
    }

    /// Whether the change puts no rule of the applicant under its floor (or further under it).
    fn stays_over(&self, at: usize, pick: Option<usize>) -> bool {
        self.model.rules_of[at].iter().all(|&rule| {
            let more = self.change(at, pick, Some(rule));
            more >= 0 || self.counts[rule] + more >= self.model.limits[rule].least
        })
    }

    /// Raises the cheapest awards until every floor is kept, whatever the budget says.
    fn lift(&mut self) -> bool {
        for rule in 0..self.model.limits.len() {
            while self.counts[rule] < self.model.limits[rule].least {
                let lack = self.model.limits[rule].least - self.counts[rule];
                let members = &self.model.limits[rule].members;
                let fits = |draft: &Self, at, pick| draft.stays_under(at, pick) && draft.stays_over(at, pick);
                let Some((at, pick)) = self.least_loss(
                    members,
                    |pick_at, pick| self.change(pick_at, pick, Some(rule)),
                    lack,
                    fits,
                ) else {
                    return false;
                };
                self.take(at, pick);
            }
        }
        true
    }

    /// Lowers awards where least is lost until the budget and every cap are kept, and no floor is broken.
    fn lower(&mut self) -> bool {
        let everybody: Vec<usize> = (0..self.picks.len()).collect();
        for rule in std::iter::once(None).chain((0..self.model.limits.len()).map(Some)) {
            loop {
                let (now, most, members) = match rule {
                    None => (self.spent, self.model.budget, &everybody),
                    Some(rule) => {
                        let limit = &self.model.limits[rule];
                        (self.counts[rule], limit.most, &limit.members)
                    }
                };
                if now <= most {
                    break;
                }
                let fits = |draft: &Self, at, pick| draft.stays_over(at, pick) && draft.stays_under(at, pick);
                let Some((at, pick)) = self.least_loss(
                    members,
                    |pick_at, pick| -self.change(pick_at, pick, rule),
                    now - most,
                    fits,
                ) else {
                    return false;
                };
                self.take(at, pick);
            }
        }
        true
    }

    /// The change that loses least for what it helps, of what helps; more help than lacks does not count.
    fn least_loss(
        &self,
        members: &[usize],
        helps: impl Fn(usize, Option<usize>) -> i64,
        lack: i64,
        fits: impl Fn(&Self, usize, Option<usize>) -> bool,
    ) -> Option<(usize, Option<usize>)> {
        let mut best: Option<(f64, usize, Option<usize>)> = None;
        for &at in members {
            let now = self.worth(at, self.picks[at]);
            for pick in self.options(at) {
                let help = helps(at, pick);
                if help <= 0 {
                    continue;
                }
                let loss = (now - self.worth(at, pick)) / help.min(lack) as f64;
                if best.is_none_or(|(least, ..)| loss < least) && fits(self, at, pick) {
                    best = Some((loss, at, pick));
                }
            }
        }
        best.map(|(_, at, pick)| (at, pick))
    }

    /// Takes the change that adds most points and keeps all rules, until there is none.
    fn spend_the_rest(&mut self) {
        loop {
            let mut best: Option<(i64, i64, usize, usize)> = None;
            for (at, menu) in self.model.menus.iter().enumerate() {
                let (cost, value) =
                    self.picks[at].map_or((0, 0), |pick| (menu.offers[pick].cost, menu.offers[pick].value));
                let left = self.model.budget - self.spent + cost;
                // In a menu that was thinned out only what costs more brings more.
                let first = if menu.is_whole { 0 } else { self.picks[at].map_or(0, |pick| pick + 1) };
                for (pick, offer) in menu.offers.iter().enumerate().skip(first) {
                    if offer.cost > left {
                        break;
                    }
                    let gain = (offer.value - value, cost - offer.cost);
                    if gain.0 > 0
                        && best.is_none_or(|(more, less, ..)| gain > (more, less))
                        && self.stays_under(at, Some(pick))
                        && self.stays_over(at, Some(pick))
                    {
                        best = Some((gain.0, gain.1, at, pick));
                    }
                }
            }
            let Some((_, _, at, pick)) = best else { return };
            self.take(at, Some(pick));
        }
    }
}
