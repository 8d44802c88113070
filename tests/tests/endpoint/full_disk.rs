//! A disk that is really full: a small file system in memory, which only root can mount.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use ureq::http::StatusCode;

use super::client::{Reply, create, get, patch, send, sha256};
use super::documents::package;
use super::program::Endpoint;

const PIECE: usize = 500_000;

/// A mounted file system; it is gone, with all in it, when this is dropped.
struct SmallDisk {
    folder: PathBuf,
    _parent: tempfile::TempDir,
}

impl SmallDisk {
    /// One of so many MiB; none where this user may not mount.
    fn mount(mebibytes: u32) -> Option<Self> {
        let parent = tempfile::tempdir().expect("a temporary folder");
        let folder = parent.path().join("disk");
        std::fs::create_dir(&folder).expect("made");
        let options = format!("size={mebibytes}m");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &options, "panduan-test"]).arg(&folder);
        let is_mounted = mount.output().is_ok_and(|output| output.status.success());
        is_mounted.then_some(Self { folder, _parent: parent })
    }

    fn resize(&self, mebibytes: u32) {
        let options = format!("remount,size={mebibytes}m");
        let status = Command::new("mount").args(["-o", &options]).arg(&self.folder).status();
        assert!(status.expect("mount runs").success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: the endpoint may still be going.
        let _ = Command::new("umount").arg("--lazy").arg(&self.folder).status();
    }
}

fn is_full(reply: &Reply) {
    assert_eq!(reply.status, StatusCode::INSUFFICIENT_STORAGE, "{}", String::from_utf8_lossy(&reply.body));
    assert_eq!(
        (reply.json()["code"].as_str(), reply.header("retry-after")),
        (Some("insufficient-storage"), "60")
    );
}

fn head(endpoint: &Endpoint, path: &str) -> Reply {
    send(endpoint, "HEAD", path, &[("tus-resumable", "1.0.0")], None)
}

/// Sends pieces until all is there or one is not taken; where the upload stands then, and that answer.
fn send_on(endpoint: &Endpoint, path: &str, package: &[u8], mut stands: usize) -> (usize, Option<Reply>) {
    while stands < package.len() {
        let piece = &package[stands..package.len().min(stands + PIECE)];
        let reply = patch(endpoint, path, stands, piece);
        if reply.status != StatusCode::NO_CONTENT {
            return (stands, Some(reply));
        }
        stands = reply.offset();
    }
    (stands, None)
}

fn staged(folder: &Path) -> usize {
    let uploads = std::fs::read_dir(folder.join("uploads")).expect("uploads");
    let files = uploads.flat_map(|upload| std::fs::read_dir(upload.expect("one").path()).expect("a folder"));
    files
        .filter(|file| file.as_ref().is_ok_and(|file| file.file_name().to_string_lossy().contains('#')))
        .count()
}

/// If it broke, a full disk would cost an applicant what was acknowledged before, or look like a fault that
/// passes by itself.
#[test]
fn a_full_disk_is_said_and_nothing_acknowledged_is_lost() {
    let Some(disk) = SmallDisk::mount(3) else {
        // Past the test's own output, which nobody sees of a test that passes.
        let _ = writeln!(std::io::stderr(), "SKIPPED: a full disk (only root may mount a small one)");
        return;
    };
    let endpoint = Endpoint::start(&disk.folder);
    let package = package();
    let path = create(&endpoint, &package, 1);
    let (stands, refusal) = send_on(&endpoint, &path, &package, 0);
    is_full(&refusal.expect("3 MiB are too few"));
    assert!(stands >= 4 * PIECE, "{stands}");
    assert_eq!(head(&endpoint, &path).offset(), stands);
    // What did not fit is not left lying about, taking up what room there is.
    assert_eq!(staged(&disk.folder), 0);

    // Room for the parts, but not for the package beside them.
    disk.resize(8);
    let (at_last, refusal) = send_on(&endpoint, &path, &package, stands);
    is_full(&refusal.expect("8 MiB are too few"));
    assert!(package.len() - at_last <= PIECE);
    assert_eq!(head(&endpoint, &path).status, StatusCode::INSUFFICIENT_STORAGE);
    is_full(&get(&endpoint, &format!("{path}/receipt")));

    disk.resize(32);
    // Its last byte had arrived: it goes on by itself with the next question.
    assert_eq!(head(&endpoint, &path).offset(), package.len());
    let receipt = get(&endpoint, &format!("{path}/receipt")).json();
    assert_eq!(receipt["sha256"], sha256(&package));
    let stored = format!("packages/{}.zip", receipt["receipt"].as_str().expect("a code"));
    assert!(std::fs::read(disk.folder.join(stored)).expect("the package") == package);
}
