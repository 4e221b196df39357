//! A throw-away PostgreSQL cluster: made on first use, one for each test process, gone with it.
//!
//! The server listens on a Unix socket in its own folder and never on the network. A watcher process holds the other
//! end of a pipe: however the tests end, the pipe closes, and the watcher stops the server and removes the folder.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// When this variable is set, a missing PostgreSQL fails the tests rather than skipping them.
pub const REQUIRED: &str = "WARD_REQUIRE_POSTGRES";

/// What the watcher does: wait for the end of its input, then tidy up.
const WATCH: &str = r#"trap "" INT TERM HUP; cat >/dev/null; "$1/pg_ctl" stop -s -D "$2/data" -m immediate >/dev/null 2>&1; rm -rf "$2""#;

/// A running PostgreSQL server.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    databases: AtomicU32,
    /// Keeps the watcher's input open for as long as this process lives.
    _watcher: Child,
}

/// The cluster of this test process, started on first use. `None`, said loudly, when PostgreSQL is not installed.
///
/// # Panics
/// When PostgreSQL is installed and does not start, or is missing although [`REQUIRED`] is set.
pub fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    let start = || {
        let Some(bin) = find_programs() else {
            let words = "PostgreSQL is not installed (no initdb in PATH or /usr/lib/postgresql/*/bin)";
            assert!(std::env::var_os(REQUIRED).is_none(), "{words}, and {REQUIRED} is set");
            #[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
            {
                eprintln!("SKIPPED: {words}: nothing is tested on PostgreSQL");
            }
            return None;
        };
        Some(Cluster::start(&bin).unwrap_or_else(|problem| panic!("cannot start PostgreSQL: {problem}")))
    };
    CLUSTER.get_or_init(start).as_ref()
}

impl Cluster {
    /// Makes an empty database and returns its URL.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn create_database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let made = postgres::Client::connect(&self.url("postgres"), postgres::NoTls)
            .and_then(|mut client| client.batch_execute(&format!("CREATE DATABASE {name}")));
        made.unwrap_or_else(|problem| panic!("cannot make the database {name}: {problem}"));
        self.url(&name)
    }

    /// Has the server write through to the disk from now on, as a real one does: for measurements. Tests need no such
    /// care, since the cluster ends with them.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn make_durable(&self) {
        let sql = ["fsync", "full_page_writes"].map(|name| format!("ALTER SYSTEM SET {name} = on"));
        let made =
            postgres::Client::connect(&self.url("postgres"), postgres::NoTls).and_then(|mut client| {
                sql.iter().try_for_each(|line| client.batch_execute(line))?;
                client.batch_execute("SELECT pg_reload_conf()")
            });
        made.unwrap_or_else(|problem| panic!("cannot make the cluster durable: {problem}"));
    }

    fn url(&self, database: &str) -> String {
        format!("host={} user=ward dbname={database}", self.folder.display())
    }

    fn start(bin: &Path) -> Result<Self, String> {
        let folder = run(as_postgres("mktemp").args(["-d", "/tmp/ward-postgres-XXXXXXXX"]))?;
        let folder = PathBuf::from(folder.trim());
        let data = folder.join("data");
        // English rules sort differently from bytes: whoever forgets COLLATE "C" is found out.
        let initdb = |rules: &[&str]| {
            let mut command = as_postgres(bin.join("initdb"));
            command.args(["--auth=trust", "--username=ward", "--encoding=UTF8", "--no-sync"]).args(rules);
            run(command.arg("-D").arg(&data))
        };
        initdb(&["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"])
            .or_else(|_| initdb(&["--locale=C.UTF-8"]))?;
        let settings = format!(
            "-c listen_addresses= -c unix_socket_directories={} -c max_connections=200",
            folder.display()
        );
        // In the file and not on the command line, which nothing could overrule later.
        let careless = |mut file: fs::File| file.write_all(b"fsync = off\nfull_page_writes = off\n");
        let file = fs::OpenOptions::new().append(true).open(data.join("postgresql.conf"));
        file.and_then(careless).map_err(|problem| format!("cannot write its settings: {problem}"))?;
        // Without its own log file, the server would hold this process's output open for ever.
        let log = folder.join("log");
        let mut start = as_postgres(bin.join("pg_ctl"));
        start
            .args(["start", "-s", "-w", "-t", "60", "-o", &settings])
            .arg("-D")
            .arg(&data)
            .arg("-l")
            .arg(&log);
        run(&mut start).map_err(|problem| {
            format!("{problem}; its log says: {}", fs::read_to_string(&log).unwrap_or_default())
        })?;
        let watcher = as_postgres("sh")
            .args(["-c", WATCH, "watcher"])
            .args([bin, &folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|problem| format!("no watcher: {problem}"))?;
        Ok(Self { folder, databases: AtomicU32::new(0), _watcher: watcher })
    }
}

/// The folder with `initdb` and `pg_ctl`: the newest installed version, or the one in PATH.
fn find_programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file());
    let versions =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path());
    let installed = versions.map(|version| version.join("bin")).filter(|bin| bin.join("initdb").is_file());
    in_path.or_else(|| installed.max_by_key(|bin| version_of(bin)))
}

fn version_of(bin: &Path) -> Option<u32> {
    bin.parent()?.file_name()?.to_str()?.parse().ok()
}

/// PostgreSQL refuses to run as root, so root becomes `postgres`.
fn as_postgres(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let is_root = fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program.as_ref());
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/").stdin(Stdio::null());
    command
}

fn run(command: &mut Command) -> Result<String, String> {
    let output =
        command.output().map_err(|problem| format!("{}: {problem}", command.get_program().display()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)))
}
