//! Follows the folder of the definitions: a site that is built again under a running endpoint shows new
//! rules, and by these the endpoint has to decide.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use std::{fs, io};

use seal::Recipient;

use crate::app::AppState;
use crate::keys;
use crate::load::Source;

/// How long the folder is not looked at.
const REST: Duration = Duration::from_secs(2);

/// A folder of definitions as it was last seen.
pub struct Follower {
    source: Source,
    /// Keys that hold whatever the folder says.
    recipients: Vec<Recipient>,
    /// Its files, and when each was written.
    seen: Vec<(PathBuf, SystemTime)>,
}

impl Follower {
    /// Looks at the folder for the first time, which should be before it is read: what is written
    /// meanwhile will then be read again.
    pub fn new(source: Source) -> Self {
        Self { seen: files(&source).unwrap_or_default(), source, recipients: Vec::new() }
    }

    /// Seals to these keys, if there are any, whatever the folder says.
    pub fn sealing_to(self, recipients: Vec<Recipient>) -> Self {
        Self { recipients, ..self }
    }

    /// Reads the definitions again whenever they have changed, until the process is stopped.
    pub async fn follow(mut self, state: AppState) {
        loop {
            tokio::select! {
                () = state.stopping.cancelled() => return,
                () = tokio::time::sleep(REST) => self.look(&state),
            }
        }
    }

    /// Reads the definitions again if they have changed. Of those with errors, or without keys where there
    /// were some, the log tells once, and the old ones stay.
    pub fn look(&mut self, state: &AppState) {
        // A folder that cannot be listed is being replaced.
        let Ok(files) = files(&self.source) else { return };
        if files == self.seen {
            return;
        }
        self.seen = files;
        match self.source.load() {
            Ok(definitions) => {
                let definitions = definitions.sealed_to(&self.recipients);
                // A file that was lost looks like this too, and passports would be stored readable. Whoever
                // means it restarts the endpoint.
                if definitions.recipients.is_empty() && !state.definitions().recipients.is_empty() {
                    tracing::error!(
                        "the definitions have changed and name no key of the office any more, the old ones \
                         stay: restart the endpoint to store packages readable"
                    );
                    return;
                }
                if definitions.recipients != state.definitions().recipients {
                    keys::tell(&definitions.recipients);
                }
                state.replace_definitions(Arc::new(definitions));
                tracing::info!("the definitions have changed");
            }
            Err(error) => tracing::error!(
                "the definitions have changed and cannot be used, the old ones stay: {error:#}"
            ),
        }
    }
}

fn files(source: &Source) -> io::Result<Vec<(PathBuf, SystemTime)>> {
    let (folder, parts, of_the_office): (_, &[&str], _) = match source {
        Source::Content(folder) => {
            (folder, &["sources.toml", "holidays", "services", "ui"], keys::IN_CONTENT)
        }
        Source::Site(folder) => (folder, &["services", "ui"], keys::IN_SITE),
    };
    let mut files = Vec::new();
    match list(&folder.join(of_the_office), &mut files) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        // Whether it may be missing, reading it tells.
        _ => {}
    }
    for part in parts {
        list(&folder.join(part), &mut files)?;
    }
    files.sort();
    Ok(files)
}

fn list(path: &Path, files: &mut Vec<(PathBuf, SystemTime)>) -> io::Result<()> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        for entry in fs::read_dir(path)? {
            list(&entry?.path(), files)?;
        }
    } else {
        files.push((path.to_owned(), metadata.modified()?));
    }
    Ok(())
}
