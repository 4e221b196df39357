//! `ward assess`

use super::Format;
use crate::failure::{Code, Failure};
use crate::looking::{NameServers, statement, tidy};
use crate::ui::Ui;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use ward_app::check::check;
use ward_app::folder::{Looked, Request, assess_and_look};
use ward_app::frameworks;
use ward_app::{Clock as _, SystemClock};
use ward_catalog::Catalog;
use ward_collectors::{Plan, Settings};
use ward_domain::{Organisation, Size};
use ward_importers::Mapping;

/// Judge a folder of files, without server and without database
///
/// Reads every file by its content, says what it read and what it could not, and prints the twenty goals with the facts
/// behind each and the next three actions. Nothing is kept. Contacts no other machine, unless --domain and --i-am-allowed ask
/// for a look from outside: its report is then one more file.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Files and folders to read
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Whose thresholds: small, medium or large [default: as the organisation's file says, else medium]
    #[arg(long, value_name = "SIZE")]
    profile: Option<Size>,
    /// The day to judge; evidence collected later does not count [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,
    /// When the files were exported, for those that do not say [default: the date of the file]
    #[arg(long, value_name = "YYYY-MM-DD")]
    collected: Option<Date>,
    /// How the columns are meant in tables that Ward does not recognise (TOML)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// A domain that the organisation owns; it is looked at from outside when --i-am-allowed says so. May be repeated
    #[arg(long, value_name = "DOMAIN")]
    domain: Vec<String>,
    /// Who states that these domains belong to the organisation, or that it may look at them
    #[arg(long, value_name = "NAME", requires = "domain")]
    i_am_allowed: Option<String>,
    /// Contact no other machine, whatever else is said
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    name_servers: NameServers,
    /// By which text to judge: hph-cpg, hipaa-security-rule, nist-csf-2-0, … (`ward crosswalk` shows what is behind them)
    #[arg(long, value_name = "ID", default_value = GOALS)]
    framework: String,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The framework that is judged itself; the others follow from its verdicts.
const GOALS: &str = "hph-cpg";

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let mapping = args.mapping.as_deref().map(read_mapping).transpose()?;
    let as_of = args.as_of.unwrap_or_else(|| SystemClock.now().to_zoned(jiff::tz::TimeZone::UTC).date());
    let look = allowed_look(&args, as_of, ui)?;
    let domains: Vec<String> = args.domain.iter().map(|name| tidy(name)).collect();
    let request = Request {
        paths: args.paths,
        as_of,
        size: args.profile,
        collected_on: args.collected,
        mapping,
        domains,
    };
    let catalog = Catalog::built_in();
    let framework = frameworks::find(&catalog, &args.framework).map_err(|there_are| {
        Failure::usage(format!("no framework is called `{}`", args.framework), there_are)
    })?;
    let progress = ui.progress();
    let reading = |path: &Path| progress.set_message(format!("reading {}", path.display()));
    let posture = assess_and_look(&catalog, &request, reading, |organisation| {
        let (by, settings) = look?;
        progress.set_message("looking from outside");
        Some(looked(&request.domains, organisation, &by, &settings))
    });
    progress.finish_and_clear();
    let name = &posture.estate.organisation.name;
    let (assessment, inputs) = (&posture.assessment, &posture.inputs);
    let out = match (args.format, framework.id == GOALS) {
        (Format::Json, true) => ward_reports::json_v1::bytes(assessment, inputs),
        (Format::Text, true) => ward_reports::text::report(&catalog, assessment, name, inputs).into_bytes(),
        (format, false) => {
            let result = frameworks::judge(&catalog, framework, assessment);
            match format {
                Format::Json => ward_reports::framework::json(&result, assessment, inputs),
                Format::Text => ward_reports::framework::text(&result, assessment, name, inputs).into_bytes(),
            }
        }
    };
    ui.data(&out)?;
    Ok(super::code(&posture.inputs))
}

/// Who allows the look, and how to look; `None` when the files are judged alone, and then it is said why.
fn allowed_look(args: &Args, as_of: Date, ui: &Ui) -> Result<Option<(String, Settings)>, Failure> {
    if args.domain.is_empty() || args.offline {
        return Ok(None);
    }
    let Some(by) = args.i_am_allowed.as_deref().map(str::trim).filter(|by| !by.is_empty()) else {
        ui.say(
            "The domains are not looked at: say with --i-am-allowed NAME who states that they belong to the organisation, \
             or that it may look at them. The files are judged alone.",
        );
        return Ok(None);
    };
    if as_of < SystemClock.now().to_zoned(jiff::tz::TimeZone::UTC).date() {
        ui.say("The domains are not looked at: a look speaks for today, and --as-of names an earlier day.");
        return Ok(None);
    }
    Ok(Some((by.to_owned(), args.name_servers.settings()?)))
}

/// Looks at the domains that were named, and at nothing else; what the files declare as medical is refused.
fn looked(domains: &[String], organisation: &Organisation, by: &str, settings: &Settings) -> Looked {
    let plan = Plan {
        statement: statement(by),
        domains: domains.to_vec(),
        selectors: organisation.dkim_selectors.clone(),
        refused: organisation.medical_addresses.clone(),
        ..Plan::default()
    };
    let checked = check(&plan, settings, &SystemClock);
    ("look from outside".to_owned(), checked.map(|checked| checked.bytes).map_err(|error| error.to_string()))
}

fn read_mapping(path: &Path) -> Result<Mapping, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(format!("cannot read {}: {error}", path.display()), "Check the path.")
    })?;
    Mapping::parse(&text).map_err(|error| {
        Failure::usage(
            format!("{}: {error}", path.display()),
            "`ward formats` lists the fields that columns can be mapped to.",
        )
    })
}
