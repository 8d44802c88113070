//! Settings of the real program: file, environment, flags, in this order; the log that it writes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use super::program::{printed, upload};

#[test]
fn settings_are_checked_without_serving() {
    // If it broke, an operator could not see what holds before the service is restarted with it.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("upload.toml");
    let store = folder.path().join("store");
    let check = |text: &str| {
        fs::write(&file, text).expect("written");
        let mut command = upload("serve");
        command.arg("--config").arg(&file).arg("--check-config").arg("--store").arg(&store);
        command
            .args(["--idle-seconds", "3"])
            .env("PANDUAN_IDLE_SECONDS", "2")
            .env("PANDUAN_MAX_WAITING", "2");
        command.output().expect("it runs")
    };
    let output = check("idle-seconds = 1\nmax-waiting = 1\nmax-open-uploads = 1\n");
    let text = printed(&output);
    assert_eq!(output.status.code(), Some(0));
    for line in ["idle-seconds = 3 # flag", "max-waiting = 2 # environment", "max-open-uploads = 1 # file"] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
    // Whoever checks may be another user than the one who serves: nothing is made.
    assert!(!store.exists());

    let output = check("idle = 1\nmax-waiting = \"many\"\n");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(said.contains("upload.toml:1:1: ") && said.contains("upload.toml:2:16: "), "{said}");
}

#[test]
fn the_log_can_be_read_by_programs() {
    // If it broke, a collector of logs would drop lines, or could not tell which belong together.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = upload("serve");
    command.args(["--listen", "127.0.0.1:0", "--log-format", "json", "--store"]).arg(folder.path());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().expect("it starts");
    let mut first = String::new();
    BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut first).expect("a line");
    let url = first.trim().strip_prefix("listening on ").expect("where").to_owned();
    for _ in 0..2 {
        ureq::get(format!("{url}/healthz")).call().expect("an answer");
    }
    let lines = BufReader::new(process.stderr.take().expect("a pipe")).lines();
    let of_requests = lines.map(|line| serde_json::from_str::<Value>(&line.expect("text")).expect("JSON"));
    let lines: Vec<_> = of_requests.filter(|line| line["route"] == "/healthz").take(2).collect();
    process.kill().expect("killed");
    process.wait().expect("ended");
    assert_eq!(lines.len(), 2);
    for (line, number) in lines.iter().zip(1..) {
        assert_eq!((&line["status"], &line["method"]), (&200.into(), &"GET".into()), "{line}");
        assert_eq!(line["span"]["number"], number, "{line}");
    }
}
