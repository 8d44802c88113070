//! Settings: three sources, one table.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Command, FromArgMatches};
use tempfile::TempDir;
use upload::config::{LogFormat, Serve};
use upload::settings::{self, Layers, Wrong};

fn read(arguments: &[&str]) -> Result<Layers, Wrong> {
    let program = Command::new("upload").subcommand(Serve::augment_args(Command::new("serve")));
    let arguments: Vec<OsString> = ["upload", "serve"].iter().chain(arguments).map(OsString::from).collect();
    settings::read(program, &arguments)
}

fn serve(layers: &Layers) -> Serve {
    let (_, matches) = layers.matches.subcommand().expect("a command");
    Serve::from_arg_matches(matches).expect("settings")
}

fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("upload.toml");
    fs::write(&path, text).expect("written");
    (folder, path)
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/deploy/upload.toml")
}

#[test]
fn a_flag_wins_over_the_file_and_the_file_over_a_default() {
    // If it broke, an operator's file would be ignored, or could not be overruled for once.
    let (_folder, path) = file(
        "store = \"/srv/packages\"\nmax-open-uploads = 7\nidle-seconds = 8\nlog-format = \"json\"\n\
         trusted-proxy = [\"127.0.0.1\", \"10.0.0.0/8\"]\n",
    );
    let path = path.to_str().expect("a plain path");
    let layers = read(&["--config", path, "--idle-seconds", "9"]).expect("settings");
    let Serve { settings, .. } = serve(&layers);
    assert_eq!(settings.store, "/srv/packages");
    assert_eq!((settings.limits.max_open_uploads, settings.limits.idle_seconds), (7, 9));
    assert_eq!(settings.limits.header_seconds, 15);
    assert_eq!((settings.log_format, settings.limits.trusted_proxy.len()), (LogFormat::Json, 2));

    let said = layers.effective();
    for line in [
        "store = \"/srv/packages\" # file",
        "idle-seconds = 9 # flag",
        "header-seconds = 15 # default",
        "trusted-proxy = [\"127.0.0.1\", \"10.0.0.0/8\"] # file",
        "# metrics-listen is not set",
    ] {
        assert!(said.lines().any(|found| found == line), "{line} in {said}");
    }
    // What is said to hold is itself a file that says the same.
    let (_folder, again) = file(&said);
    let again = read(&["--config", again.to_str().expect("a plain path")]).expect("settings");
    assert_eq!(again.effective().replace("# flag", "# file").lines().count(), said.lines().count());
    assert_eq!(serve(&again).settings.limits.idle_seconds, 9);
}

#[test]
fn everything_wrong_with_a_file_is_told_at_once_and_where() {
    // If it broke, a setting with a typing error would quietly not hold, or errors come one by one.
    let (_folder, path) = file(
        "store = \"s\"\nmax_open_uploads = 7\nidle-seconds = \"soon\"\n\n  colour = 1\ntrusted-proxy = [\"proxy\"]\n[limits]\n",
    );
    let Err(Wrong::File(problems)) = read(&["--config", path.to_str().expect("a plain path")]) else {
        panic!("refused")
    };
    let problems: Vec<_> = problems
        .iter()
        .map(|problem| problem.strip_prefix(path.to_str().expect("a plain path")).expect("the file first"))
        .collect();
    let starts = [
        ":2:1: there is no setting max_open_uploads; write max-open-uploads",
        ":3:17: invalid value 'soon' for '--idle-seconds <SECONDS>'",
        ":5:3: there is no setting colour",
        ":6:17: invalid value 'proxy' for '--trusted-proxy <CIDR>'",
        ":7:2: there is no setting limits",
    ];
    assert_eq!(problems.len(), starts.len(), "{problems:#?}");
    for (problem, start) in problems.iter().zip(starts) {
        assert!(problem.starts_with(start), "{problem}");
    }
}

#[test]
fn a_file_that_is_not_there_or_not_toml_is_refused() {
    // If it broke, an endpoint would start with defaults that its operator did not choose.
    assert!(matches!(read(&["--store", "s", "--config", "/nowhere.toml"]), Err(Wrong::File(_))));
    let (_folder, path) = file("store = \n");
    let Err(Wrong::File(problems)) = read(&["--config", path.to_str().expect("a plain path")]) else {
        panic!("refused")
    };
    assert!(problems[0].contains("upload.toml:1:"), "{problems:?}");
    // Without a store in any of the three, the flag is still asked for.
    assert!(matches!(read(&[]), Err(Wrong::Arguments(_))));
}

/// `UPDATE=1 cargo test -p upload settings` writes the example anew.
#[test]
fn the_example_is_the_table_of_settings() {
    // If it broke, the example would lack a setting, or describe one that is not there.
    let made = settings::example();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(example(), &made).expect("written");
    }
    let kept = fs::read_to_string(example()).unwrap_or_default();
    assert!(kept == made, "docs/deploy/upload.toml differs from the settings: run this with UPDATE=1");
}

#[test]
fn the_example_is_accepted_with_every_default_taken_for_a_setting() {
    // If it broke, whoever takes a `#` away would be refused, or get something else than was described.
    let kept = fs::read_to_string(example()).expect("the example");
    let set: Vec<_> = kept
        .lines()
        .filter_map(|line| {
            line.strip_prefix("# ").filter(|line| line.contains(" = ") && !line.ends_with("(not set)"))
        })
        .collect();
    assert!(set.len() > 10, "{set:?}");
    let (_folder, path) = file(&set.join("\n"));
    let layers = read(&["--store", "s", "--config", path.to_str().expect("a plain path")]).expect("settings");
    let plain = read(&["--store", "s"]).expect("settings");
    assert_eq!(layers.effective().replace("# file", "# default"), plain.effective());
}
