//! `ward check`

use crate::failure::{Code, Failure};
use crate::looking::{NameServers, statement, tidy};
use crate::ui::Ui;
use std::path::PathBuf;
use std::time::Duration;
use ward_app::SystemClock;
use ward_app::check::{check, dangerous_ports};
use ward_catalog::Catalog;
use ward_collectors::{Plan, Settings};
use ward_domain::live_check::LiveCheck;
use ward_domain::network::AddressRange;

/// Look from outside at your own domains, web and mail servers and addresses
///
/// Asks the DNS for mail policies, greets web and mail servers, fetches security.txt, and tries the dangerous ports of the
/// addresses given. Contacts nothing else, and nothing at all unless somebody states that it may. Judges nothing: write the
/// report with --out and add it with `ward import`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Domains that the organisation owns, parked ones included
    #[arg(value_name = "DOMAIN", required_unless_present_any = ["host", "address"])]
    domains: Vec<String>,
    /// Who states that all of these belong to the organisation, or that it may look at them
    #[arg(long, value_name = "NAME")]
    i_am_allowed: String,
    /// A web host to look at beside the domains; may be repeated
    #[arg(long, value_name = "HOST")]
    host: Vec<String>,
    /// An address or block whose dangerous ports are tried; may be repeated
    #[arg(long, value_name = "RANGE")]
    address: Vec<AddressRange>,
    /// A block that is never contacted, such as that of medical devices; may be repeated
    #[arg(long, value_name = "RANGE")]
    never: Vec<AddressRange>,
    /// A DKIM selector that your mail systems use; may be repeated
    #[arg(long, value_name = "SELECTOR")]
    selector: Vec<String>,
    #[command(flatten)]
    name_servers: NameServers,
    /// Longest wait for one step, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=120))]
    timeout: u64,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    /// Write the report to this file as JSON, ready for `ward import`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let settings = Settings { limit: Duration::from_secs(args.timeout), ..args.name_servers.settings()? };
    let plan = Plan {
        statement: statement(&args.i_am_allowed),
        domains: args.domains.iter().map(|name| tidy(name)).collect(),
        hosts: args.host.iter().map(|name| tidy(name)).collect(),
        addresses: args.address,
        ports: dangerous_ports(&Catalog::built_in()),
        selectors: args.selector.iter().map(|name| tidy(name)).collect(),
        refused: args.never,
        allows_inside: false,
    };
    let progress = ui.progress();
    progress.set_message("looking from outside");
    let checked = check(&plan, &settings, &SystemClock)?;
    progress.finish_and_clear();
    if let Some(path) = &args.out {
        std::fs::write(path, &checked.bytes)
            .map_err(|error| Failure::machine(&format!("writing {}", path.display()), &error))?;
        ui.say(format!("The report is in {}. Add it with `ward import {}`.", path.display(), path.display()));
    }
    if args.json {
        ui.data(&checked.bytes)?;
        ui.data(b"\n")?;
    } else {
        ui.data(ward_reports::live_check::text(&checked.report).as_bytes())?;
    }
    Ok(code(&checked.report))
}

/// Whether everything, something or nothing could be checked.
fn code(report: &LiveCheck) -> Code {
    let questions = report.questions();
    let failed = questions.iter().filter(|question| question.failed.is_some()).count();
    if failed == questions.len() {
        Code::Nothing
    } else if failed > 0 {
        Code::Partly
    } else {
        Code::Done
    }
}
