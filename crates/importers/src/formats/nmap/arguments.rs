//! Reads nmap's command line, as the file keeps it, for what it was told to look at.

use crate::targets::Targets;

/// What a command line asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scope {
    /// Targets named on the command line, less the excluded ones.
    pub(super) targets: Targets,
    /// Whether further targets, or exclusions, stand in another file or come from chance (`-iL`, `-iR`,
    /// `--excludefile`, `--resume`).
    pub(super) is_elsewhere: bool,
}

/// Short options whose value is the next word, unless it is written against them: `-p 22`, `-p22`.
const SHORT_WITH_VALUE: &[&str] = &["-p", "-e", "-S", "-D", "-g", "-b", "-M", "-T", "-m"];

/// Short options of two letters with a value that may be the next word.
const TWO_LETTERS_WITH_VALUE: &[&str] = &["-oN", "-oX", "-oG", "-oA", "-oS", "-oM", "-oH", "-sI"];

/// Long options whose value is the next word, unless it follows an equals sign.
const LONG_WITH_VALUE: &[&str] = &[
    "--data",
    "--data-length",
    "--data-string",
    "--datadir",
    "--dns-servers",
    "--exclude-ports",
    "--host-timeout",
    "--initial-rtt-timeout",
    "--ip-options",
    "--max-hostgroup",
    "--max-os-tries",
    "--max-parallelism",
    "--max-rate",
    "--max-retries",
    "--max-rtt-timeout",
    "--max-scan-delay",
    "--min-hostgroup",
    "--min-parallelism",
    "--min-rate",
    "--min-rtt-timeout",
    "--mtu",
    "--port-ratio",
    "--proxies",
    "--proxy",
    "--scan-delay",
    "--scanflags",
    "--script",
    "--script-args",
    "--script-args-file",
    "--script-help",
    "--script-timeout",
    "--servicedb",
    "--source-port",
    "--spoof-mac",
    "--stats-every",
    "--stylesheet",
    "--top-ports",
    "--ttl",
    "--version-intensity",
    "--versiondb",
];

impl Scope {
    pub(super) fn of(command_line: &str) -> Self {
        let mut scope = Self::default();
        let mut excluded = Targets::default();
        let words = words(command_line);
        let mut words = words.iter().map(String::as_str).skip(program_words(&words));
        while let Some(word) = words.next() {
            let (name, attached) = match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value)),
                _ => (word, None),
            };
            let name = canonical(name);
            match name.as_str() {
                "--exclude" => {
                    let list = attached.or_else(|| words.next()).unwrap_or_default();
                    split_targets(list).for_each(|target| excluded.add(target));
                }
                "--excludefile" | "-iL" | "-iR" | "--resume" => {
                    let _ = attached.or_else(|| words.next());
                    scope.is_elsewhere = true;
                }
                name if LONG_WITH_VALUE.contains(&name) && attached.is_none() => {
                    words.next();
                }
                name if SHORT_WITH_VALUE.contains(&name) || TWO_LETTERS_WITH_VALUE.contains(&name) => {
                    words.next();
                }
                name if name.starts_with("-iL") || name.starts_with("-iR") => scope.is_elsewhere = true,
                name if name.starts_with('-') => {}
                _ => scope.targets.add(word),
            }
        }
        scope.targets.exclude(&excluded);
        // An exclusion that cannot be read may have taken out anything.
        scope.is_elsewhere |= !excluded.not_understood.is_empty();
        scope.targets.tidy();
        scope
    }
}

/// A long option as the lists above write it: nmap takes `_` for `-`, and one dash for two.
fn canonical(name: &str) -> String {
    let long = format!("--{}", name.trim_start_matches('-').replace('_', "-"));
    let is_long = name.starts_with("--") || long == "--exclude" || LONG_WITH_VALUE.contains(&long.as_str());
    if is_long && name.starts_with('-') { long } else { name.to_owned() }
}

/// Excluded targets are parted by commas, which the last number of an address may hold too.
fn split_targets(list: &str) -> impl Iterator<Item = &str> {
    list.split([',', ' '])
}

/// How many words name the program: one, or more when its path has spaces that were not quoted.
fn program_words(words: &[String]) -> usize {
    const FEW: usize = 6;
    let is_program = |word: &&String| {
        let word = word.to_ascii_lowercase();
        word.ends_with("nmap") || word.ends_with("nmap.exe")
    };
    let first_option = words.iter().position(|word| word.starts_with('-')).unwrap_or(words.len());
    let before_options = words.get(..first_option.min(FEW)).unwrap_or_default();
    before_options.iter().position(|word| is_program(&word)).map_or(1, |at| at + 1)
}

/// Splits at white space; double quotes keep words together and a backslash takes the next quote as it is.
fn words(command_line: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), None::<String>);
    let mut is_quoted = false;
    let mut characters = command_line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            '\\' if matches!(characters.peek(), Some('"' | '\\')) => {
                word.get_or_insert_default().extend(characters.next());
            }
            c if c.is_whitespace() && !is_quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(command_line: &str, expected: &[&str]) {
        let scope = Scope::of(command_line);
        let ranges = scope.targets.ranges.iter().map(ToString::to_string);
        let mut all: Vec<String> =
            ranges.chain(scope.targets.hosts).chain(scope.targets.not_understood).collect();
        if scope.is_elsewhere {
            all.push("elsewhere".to_owned());
        }
        assert_eq!(all, expected);
    }

    #[test]
    fn what_is_no_option_is_a_target() {
        check("nmap 203.0.113.7", &["203.0.113.7"]);
        check(
            "nmap -sS -p- -T4 -oX out.xml 203.0.113.0/28 www.example",
            &["203.0.113.0-203.0.113.15", "www.example"],
        );
        check("nmap 203.0.113.1-9 -p 22,80 -oA out", &["203.0.113.1-203.0.113.9"]);
        check("nmap -sP -T 4 --script default,safe --top-ports=100 a.example", &["a.example"]);
        check(
            "nmap --min-rate 500 --max_retries 2 -Pn -PS22,80 -vv a.example b.example",
            &["a.example", "b.example"],
        );
        check("nmap -e eth0 -S 10.0.0.1 -D 10.0.0.2,ME -g 53 -sI 10.0.0.3 10.0.0.9", &["10.0.0.9"]);
        check("nmap -script default -exclude 10.0.0.2 10.0.0.1-2", &["10.0.0.1"]);
        check("nmap -6 2001:db8::/126", &["2001:db8::-2001:db8::3"]);
    }

    #[test]
    fn the_program_may_have_a_path_with_spaces() {
        check("\"C:\\Program Files\\Nmap\\nmap.exe\" -sV 10.0.0.1", &["10.0.0.1"]);
        check("C:\\Program Files (x86)\\Nmap\\nmap.exe -sV 10.0.0.1", &["10.0.0.1"]);
        check("/usr/bin/nmap 10.0.0.1", &["10.0.0.1"]);
        check("nmap scanner.nmap.example", &["scanner.nmap.example"]);
    }

    #[test]
    fn targets_elsewhere_are_not_known() {
        check("nmap -iL list.txt", &["elsewhere"]);
        check("nmap -iLlist.txt 10.0.0.1", &["10.0.0.1", "elsewhere"]);
        check("nmap -iR 100", &["elsewhere"]);
        check("nmap --excludefile not.txt 10.0.0.1", &["10.0.0.1", "elsewhere"]);
    }

    #[test]
    fn excluded_targets_were_not_looked_at() {
        check("nmap --exclude 10.0.0.2,b.example 10.0.0.1-3 b.example", &["10.0.0.1", "10.0.0.3"]);
        check("nmap --exclude=10.0.0.0/30 10.0.0.1-5", &["10.0.0.4-10.0.0.5"]);
        check("nmap --exclude 10.0.0.x/24 10.0.0.1", &["10.0.0.1", "elsewhere"]);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        check("", &[]);
        check("nmap", &[]);
        check("nmap -oX", &[]);
        check("\"", &[]);
    }
}
