//! People, their accounts and their training, joined into one identity each.
//!
//! Keys by strength: person number (unless two people plainly share it, as when employees and volunteers are numbered
//! apart); the directory's own id of an account, which outlives a change of name; mail address or log-in name; and, for
//! training rows that carry none of these, a full name that only one person has.

use crate::accounts::{Account, merge_accounts};
use crate::identity::{Decisions, Groups, Key, Keyed, Keys, join_by_key};
use crate::order::sort_in_place;
use crate::{At, Source, SourceInfo};
use jiff::civil::{Date, DateTime};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::observation::{AccountSeen, PersonKind, PersonSeen, PersonStatus, TrainingSeen};

const PERSON_ID: u8 = 0;
const ACCOUNT_ID: u8 = 1;
const ADDRESS: u8 = 2;

/// A member of the workforce.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// Stable identifier: person number, else address, else name.
    pub key: Key,
    /// What the person is called when a verdict names them: mail address, else person number, else name.
    pub subject: String,
    /// Name.
    pub name: String,
    /// Person number.
    pub person_id: Option<String>,
    /// Mail address.
    pub mail: Option<String>,
    /// How the person belongs to the organisation.
    pub kind: Option<PersonKind>,
    /// Status on the newest list.
    pub status: Option<PersonStatus>,
    /// First day.
    pub start: Option<Date>,
    /// End of engagement.
    pub end: Option<DateTime>,
    /// Dismissed.
    pub is_involuntary: Option<bool>,
    /// When the organisation says that access was removed, and where it says so.
    pub access_ended: Option<(DateTime, At)>,
    /// Who answers for a person that is no employee.
    pub sponsor: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// Special security role.
    pub security_role: Option<String>,
    /// Whether a current list names the person.
    pub is_listed: bool,
    /// Rows of lists that name the person, oldest first.
    pub rows: Vec<At>,
    /// Positions in [`Estate::accounts`](crate::Estate::accounts).
    pub accounts: Vec<u32>,
    /// Courses.
    pub trainings: Vec<Training>,
    /// Why rows were taken as one person.
    pub joins: Vec<(String, At, At)>,
}

impl Person {
    /// Whether the person works here on a day, by the newest list.
    pub fn is_active_on(&self, day: Date) -> bool {
        self.is_listed
            && self.status != Some(PersonStatus::Ended)
            && self.start.is_none_or(|start| start <= day)
            && self.end.is_none_or(|end| end.date() >= day)
    }
    /// The newest place that names the person.
    pub fn at(&self) -> Option<At> {
        self.rows.last().copied()
    }
}

/// A course of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// Course title.
    pub course: String,
    /// Role track.
    pub track: Option<String>,
    /// Day of assignment.
    pub assigned: Option<Date>,
    /// Day of completion.
    pub completed: Option<Date>,
    /// Who it is about, as the row says.
    pub who: String,
    /// Where it stands.
    pub at: At,
}

pub(crate) struct Workforce {
    pub(crate) people: Vec<Person>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) unmatched_trainings: Vec<Training>,
}

#[derive(Clone, Copy)]
enum Row<'a> {
    Person(&'a PersonSeen),
    Account(&'a AccountSeen),
    Training(&'a TrainingSeen),
}

pub(crate) fn resolve(sources: &[Source<'_>], infos: &[SourceInfo], decisions: &Decisions) -> Workforce {
    let rows = all_rows(sources);
    let shared_ids = ids_of_several_people(&rows);
    let mut keyed = Vec::with_capacity(2 * rows.len());
    for (position, (_, row)) in (0u32..).zip(&rows) {
        add_keys(*row, &shared_ids, |rank, key| keyed.push(Keyed::new(rank, key, position)));
    }
    let keys = Keys::of(rows.len(), keyed);
    let [by_id, by_account, by_address] =
        [PERSON_ID, ACCOUNT_ID, ADDRESS].map(|rank| keys.carried(rank).to_vec());
    let mut groups = Groups::new(keys, decisions);
    join_by_key(&mut groups, &by_id, &[]);
    join_by_key(&mut groups, &by_account, &[PERSON_ID]);
    join_by_key(&mut groups, &by_address, &[PERSON_ID]);
    join_nameless_training(&mut groups, &rows);

    let members = groups.members();
    let mut joins = groups.joins_by_root();
    drop(groups);

    let mut people = Vec::with_capacity(rows.iter().filter(|(_, row)| matches!(row, Row::Person(_))).count());
    let mut accounts: Vec<Account> =
        Vec::with_capacity(rows.iter().filter(|(_, row)| matches!(row, Row::Account(_))).count());
    let mut unmatched_trainings = Vec::new();
    let mut of_group: Vec<(At, Row<'_>)> = Vec::new();
    for members in members.chunk_by(|a, b| a.group == b.group) {
        of_group.clear();
        of_group.extend(members.iter().map(|member| rows[member.row as usize]));
        let person = merge_person(&of_group, infos);
        let owner = person.as_ref().map(|_| people.len() as u32);
        let mut of_person = merge_accounts(&accounts_in(&of_group), sources, infos);
        let trainings = trainings_in(&of_group, infos);
        match person {
            Some(mut person) => {
                person.trainings = trainings;
                let why = members.first().and_then(|member| joins.remove(&member.group));
                person.joins = why
                    .unwrap_or_default()
                    .into_iter()
                    .map(|join| (join.by, rows[join.one as usize].0, rows[join.other as usize].0))
                    .collect();
                people.push(person);
            }
            None => match of_person.first_mut() {
                Some(account) => account.trainings = trainings,
                None => unmatched_trainings.extend(trainings),
            },
        }
        for account in &mut of_person {
            account.owner = owner;
        }
        accounts.append(&mut of_person);
    }

    let place =
        sort_in_place(&mut people, |a, b| (&a.name, &a.key, &a.rows).cmp(&(&b.name, &b.key, &b.rows)));
    sort_in_place(&mut accounts, |a, b| {
        (&a.log_in, &a.directory, &a.account_id).cmp(&(&b.log_in, &b.directory, &b.account_id))
    });
    for (position, account) in (0u32..).zip(&mut accounts) {
        account.owner = account.owner.map(|owner| place[owner as usize]);
        if let Some(owner) = account.owner {
            people[owner as usize].accounts.push(position);
        }
    }
    Workforce { people, accounts, unmatched_trainings }
}

fn all_rows<'a>(sources: &[Source<'a>]) -> Vec<(At, Row<'a>)> {
    let mut rows = Vec::new();
    for (source, from) in (0u32..).zip(sources) {
        let o = from.observations;
        rows.extend(o.people.iter().map(|p| (At { source, line: p.line }, Row::Person(p))));
        rows.extend(o.accounts.iter().map(|a| (At { source, line: a.line }, Row::Account(a))));
        rows.extend(o.trainings.iter().map(|t| (At { source, line: t.line }, Row::Training(t))));
    }
    rows
}

fn parts(row: Row<'_>) -> (Option<&str>, [Option<&str>; 2], &str) {
    match row {
        Row::Person(p) => (p.person_id.as_deref(), [p.mail.as_deref(), p.log_in.as_deref()], &p.name),
        Row::Account(a) => (a.person_id.as_deref(), [Some(a.log_in.as_str()), a.mail.as_deref()], &a.name),
        Row::Training(t) => (t.person_id.as_deref(), [t.mail.as_deref(), None], &t.name),
    }
}

fn add_keys(row: Row<'_>, shared_ids: &BTreeSet<&str>, mut add: impl FnMut(u8, Key)) {
    let (id, addresses, _) = parts(row);
    if let Some(id) = id.filter(|id| !id.is_empty() && !shared_ids.contains(id)) {
        add(PERSON_ID, format!("person:{id}"));
    }
    if let Row::Account(AccountSeen { directory, account_id: Some(id), .. }) = row {
        add(ACCOUNT_ID, format!("account:{directory}:{id}"));
    }
    for address in addresses.into_iter().flatten().filter(|a| !a.is_empty()) {
        add(ADDRESS, format!("log-in:{address}"));
    }
}

/// The words of a name, lower case, without punctuation and initials: "Lee, Ana M." and "Ana Lee" share two.
fn words(name: &str) -> BTreeSet<String> {
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.chars().count() > 1)
        .map(str::to_lowercase)
        .collect()
}

/// Person numbers under which lists know names that share no word.
fn ids_of_several_people<'a>(rows: &[(At, Row<'a>)]) -> BTreeSet<&'a str> {
    let mut named: Vec<(&str, usize, &str)> = rows
        .iter()
        .enumerate()
        .filter_map(|(position, (_, row))| {
            let (id, _, name) = parts(*row);
            id.map(|id| (id, position, name))
        })
        .collect();
    named.sort_unstable();
    let of_one_id = named.chunk_by(|a, b| a.0 == b.0).filter(|rows| rows.len() > 1);
    of_one_id.filter(|rows| are_several_people(rows)).map(|rows| rows[0].0).collect()
}

/// Whether one name shares no word with those before it.
fn are_several_people(rows: &[(&str, usize, &str)]) -> bool {
    let mut known: BTreeSet<String> = BTreeSet::new();
    rows.iter().map(|(_, _, name)| words(name)).filter(|words| !words.is_empty()).any(|words| {
        let is_another = !known.is_empty() && known.is_disjoint(&words);
        known.extend(words);
        is_another
    })
}

fn join_nameless_training(groups: &mut Groups, rows: &[(At, Row<'_>)]) {
    let is_nameless = |training: &TrainingSeen| training.person_id.is_none() && training.mail.is_none();
    if !rows.iter().any(|(_, row)| matches!(row, Row::Training(training) if is_nameless(training))) {
        return;
    }
    let mut by_name: BTreeMap<BTreeSet<String>, BTreeMap<u32, u32>> = BTreeMap::new();
    for (position, (_, row)) in (0u32..).zip(rows) {
        if let Row::Person(person) = row {
            let root = groups.root(position);
            by_name.entry(words(&person.name)).or_default().entry(root).or_insert(position);
        }
    }
    for (position, (_, row)) in (0u32..).zip(rows) {
        let Row::Training(training) = row else { continue };
        if !is_nameless(training) {
            continue;
        }
        let words = words(&training.name);
        if let Some(namesakes) = by_name.get(&words).filter(|n| n.len() == 1 && words.len() > 1) {
            for &person in namesakes.values() {
                let says = || format!("name: only one person is called {}", training.name);
                groups.join_because(person, position, says, &[]);
            }
        }
    }
}

fn merge_person(group: &[(At, Row<'_>)], infos: &[SourceInfo]) -> Option<Person> {
    let mut person = Person::default();
    for (at, row) in group {
        let Row::Person(seen) = row else { continue };
        person.rows.push(*at);
        person.is_listed |= infos[at.source as usize].is_current;
        let speak_over = |slot: &mut Option<String>, value: &Option<String>| {
            if value.is_some() {
                slot.clone_from(value);
            }
        };
        if !seen.name.is_empty() {
            person.name.clone_from(&seen.name);
        }
        speak_over(&mut person.person_id, &seen.person_id);
        speak_over(&mut person.mail, &seen.mail);
        speak_over(&mut person.department, &seen.department);
        speak_over(&mut person.title, &seen.title);
        person.kind = seen.kind.or(person.kind);
        person.start = seen.start.or(person.start);
        // What can be taken back, the newest row says alone: a cleared end date means that the person stays.
        person.status = seen.status;
        if person.end != seen.end {
            person.access_ended = None; // It was about another departure.
        }
        person.end = seen.end;
        person.is_involuntary = seen.is_involuntary;
        person.sponsor.clone_from(&seen.sponsor);
        person.security_role.clone_from(&seen.security_role);
        person.access_ended = seen.access_ended.map(|then| (then, *at)).or(person.access_ended);
    }
    if person.rows.is_empty() {
        return None;
    }
    person.subject =
        person.mail.clone().or_else(|| person.person_id.clone()).unwrap_or_else(|| person.name.clone());
    person.key = match (&person.person_id, &person.mail) {
        (Some(id), _) => format!("person:{id}"),
        (None, Some(mail)) => format!("log-in:{mail}"),
        (None, None) => format!("name:{}", person.name),
    };
    Some(person)
}

fn accounts_in<'a>(group: &[(At, Row<'a>)]) -> Vec<(At, &'a AccountSeen)> {
    group
        .iter()
        .filter_map(|(at, row)| if let Row::Account(a) = row { Some((*at, *a)) } else { None })
        .collect()
}

/// Courses of a group, each completion once: training lists are cumulative, so old files say nothing that is taken back.
fn trainings_in(group: &[(At, Row<'_>)], infos: &[SourceInfo]) -> Vec<Training> {
    let mut trainings: Vec<Training> = Vec::new();
    for (at, row) in group {
        let Row::Training(seen) = row else { continue };
        if seen.completed.is_some_and(|day| day > infos[at.source as usize].collected_on()) {
            continue; // A completion after the list was written is no completion.
        }
        let who = seen.mail.clone().or_else(|| seen.person_id.clone()).unwrap_or_else(|| seen.name.clone());
        trainings.retain(|t| (&t.course, t.completed) != (&seen.course, seen.completed));
        trainings.push(Training {
            course: seen.course.clone(),
            track: seen.track.clone(),
            assigned: seen.assigned,
            completed: seen.completed,
            who,
            at: *at,
        });
    }
    trainings
}
