//! The form's program: what `cargo xtask build` made of it, under names with a hash, so that it can be kept for
//! ever and a page never meets a program of another version; and the script in a page that starts it.

use crate::hashed::{hashed, integrity};
use crate::write::File;

/// How the build calls the script.
pub const SCRIPT: &str = "form.js";

/// How it calls the wasm of the first part: all that a verdict needs.
pub const WASM: &str = "form_bg.wasm";

/// How it calls the wasm of the rest. The script names it so.
pub const REST: &str = "form_rest.wasm";

/// How often the script is asked for before the page offers the way without it.
const TRIES: usize = 5;

/// Says whether the browser can run the form. In words that every browser reads: one that cannot read
/// `starter.js` has to be told too.
const TEST: &str = include_str!("../assets/feature-test.js");

/// Starts the form after the first paint.
const STARTER: &str = include_str!("../assets/starter.js");

/// The program, as it is published.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Form {
    files: Vec<File>,
    script: String,
    wasm: String,
    /// The digests of script and wasm, as browsers check them; none, where Trunk made them.
    integrity: Option<[String; 2]>,
}

impl Form {
    /// Puts together what the build made.
    pub fn new(script: &str, wasm: Vec<u8>, rest: Vec<u8>) -> Self {
        let rest = File { path: hashed("form-rest", &rest, "wasm"), bytes: rest };
        // The script names the rest, so its own name changes with it.
        let named = format!("fetch(\"/{}\",{{integrity:\"{}\"}})", rest.path, integrity(&rest.bytes));
        let script = script.replace(&format!("fetch(\"/{REST}\")"), &named).into_bytes();
        let script = File { path: hashed("form", &script, "js"), bytes: script };
        let wasm = File { path: hashed("form", &wasm, "wasm"), bytes: wasm };
        Self {
            script: format!("/{}", script.path),
            wasm: format!("/{}", wasm.path),
            integrity: Some([integrity(&script.bytes), integrity(&wasm.bytes)]),
            files: vec![script, wasm, rest],
        }
    }

    /// The program in one piece, as Trunk alone makes it and starts it with these tags.
    pub fn of_trunk(tags: &str) -> Option<Self> {
        let between =
            |before: &str| tags.split_once(before)?.1.split_once('\'').map(|(inside, _)| inside.to_owned());
        let (script, wasm) = (between("from '")?, between("module_or_path: '")?);
        Some(Self { files: Vec::new(), script, wasm, integrity: None })
    }

    /// Its files: script, first part, rest; none, where Trunk has put them into the guide.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// What a verdict needs of them.
    pub fn needed_for_a_verdict(&self) -> &[File] {
        &self.files[..self.files.len().min(2)]
    }

    /// The tags that start the form, for the end of a page's body: nothing before them waits for them.
    pub fn starter(&self) -> String {
        let mut tags = format!("<script>{}</script>", tight(TEST));
        let [script, wasm] = self.integrity.clone().unwrap_or_default();
        if !script.is_empty() {
            // Each try has an address of its own: some browsers remember that a module could not be loaded.
            let checked = |at| format!("\"{}\":\"{script}\"", address(&self.script, at));
            let checked: Vec<_> = (0..TRIES).map(checked).collect();
            tags +=
                &format!("<script type=\"importmap\">{{\"integrity\":{{{}}}}}</script>", checked.join(","));
        }
        let starter = tight(STARTER)
            .replace("SCRIPT", &self.script)
            .replace("INTEGRITY", &wasm)
            .replace("WASM", &self.wasm)
            .replace("TRIES", &TRIES.to_string());
        tags + &format!("<script type=\"module\">{starter}</script>")
    }
}

/// The address of the script in one of the tries, as `starter.js` makes it.
fn address(script: &str, at: usize) -> String {
    if at == 0 { script.to_owned() } else { format!("{script}?{at}") }
}

/// A script without its comments and line breaks: each line of it is whole, so nothing but the break goes.
fn tight(script: &str) -> String {
    script.lines().map(str::trim).filter(|line| !line.starts_with("//")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(rest: &[u8]) -> Form {
        Form::new("load(fetch(\"/form_rest.wasm\"))", b"wasm".to_vec(), rest.to_vec())
    }

    /// If it broke, a page could start a program and later load the rest of another one.
    #[test]
    fn another_rest_has_other_names_and_so_has_what_names_it() {
        let (one, other) = (form(b"1"), form(b"2"));
        assert_ne!(one.script, other.script);
        let [script, wasm, rest] = one.files() else { panic!("three files") };
        let text = String::from_utf8_lossy(&script.bytes);
        assert!(text.contains(&format!("fetch(\"/{}\",{{integrity:\"sha256-", rest.path)), "{text}");
        assert!(one.starter().contains(&wasm.path) && !one.starter().contains(&rest.path));
        assert_eq!(one.needed_for_a_verdict(), [script.clone(), wasm.clone()]);
    }

    /// If it broke, a script could be changed on its way, or a second try would be one without a check.
    #[test]
    fn every_try_is_checked() {
        let form = form(b"");
        let starter = form.starter();
        let digest = integrity(&form.files()[0].bytes);
        // The addresses that the starter makes, whatever the number of the try.
        let made = format!("t=n%{TRIES},s=import(\"{}\"+(t?\"?\"+t:\"\"))", form.script);
        assert!(starter.contains(&made), "{starter}");
        for t in (0..3 * TRIES).map(|n| n % TRIES) {
            let asked = [form.script.clone(), if t > 0 { format!("?{t}") } else { String::new() }].concat();
            assert!(starter.contains(&format!("\"{asked}\":\"{digest}\"")), "{asked}: {starter}");
        }
        assert!(
            ["SCRIPT", "WASM", "INTEGRITY", "TRIES"].iter().all(|slot| !starter.contains(slot)),
            "{starter}"
        );
    }

    /// If it broke, `trunk build` would make a guide whose forms stay dead.
    #[test]
    fn what_trunk_starts_is_started() {
        let tags = "<script type=\"module\">import init from '/wasm-form-1.js';\
                    const wasm = await init({ module_or_path: '/wasm-form-1_bg.wasm' });</script>";
        let starter = Form::of_trunk(tags).expect("a form").starter();
        assert!(starter.contains("/wasm-form-1.js") && starter.contains("/wasm-form-1_bg.wasm"), "{starter}");
        assert!(!starter.contains("importmap"), "{starter}");
    }
}
