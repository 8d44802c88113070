//! The program under test: where it is, and a running endpoint that is never left behind.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::TODAY;

/// The root of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are in the workspace")
}

/// A command of `upload` with the real content.
pub fn upload(command: &str) -> Command {
    upload_on(&workspace().join("content"), command)
}

/// A command of `upload` with this content.
pub fn upload_on(content: &Path, command: &str) -> Command {
    let mut upload = Command::new(binary());
    upload.arg(command).arg("--content").arg(content);
    upload
}

/// `upload`, which `cargo xtask test` names; otherwise it is built here.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| match std::env::var_os("PANDUAN_UPLOAD_BIN") {
        Some(path) => path.into(),
        None => {
            let build = Command::new(env!("CARGO"))
                .args(["build", "--quiet", "--package", "upload"])
                .current_dir(workspace())
                .status();
            assert!(build.expect("cargo runs").success(), "upload is built");
            // This test lies in target/debug/deps.
            let test = std::env::current_exe().expect("the test knows itself");
            test.ancestors().nth(2).expect("the target folder").join("upload")
        }
    })
}

/// `upload serve` on a store, on a port that is free.
pub fn serve(store: impl AsRef<OsStr>) -> Command {
    let mut command = upload("serve");
    command.args(["--listen", "127.0.0.1:0", "--today", TODAY, "--store"]).arg(store);
    command
}

/// What a command printed on standard output.
pub fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

/// A running endpoint; killed when dropped.
pub struct Endpoint {
    process: Child,
    /// `http://ADDRESS`.
    pub url: String,
}

impl Endpoint {
    /// Starts an endpoint on this store and waits until it listens.
    pub fn start(store: &Path) -> Self {
        Self::start_with(store, &[])
    }

    /// The same with further arguments.
    pub fn start_with(store: &Path, arguments: &[&str]) -> Self {
        let mut command = serve(store);
        command.args(arguments);
        Self::run(command)
    }

    /// The same, with its log in a file.
    pub fn start_logging(store: &Path, arguments: &[&str], log: &Path) -> Self {
        let mut command = serve(store);
        command.args(arguments);
        Self::run_writing(command, File::create(log).expect("a file for the log").into())
    }

    /// Runs a command that serves, which may go on in another program's hands, until it listens.
    pub fn run(command: Command) -> Self {
        // A line for each request would drown what the tests print.
        Self::run_writing(command, Stdio::null())
    }

    fn run_writing(mut command: Command, log: Stdio) -> Self {
        command.stdout(Stdio::piped()).stderr(log);
        let mut process = command.spawn().expect("the endpoint starts");
        let mut first = String::new();
        let output = process.stdout.take().expect("a pipe");
        BufReader::new(output).read_line(&mut first).expect("a line");
        let url = first.trim().strip_prefix("listening on ").expect("the line that says where").to_owned();
        Self { process, url }
    }

    /// The address without the scheme.
    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// Asks it to end with SIGTERM, and goes on.
    pub fn ask_to_end(&self) {
        // The shell's own: the program of that name is not on every system.
        let kill = format!("kill {}", self.process.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().expect("a shell runs").success());
    }

    /// Waits until it has ended, for so long at most.
    pub fn ended_within(&mut self, patience: Duration) -> Option<ExitStatus> {
        let began = Instant::now();
        while began.elapsed() < patience {
            if let Some(status) = self.process.try_wait().expect("its status") {
                return Some(status);
            }
            sleep(Duration::from_millis(20));
        }
        None
    }

    /// Ends it with SIGKILL: it gets no chance to tidy up.
    pub fn kill(mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("ended");
    }

    /// Asks it to end with SIGTERM; whether it ended well.
    pub fn terminate(mut self) -> bool {
        self.ask_to_end();
        self.process.wait().expect("ended").success()
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        // It may have ended already, which is the aim.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
