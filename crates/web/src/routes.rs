//! Every route in one table. The router, the navigation and the tests are made from it, so that no page is forgotten.

use crate::guard;
use crate::pages::{
    account_list, action, advisory, advisory_list, answer, asset, asset_list, batch, checks, crosswalk,
    evidence, evidence_file, except, finding_list, framework, framework_list, goal, help, home, incident,
    incident_list, measure, money, names, number, organisation, packet, person, person_list, plan, questions,
    record, summary, task, upload, withdraw, worksheet,
};
use crate::state::{AppState, Side};
use crate::statics;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodRouter, get, post};
use std::sync::LazyLock;

/// Most bytes of a form without files.
const MOST_FORM_BYTES: usize = 1 << 20;

/// What a person must be allowed to do. On one's own machine everybody at it may do all; the names are there for the
/// day on which people sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: style sheets and the like.
    Nothing,
    /// To see where the organisation stands.
    ReadPosture,
    /// To see evidence and what stands in it.
    ReadEvidence,
    /// To see and take away the record.
    ReadRecord,
    /// To add evidence and take it back.
    ChangeEvidence,
    /// To answer for the organisation.
    Answer,
    /// To approve exceptions.
    Approve,
    /// To say who the organisation is.
    ChangeOrganisation,
    /// Of the operator: to see the sector, participants and the programme's state.
    ReadProgramme,
    /// Of the operator: to enrol, publish and set what is in force.
    Administer,
    /// Of the operator: rounds, awards, payments.
    Grant,
    /// Of the operator: samples, audits, cases.
    Audit,
    /// Of the operator: requests, bulletins, advisories.
    Advise,
}

/// Parts of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The rose.
    Home,
    /// What to do next with money and hours.
    Plan,
    /// Rounds of funding, and what was applied for.
    Money,
    /// What was asked of the office, and what came of it.
    Help,
    /// What leaves.
    Summary,
    /// What happened, and whom to tell.
    Incidents,
    /// Whether what others publish is here.
    Advisories,
    /// Files.
    Evidence,
    /// What people answer.
    Questions,
    /// What was seen from outside.
    Checks,
    /// What is known.
    Estate,
    /// Other texts.
    Frameworks,
    /// Entries.
    Record,
    /// The profile.
    Organisation,
    /// A room of the operator's.
    Office(crate::office::Room),
}

/// One route.
#[derive(Debug)]
pub struct Route {
    /// GET or POST.
    pub method: Method,
    /// As axum writes it: `/goals/{id}`.
    pub path: &'static str,
    /// What it takes.
    pub needs: Needs,
    /// Whether it adds to the record.
    pub changes: bool,
    /// Handler, as `page::function`.
    pub handler: &'static str,
    /// Whether files may come with it, up to the settings' limit; other forms are small.
    pub takes_files: bool,
    /// Words in the navigation.
    pub nav: Option<(Section, &'static str)>,
    methods: MethodRouter<AppState>,
}

impl Route {
    pub(crate) fn nav(mut self, section: Section, words: &'static str) -> Self {
        self.nav = Some((section, words));
        self
    }
    pub(crate) fn takes_files(mut self) -> Self {
        self.takes_files = true;
        self
    }
}

/// A route that shows something.
pub(crate) fn page<H: Handler<T, AppState>, T: 'static>(
    path: &'static str,
    needs: Needs,
    name: &'static str,
    run: H,
) -> Route {
    Route {
        method: Method::GET,
        path,
        needs,
        changes: false,
        handler: name,
        takes_files: false,
        nav: None,
        methods: get(run),
    }
}

/// A route that changes something. Its handler takes the token by [`Posted`](crate::posted::Posted) or
/// [`Parts`](crate::posted::Parts).
pub(crate) fn act<H: Handler<T, AppState>, T: 'static>(
    path: &'static str,
    needs: Needs,
    name: &'static str,
    run: H,
) -> Route {
    Route {
        method: Method::POST,
        path,
        needs,
        changes: true,
        handler: name,
        takes_files: false,
        nav: None,
        methods: post(run),
    }
}

/// All routes.
#[rustfmt::skip]
pub fn routes() -> Vec<Route> {
    use Needs::{Answer, Approve, ChangeEvidence, ChangeOrganisation, Nothing, ReadEvidence, ReadPosture, ReadRecord};
    vec![
        page("/",                             ReadPosture,        "home::show",          home::show).nav(Section::Home, "Home"),
        page("/plan",                         ReadPosture,        "plan::show",          plan::show).nav(Section::Plan, "Plan"),
        act ("/plan/means",                   Approve,            "plan::set",           plan::set),
        page("/plan/weights",                 ReadPosture,        "plan::weights::show", plan::weights::show),
        act ("/plan/weights",                 Approve,            "plan::weights::submit", plan::weights::submit),
        page("/plan/actions/{action}",        ReadPosture,        "action::show",        action::show),
        act ("/plan/actions/{action}/take",   Approve,            "action::take",        action::take),
        act ("/plan/actions/{action}/done",   Approve,            "action::done",        action::done),
        act ("/plan/actions/{action}/drop",   Approve,            "action::drop_it",     action::drop_it),
        act ("/plan/actions/{action}/cost",   Approve,            "action::assume",      action::assume),
        page("/goals/{id}",                   ReadPosture,        "goal::show",          goal::show),
        page("/measures/{id}",                ReadPosture,        "measure::show",       measure::show),
        page("/measures/{id}/answer",         Answer,             "answer::show",        answer::show),
        act ("/measures/{id}/answer",         Answer,             "answer::submit",      answer::submit).takes_files(),
        page("/measures/{id}/except",         Approve,            "except::show",        except::show),
        act ("/measures/{id}/except",         Approve,            "except::submit",      except::submit),
        page("/measures/{id}/task",           Answer,             "task::show_form",     task::show_form),
        act ("/measures/{id}/task",           Answer,             "task::submit",        task::submit),
        page("/measures/{id}/numbers",        Approve,            "number::show",        number::show),
        act ("/measures/{id}/numbers",        Approve,            "number::submit",      number::submit),
        page("/questions",                    ReadPosture,        "questions::show",     questions::show).nav(Section::Questions, "Questions"),
        page("/worksheet",                    ReadPosture,        "worksheet::show",     worksheet::show),
        page("/worksheet/type",               Answer,             "worksheet::type_page", worksheet::type_page),
        act ("/worksheet/type",               Answer,             "worksheet::submit",   worksheet::submit),
        page("/tasks",                        ReadPosture,        "task::show",          task::show),
        act ("/tasks/{entry}/close",          Answer,             "task::close",         task::close),
        page("/evidence",                     ReadEvidence,       "evidence::show",      evidence::show).nav(Section::Evidence, "Evidence"),
        act ("/evidence",                     ChangeEvidence,     "upload::submit",      upload::submit).takes_files(),
        page("/evidence/batches/{number}",    ReadEvidence,       "batch::show",         batch::show),
        page("/evidence/{digest}",            ReadEvidence,       "evidence_file::show", evidence_file::show),
        page("/evidence/{digest}/withdraw",   ChangeEvidence,     "withdraw::show",      withdraw::show),
        act ("/evidence/{digest}/withdraw",   ChangeEvidence,     "withdraw::submit",    withdraw::submit),
        page("/checks",                       ReadEvidence,       "checks::show",        checks::show).nav(Section::Checks, "Live checks"),
        act ("/checks",                       ChangeEvidence,     "checks::look",        checks::look),
        act ("/checks/statement",             ChangeOrganisation, "checks::state",       checks::state),
        act ("/checks/every",                 ChangeOrganisation, "checks::choose",      checks::choose),
        page("/estate",                       ReadEvidence,       "asset_list::show",    asset_list::show).nav(Section::Estate, "Estate"),
        page("/estate/people",                ReadEvidence,       "person_list::show",   person_list::show),
        page("/estate/accounts",              ReadEvidence,       "account_list::show",  account_list::show),
        page("/estate/findings",              ReadEvidence,       "finding_list::show",  finding_list::show),
        page("/estate/assets/{handle}",       ReadEvidence,       "asset::show",         asset::show),
        page("/estate/people/{handle}",       ReadEvidence,       "person::show",        person::show),
        page("/estate/assets/{handle}/names", Approve,            "names::show_asset",   names::show_asset),
        act ("/estate/assets/{handle}/names", Approve,            "names::submit_asset", names::submit_asset),
        page("/estate/people/{handle}/names", Approve,            "names::show_person",  names::show_person),
        act ("/estate/people/{handle}/names", Approve,            "names::submit_person", names::submit_person),
        page("/frameworks",                   ReadPosture,        "framework_list::show", framework_list::show).nav(Section::Frameworks, "Texts and laws"),
        page("/frameworks/{id}",              ReadPosture,        "framework::show",     framework::show),
        page("/crosswalk",                    ReadPosture,        "crosswalk::show",     crosswalk::show),
        page("/record",                       ReadRecord,         "record::show",        record::show).nav(Section::Record, "Record"),
        page("/record/packet.zip",            ReadRecord,         "packet::download",    packet::download),
        page("/organisation",                 ReadPosture,        "organisation::show",  organisation::show).nav(Section::Organisation, "Organisation"),
        act ("/organisation",                 ChangeOrganisation, "organisation::submit", organisation::submit),
        page("/summary",                      ReadPosture,        "summary::show",       summary::show).nav(Section::Summary, "Summary"),
        act ("/summary/sign",                 Approve,            "summary::sign",       summary::sign),
        act ("/summary/receipt",              Approve,            "summary::receipt",    summary::receipt).takes_files(),
        page("/summary/files/{digest}",       ReadPosture,        "summary::download",   summary::download),
        page("/money",                        ReadPosture,        "money::show",         money::show).nav(Section::Money, "Money"),
        act ("/money",                        Approve,            "money::keep",         money::keep).takes_files(),
        page("/money/{call}",                 ReadPosture,        "money::apply::show",  money::apply::show),
        act ("/money/{call}/sign",            Approve,            "money::apply::sign",  money::apply::sign),
        page("/money/files/{digest}",         ReadPosture,        "money::download",     money::download),
        page("/help",                         ReadPosture,        "help::show",          help::show).nav(Section::Help, "Help"),
        act ("/help",                         Approve,            "help::submit",        help::submit),
        act ("/help/{statement}/result",      ChangeEvidence,     "help::take",          help::take).takes_files(),
        page("/help/files/{digest}",          ReadPosture,        "help::download",      help::download),
        page("/incidents",                    ReadRecord,         "incident_list::show", incident_list::show).nav(Section::Incidents, "Incidents"),
        act ("/incidents",                    Approve,            "incident_list::open", incident_list::open),
        page("/incidents/{incident}",         ReadRecord,         "incident::show",      incident::show),
        page("/incidents/{incident}/reports/{form}", ReadRecord,  "incident::report",    incident::report),
        page("/incidents/{incident}/facts",   Approve,            "incident::facts::show", incident::facts::show),
        act ("/incidents/{incident}/facts",   Approve,            "incident::facts::submit", incident::facts::submit),
        act ("/incidents/{incident}/reported", Approve,           "incident::reported",  incident::reported),
        act ("/incidents/{incident}/shared",  Approve,            "incident::shared",    incident::shared),
        act ("/incidents/{incident}/end",     Approve,            "incident::end",       incident::end),
        page("/advisories",                   ReadPosture,        "advisory_list::show", advisory_list::show).nav(Section::Advisories, "Advisories"),
        act ("/advisories",                   ChangeEvidence,     "advisory_list::submit", advisory_list::submit).takes_files(),
        page("/advisories/flaw",              ReadPosture,        "advisory::show_flaw", advisory::show_flaw),
        page("/advisories/outage",            ReadPosture,        "advisory::show_outage", advisory::show_outage),
        act ("/advisories/answer",            Approve,            "advisory::sign",      advisory::sign),
        page("/advisories/answers/{digest}",  ReadPosture,        "advisory::download",  advisory::download),
        page("/advisories/{digest}",          ReadPosture,        "advisory::show",      advisory::show),
        page("/static/{file}",                Nothing,            "statics::serve",      statics::serve),
    ]
}

/// A link of the navigation.
pub(crate) struct Link {
    pub(crate) section: Section,
    pub(crate) address: &'static str,
    pub(crate) words: &'static str,
}

/// Links that stand together.
pub(crate) struct Group {
    pub(crate) words: &'static str,
    pub(crate) links: Vec<Link>,
}

/// What stands together on the organisation's side, in order. The first of a group is where its link leads.
const TOGETHER: [(&str, &[Section]); 5] = [
    ("Home", &[Section::Home]),
    ("To do", &[Section::Plan, Section::Questions, Section::Advisories, Section::Incidents]),
    ("Evidence", &[Section::Evidence, Section::Checks, Section::Estate, Section::Record]),
    ("Programme", &[Section::Summary, Section::Money, Section::Help]),
    ("Organisation", &[Section::Organisation, Section::Frameworks]),
];

/// The navigation of the side to which a section belongs.
pub(crate) fn groups(section: Option<Section>) -> &'static [Group] {
    static HOUSE: LazyLock<Vec<Group>> = LazyLock::new(|| {
        let mut links = links(routes());
        let group = |(words, sections): &(&'static str, &[Section])| Group {
            words,
            links: sections
                .iter()
                .filter_map(|section| {
                    Some(links.remove(links.iter().position(|link| link.section == *section)?))
                })
                .collect(),
        };
        TOGETHER.iter().map(group).collect()
    });
    static OFFICE: LazyLock<Vec<Group>> = LazyLock::new(|| {
        links(crate::office::routes())
            .into_iter()
            .map(|link| Group { words: link.words, links: vec![link] })
            .collect()
    });
    if matches!(section, Some(Section::Office(_))) { &OFFICE } else { &HOUSE }
}

/// The address of a section.
pub(crate) fn address_of(section: Section) -> Option<&'static str> {
    let links = groups(Some(section)).iter().flat_map(|group| &group.links);
    links.into_iter().find(|link| link.section == section).map(|link| link.address)
}

fn links(routes: Vec<Route>) -> Vec<Link> {
    let link = |route: Route| route.nav.map(|(section, words)| Link { section, address: route.path, words });
    routes.into_iter().filter_map(link).collect()
}

/// The router of all routes, with the guard around every answer.
pub(crate) fn build(state: AppState) -> Router {
    let most = usize::try_from(state.settings.most_upload_bytes).unwrap_or(usize::MAX);
    let routes = match state.side {
        Side::House(_) => routes(),
        Side::Office(_) => crate::office::routes(),
    };
    let router = routes.into_iter().fold(Router::new(), |router, route| {
        let limit = DefaultBodyLimit::max(if route.takes_files { most } else { MOST_FORM_BYTES });
        router.route(route.path, route.methods.layer(limit))
    });
    router
        .fallback(guard::no_such_page)
        .layer(axum::middleware::from_fn_with_state(state.clone(), guard::guard))
        .layer(tower_http::compression::CompressionLayer::new())
        .with_state(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_stands_in_one_group() {
        let mut wanted: Vec<&str> = links(routes()).iter().map(|link| link.address).collect();
        let mut found: Vec<&str> =
            groups(None).iter().flat_map(|group| &group.links).map(|link| link.address).collect();
        wanted.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, wanted);
        assert!(groups(None).iter().all(|group| !group.links.is_empty()));
    }
}
