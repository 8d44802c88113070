//! Serves guide, form and endpoint from one process, with a store in this clone.

use std::fs;
use std::os::unix::process::CommandExt;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;
use crate::{office, pages, tools};

/// Builds what has changed, then becomes the endpoint. Returns only if that fails. With `live`, pages are
/// built again whenever the content changes, and show it.
///
/// # Errors
/// When set-up or build fails, or the endpoint cannot be started.
pub fn run(workspace: &Workspace, port: u16, live: bool) -> Result<()> {
    tools::set_up(workspace, tools::Purpose::Build)?;
    let recipient = office::recipient(workspace)?;
    if live {
        let shell = pages::build_shell(workspace)?;
        // It ends by itself with the process that starts it: this one, which will be the endpoint.
        let mut site = workspace.command(workspace.program("site"));
        site.args(["watch", "--content", "content", "--shell"]).arg(shell.join("index.html"));
        site.args(["--recipient", &recipient]);
        let first_build = workspace.dist().join("live.json");
        let _ = fs::remove_file(&first_build);
        let mut site =
            site.arg("--out").arg(workspace.dist()).spawn().context("could not start the preview")?;
        while !first_build.exists() {
            if let Some(status) = site.try_wait()? {
                bail!("the preview stopped at once ({status})");
            }
            sleep(Duration::from_millis(50));
        }
    } else {
        pages::build(workspace, Some(&recipient))?;
    }

    let mut upload = workspace.command(workspace.program("upload"));
    upload.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--store"]);
    upload.arg(workspace.state().join("store")).arg("--site").arg(workspace.dist());
    println!("http://127.0.0.1:{port}/ (Ctrl-C stops it)");
    println!(
        "packages are sealed; only .panduan/office.key opens them: \
         target/debug/upload open --identity .panduan/office.key .panduan/store/packages/….age"
    );
    // In the place of this process, so that Ctrl-C and every other signal reach the endpoint and
    // nothing is left running.
    Err(upload.exec()).context("could not start the endpoint")
}
