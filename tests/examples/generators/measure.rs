//! Time and memory of a process, and how soon a running one answers a change.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use wait4::Wait4 as _;

/// What a process took.
#[derive(Clone, Copy)]
pub struct Cost {
    /// From its start to its end.
    pub time: Duration,
    /// The most memory that it held at once, in bytes.
    pub memory: u64,
}

/// How long a change is waited for before another one is made: programs that watch miss one now and then.
const PATIENCE: Duration = Duration::from_secs(15);
/// After so many in a row that nobody built, it counts as one that answers none.
const TRIES: u32 = 6;

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Cost {
    let began = Instant::now();
    let process = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let used = process.wait4().expect("a process that was started ends");
    let time = began.elapsed();
    assert!(used.status.success(), "{command:?}: {}", used.status);
    Cost { time, memory: used.rusage.maxrss }
}

/// The one in the middle, by time.
pub fn median(mut costs: Vec<Cost>) -> Cost {
    costs.sort_by_key(|cost| cost.time);
    costs[costs.len() / 2]
}

/// Changes a page: a line of its own at the end of the file.
pub fn change(page: &Path, token: &str) {
    let mut file = OpenOptions::new().append(true).open(page).expect("a page of the corpus");
    // Within a list or a part that has sources, so that a checker has nothing to say.
    write!(file, "\n{token}\n").expect("the page is written");
}

/// Whether a built page has the token.
pub fn shows(built: &Path, token: &str) -> bool {
    fs::read_to_string(built).is_ok_and(|html| html.contains(token))
}

/// A process that watches its pages; killed when dropped.
pub struct Watcher(Child);

impl Watcher {
    /// Starts it, and waits until it has built all.
    pub fn start(mut command: Command, page: &Path, built: &Path) -> Option<Self> {
        let watcher = Self(command.spawn().expect("it starts"));
        // It may still be building, or not be watching yet: the first answer is not one to be measured.
        watcher.answer(page, built, "warm")?;
        Some(watcher)
    }

    /// How long it takes from a change until the built page shows it; nothing, if it never does.
    pub fn answer(&self, page: &Path, built: &Path, name: &str) -> Option<Duration> {
        (0..TRIES).find_map(|attempt| {
            let token = format!("token{name}x{attempt}x");
            change(page, &token);
            let began = Instant::now();
            while began.elapsed() < PATIENCE {
                if shows(built, &token) {
                    let time = began.elapsed();
                    // What it does behind the page counts for nobody's next change.
                    sleep(Duration::from_secs(1));
                    return Some(time);
                }
                sleep(Duration::from_micros(500));
            }
            None
        })
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
