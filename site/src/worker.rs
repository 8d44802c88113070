//! The worker's files: what Trunk built, under names with a hash, so that they can be kept for ever and a
//! page never meets a worker of another version.

use package::Sha256;

use crate::hashed::HASH_DIGITS;
use crate::write::File;

/// How Trunk calls the script.
pub const SCRIPT: &str = "worker.js";

/// How Trunk calls the wasm.
pub const WASM: &str = "worker_bg.wasm";

/// The worker, as it is published.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Worker {
    files: [File; 2],
}

impl Worker {
    /// Puts together what Trunk built.
    pub fn new(script: &str, wasm: Vec<u8>) -> Self {
        let hash = Sha256::of(&[script.as_bytes(), &wasm].concat()).hex();
        let stem = format!("worker-{}", &hash[..HASH_DIGITS]);
        let wasm_path = format!("{stem}_bg.wasm");
        // Trunk's script defines the worker and does not start it; its shim that does would cost another
        // round trip. An error in a promise is thrown once more, or the page would not hear of it.
        let start = format!(
            "wasm_bindgen({{module_or_path:\"/{wasm_path}\"}}).catch(e=>setTimeout(()=>{{throw e}}))\n"
        );
        let script = File { path: format!("{stem}.js"), bytes: [script, &start].concat().into_bytes() };
        Self { files: [script, File { path: wasm_path, bytes: wasm }] }
    }

    /// Its files.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The path from which a page starts it.
    pub fn address(&self) -> String {
        format!("/{}", self.files[0].path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// If it broke, a page could start an older worker than it was built with.
    #[test]
    fn another_worker_has_other_names() {
        let one = Worker::new("let wasm_bindgen;", b"1".to_vec());
        let other = Worker::new("let wasm_bindgen;", b"2".to_vec());
        assert_ne!(one.address(), other.address());
        let [script, wasm] = one.files() else { panic!("two files") };
        assert_eq!(one.address(), format!("/{}", script.path));
        assert!(String::from_utf8_lossy(&script.bytes).contains(&format!("\"/{}\"", wasm.path)));
    }
}
