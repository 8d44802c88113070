//! In which order the endpoint writes and answers, as strace sees it: what is acknowledged was on disk before,
//! its bytes and its name.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::client::{create, patch, send};
use super::documents::Application;
use super::program::{Endpoint, serve};

/// The calls that write, name, remove and answer.
const CALLS: &str = "trace=write,writev,sendto,sendmsg,fsync,fdatasync,link,linkat,rename,renameat,renameat2,\
                     unlink,unlinkat,mkdir,mkdirat";

/// A call, with the lines of the trace on which it began and returned.
struct Call {
    name: String,
    text: String,
    began: usize,
    returned: usize,
}

impl Call {
    /// Whether it is one of these, on a file or folder whose path ends so, or with these bytes, and did not
    /// fail.
    fn is(&self, names: &str, what: &str) -> bool {
        let is_one = names.split('|').any(|name| name == self.name) && self.text.contains(what);
        is_one && !self.text.contains(") = -1 ")
    }
}

/// Reads a trace: one call a line, or two lines where another thread's call came in between.
fn calls(trace: &str) -> Vec<Call> {
    let mut calls = Vec::<Call>::new();
    let mut waiting = HashMap::<&str, usize>::new();
    for (line, text) in trace.lines().enumerate() {
        let Some((thread, text)) = text.split_once(' ') else { continue };
        let text = text.trim_start();
        if text.starts_with("<... ") {
            if let Some(call) = waiting.remove(thread) {
                calls[call].returned = line;
            }
        } else if let Some((name, _)) = text.split_once('(') {
            let returned = if text.ends_with("<unfinished ...>") {
                waiting.insert(thread, calls.len());
                usize::MAX
            } else {
                line
            };
            calls.push(Call { name: name.to_owned(), text: text.to_owned(), began: line, returned });
        }
    }
    calls
}

/// Checks that calls were made in this order, each when the one before had returned, and prints them. The
/// last one, the answer, must be the first of its kind behind line `from`. The line after it.
fn in_order(calls: &[Call], from: usize, steps: &[(&str, &str)]) -> usize {
    let mut next = from;
    for (at, (names, what)) in steps.iter().enumerate() {
        let after = if at + 1 == steps.len() { from } else { next };
        let call = calls.iter().find(|call| call.began >= after && call.is(names, what));
        let call = call.unwrap_or_else(|| panic!("no {names} of {what} from line {after} on"));
        assert!(call.began >= next, "{what} came before what it depends on:\n{}", call.text);
        println!("{:>6} {}", call.began, call.text);
        next = call.returned.saturating_add(1);
    }
    println!();
    next
}

/// If one of these orders broke, a power cut would take what a client was told is kept, or bring back what it
/// was told is gone.
#[test]
fn what_is_acknowledged_was_on_disk_before() {
    let mut probe = Command::new("strace");
    let may_trace =
        probe.args(["-o", "/dev/null", "true"]).output().is_ok_and(|output| output.status.success());
    assert!(
        may_trace || std::env::var_os("PANDUAN_WITHOUT_PTRACE").is_some(),
        "strace is missing or may not trace here, so that nobody watches the order of writes and answers; where \
         that cannot be helped, set PANDUAN_WITHOUT_PTRACE=1"
    );
    if !may_trace {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (store, trace) = (folder.path().join("store"), folder.path().join("trace"));
    let endpoint = traced(&store, &trace);
    let package = Application::smaller(40).pack().0.expect("a package");
    let path = create(&endpoint, &package, 1);
    assert_eq!(create(&endpoint, &package, 1), path);
    assert_eq!(patch(&endpoint, &path, 0, &package[..50_000]).status, 204);
    assert_eq!(patch(&endpoint, &path, 50_000, &package[50_000..]).status, 204);
    let unwanted = create(&endpoint, &package, 2);
    assert_eq!(patch(&endpoint, &unwanted, 0, &package[..50_000]).status, 204);
    assert_eq!(send(&endpoint, "DELETE", &unwanted, &[("tus-resumable", "1.0.0")], None).status, 204);
    endpoint.kill();

    let trace = whole(&trace);
    let calls = calls(&trace);
    let first =
        |name: &str| calls.iter().find(|call| call.is(name, "/uploads/")).expect("an upload").text.clone();
    // mkdir("…/uploads/HASH", 0777)
    let made = first("mkdir|mkdirat");
    let folder_of_upload = made.split('"').nth(1).expect("a path");
    let (store, upload) = (store.canonicalize().expect("a folder"), format!("{folder_of_upload}>"));
    let in_store = |name: &str| format!("{}/{name}>", store.display());
    let answers = "write|writev|sendto|sendmsg";

    println!("A new upload: its folder and its description, each with its name, then the answer.");
    let line = in_order(
        &calls,
        0,
        &[
            ("mkdir|mkdirat", folder_of_upload),
            ("fsync", &in_store("uploads")),
            ("write", "/info.json#1>"),
            ("fsync", "/info.json#1>"),
            ("link|linkat", "/info.json\""),
            ("fsync", &upload),
            (answers, "HTTP/1.1 201"),
        ],
    );
    println!("The same upload again: whoever made it may not have got as far as its names.");
    let again = [("fsync", upload.as_str()), ("fsync", &in_store("uploads")), (answers, "HTTP/1.1 201")];
    let line = in_order(&calls, line, &again);
    println!("A piece: its bytes, its name, then the answer.");
    let line = in_order(
        &calls,
        line,
        &[
            ("write", "/part-00000000000000000000#1>"),
            ("fsync", "/part-00000000000000000000#1>"),
            ("link|linkat", "/part-00000000000000000000\""),
            ("fsync", &upload),
            (answers, "HTTP/1.1 204"),
        ],
    );
    println!("The last piece: its bytes, the package, the end, the receipt, then the answer.");
    let line = in_order(
        &calls,
        line,
        &[
            ("fsync", "/part-00000000000000050000#1>"),
            ("link|linkat", "/part-00000000000000050000\""),
            ("fsync", &upload),
            ("write", ".zip#1>"),
            ("fsync", ".zip#1>"),
            ("rename|renameat|renameat2", ".zip\""),
            ("fsync", &in_store("packages")),
            ("fsync", "/end.json#1>"),
            ("link|linkat", "/end.json\""),
            ("fsync", &upload),
            ("fsync", ".json#1>"),
            ("link|linkat", "/receipts/"),
            ("fsync", &in_store("receipts")),
            (answers, "HTTP/1.1 204"),
        ],
    );
    println!("Giving up: the end, then the parts are gone for good, then the answer.");
    let line = in_order(&calls, line, &[(answers, "HTTP/1.1 201")]);
    let line = in_order(&calls, line, &[(answers, "HTTP/1.1 204")]);
    in_order(
        &calls,
        line,
        &[
            ("fsync", "/end.json#1>"),
            ("link|linkat", "/end.json\""),
            ("unlink|unlinkat", "/part-00000000000000000000\""),
            ("fsync", "/uploads/"),
            (answers, "HTTP/1.1 204"),
        ],
    );
}

/// An endpoint that strace watches, as a process beside it: the endpoint is still ours to kill.
fn traced(store: &Path, trace: &Path) -> Endpoint {
    let endpoint = serve(store);
    let mut strace = Command::new("strace");
    strace.args(["-D", "-f", "-y", "-s", "24", "-e", CALLS, "-o"]).arg(trace);
    strace.arg(endpoint.get_program()).args(endpoint.get_args());
    Endpoint::run(strace)
}

/// The trace, when strace has written all of it.
fn whole(trace: &Path) -> String {
    let began = Instant::now();
    loop {
        let text = fs::read_to_string(trace).expect("a trace");
        if text.trim_end().ends_with("+++ killed by SIGKILL +++") {
            return text;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "strace does not end");
        sleep(Duration::from_millis(50));
    }
}
