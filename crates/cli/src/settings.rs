//! Where the record is kept: the two settings that all commands over a record share.

use crate::failure::Failure;
use std::path::PathBuf;
use ward_app::programme::Office;
use ward_app::{Ctx, SystemClock};
use ward_catalog::Catalog;
use ward_store::Location;

/// Where the record is kept. Nothing here is required.
#[derive(clap::Args)]
pub(crate) struct Where {
    /// Folder of the record, the evidence and the signing key [default: ward in the user's data folder]
    #[arg(long, env = "WARD_DATA", value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// PostgreSQL database, when SQLite in the folder is not enough: postgres://user@host/database
    #[arg(long, env = "WARD_DATABASE", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
}

impl Where {
    /// Opens what is there, or makes it.
    pub(crate) fn open(&self) -> Result<Ctx, Failure> {
        Ok(Ctx::open(&self.location()?, Catalog::built_in(), Box::new(SystemClock), random_key)?)
    }

    /// The same as the operator of a programme.
    pub(crate) fn open_office(&self) -> Result<Office, Failure> {
        Ok(Office::open(&self.location()?, Catalog::built_in(), Box::new(SystemClock), random_key)?)
    }

    fn location(&self) -> Result<Location, Failure> {
        let folder = match &self.data {
            Some(folder) => folder.clone(),
            None => default_folder()?,
        };
        Ok(match &self.database {
            Some(url) => Location::Postgres { url: url.clone(), folder },
            None => Location::Folder(folder),
        })
    }
}

/// 32 random bytes of the operating system.
pub(crate) fn random_key() -> std::io::Result<[u8; 32]> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(std::io::Error::other)?;
    Ok(key)
}

/// `ward` in the folder where this system keeps a user's data (XDG Base Directory; `LOCALAPPDATA` on Windows).
fn default_folder() -> Result<PathBuf, Failure> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = set("XDG_DATA_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(|| set("HOME").map(|home| home.join(".local/share")));
    base.map(|base| base.join("ward")).ok_or_else(|| {
        Failure::usage("this system names no folder for a user's data", "Say where with --data FOLDER.")
    })
}
