//! The servers that stand in front of the endpoint: tests start them with the examples of docs/deploy.

use anyhow::{Result, bail};

use super::Tool;
use super::prerequisite::Prerequisite;
use crate::workspace::Workspace;

/// A server on the PATH.
#[derive(Clone, Copy)]
pub struct Proxy {
    name: &'static str,
    debian_package: &'static str,
    /// Itself: only a system's own packages bring it.
    prerequisites: [Prerequisite; 1],
}

/// All that there are examples for.
pub const PROXIES: [Proxy; 2] = [
    // The smallest of Debian's kinds of nginx: what the example needs is in all of them.
    Proxy { name: "nginx", debian_package: "nginx-light", prerequisites: [Prerequisite::Nginx] },
    Proxy { name: "caddy", debian_package: "caddy", prerequisites: [Prerequisite::Caddy] },
];

impl Tool for Proxy {
    fn title(&self) -> String {
        self.name.into()
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        self.prerequisites[0].is_there(workspace)
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        &self.prerequisites
    }

    fn debian_package(&self) -> Option<&str> {
        Some(self.debian_package)
    }

    fn install(&self, _workspace: &Workspace) -> Result<()> {
        bail!("the package {} did not bring it", self.debian_package)
    }
}
