//! The folder of a new service: a definition, examples and pages that are sound in form, with everything
//! that an editor has to write marked `TODO`. `site check` names each place until it is written.

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use time::{Duration, OffsetDateTime};

use crate::workspace::Workspace;

/// The files of a service, with `{{id}}`, `{{today}}` and `{{review_by}}` to be filled.
const FILES: [(&str, &str); 4] = [
    ("service.toml", include_str!("../templates/new-service/service.toml")),
    ("examples.toml", include_str!("../templates/new-service/examples.toml")),
    ("id.md", include_str!("../templates/new-service/id.md")),
    ("en.md", include_str!("../templates/new-service/en.md")),
];

/// After how long content has to be held against its sources again, unless an editor knows better.
const REVIEW: Duration = Duration::days(90);

/// Makes the folder.
///
/// # Errors
/// When the id is not one, or is taken, or nothing can be written.
pub fn run(workspace: &Workspace, id: &str) -> Result<()> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    ensure!(
        id.starts_with(|first: char| first.is_ascii_lowercase()) && id.bytes().all(is_plain),
        "`{id}` is no id: begin with a lower-case letter, and use such letters, digits and `-`, as in \
         perpanjangan-itas"
    );
    let folder = workspace.root.join("content/services").join(id);
    if folder.exists() {
        bail!("there is a service `{id}` already: {}", folder.display());
    }
    // UTC will do: the editor sets both days again when the content has been read.
    let today = OffsetDateTime::now_utc().date();
    let review_by = (today + REVIEW).to_string();
    let today = today.to_string();
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (name, template) in FILES {
        let text =
            template.replace("{{id}}", id).replace("{{today}}", &today).replace("{{review_by}}", &review_by);
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    println!("{}", folder.display());
    println!("Write what is marked TODO; `cargo xtask serve --live` shows it, and what is still wrong.");
    println!("How: docs/editors.md");
    Ok(())
}
