//! The content security policy of a page, in the page itself, so that any static host serves it.
//!
//! A page may use what `site` put into it and nothing else: its own style and the script that starts the
//! form, by their hashes, and what lies beside it on the same host. What only a header can say (who may
//! frame a page) the endpoint says, and the examples in docs/deploy.

use data_encoding::BASE64;
use package::Sha256;

/// What each page of the guide may do: nothing but show itself, its style and pictures of this host, and run the
/// script that keeps it (`site/src/offline.rs`): a file of its own, as is its service worker.
const PAGE: &str = "default-src 'none';img-src 'self';script-src 'self';worker-src 'self';manifest-src 'self';\
    base-uri 'none';form-action 'self'";

/// What a page with the form may do as well: run the form's wasm and its worker, show the applicant's own
/// pictures, and send to the endpoint.
const FORM: &str = "default-src 'none';img-src 'self' blob:;connect-src 'self';worker-src 'self';\
    manifest-src 'self';base-uri 'none';form-action 'self'";

/// The tag for a page with this head and body. It has to stand before anything that it judges.
pub fn tag(head: &str, body: &str, has_form: bool) -> String {
    let hashes = |html, open, close| {
        let of_one =
            |content: &str| format!(" 'sha256-{}'", BASE64.encode(Sha256::of(content.as_bytes()).bytes()));
        inline(html, open, close).map(of_one).collect::<String>()
    };
    let styles = hashes(head, "<style", "</style>") + &hashes(body, "<style", "</style>");
    let scripts = hashes(head, "<script", "</script>") + &hashes(body, "<script", "</script>");
    let mut policy = (if has_form { FORM } else { PAGE }).to_owned();
    if !styles.is_empty() {
        policy.push_str(&format!(";style-src{styles}"));
    }
    if !has_form && body.contains("id=\"search-data\"") {
        // The index page: its search fetches files.
        policy.push_str(";connect-src 'self'");
    }
    if has_form {
        policy.push_str(&format!(";script-src 'self' 'wasm-unsafe-eval'{scripts}"));
    }
    format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")
}

/// The same page for a preview, which runs a script of ours that asks for newer builds.
pub fn for_preview(page: &str) -> String {
    // The index page asks the site already: of a second directive of a kind a browser complains.
    let page = page.replacen(";connect-src 'self'\">", "\">", 1);
    page.replacen(PAGE, &format!("{PAGE};connect-src 'self'"), 1)
}

/// What stands inside of elements of this kind, but for data that no browser runs and files of their own.
fn inline<'a>(html: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    // By its first letter: searching a page for longer texts took a tenth of the time in which it is made.
    html.match_indices('<').filter_map(move |(at, _)| {
        let (attributes, rest) = html[at..].strip_prefix(open)?.split_once('>')?;
        let (content, _) = rest.split_once(close)?;
        let is_data = attributes.contains("application/json") || attributes.contains("src=");
        (!is_data).then_some(content)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_allows_its_own_style_and_script_by_their_hashes() {
        // If it broke, a browser would show pages without style, or no form; or run what others put in.
        let head = "<style>a{b:c}</style><script type=\"module\">init()</script>";
        let body = "<script type=\"application/json\">{}</script><p>";
        let tag = tag(head, body, true);
        // printf 'a{b:c}' | openssl dgst -sha256 -binary | base64
        for part in [
            "style-src 'sha256-0cRUVYRKwNwnl1hkfkPGjkht16b039TjFdJzmXfFK2o='",
            "script-src 'self' 'wasm-unsafe-eval' 'sha256-w4ujnOpjBoH2vcasx+reJRUwYivG8Q3afx/XevGJod8='\">",
        ] {
            assert!(tag.contains(part), "{part} in {tag}");
        }
        assert!(!tag.contains("unsafe-inline"), "{tag}");
    }

    #[test]
    fn a_page_of_the_guide_runs_files_of_the_guide_and_asks_nobody_but_in_a_preview() {
        // If it broke, a page of the guide could run what others put into it, or tell them what was read; or
        // the preview would not show changes.
        let page = tag("<style>a</style>", "<p>", false);
        assert!(page.contains("script-src 'self';") && page.contains("default-src 'none'"), "{page}");
        assert!(!page.contains("connect-src") && !page.contains("unsafe"), "{page}");
        assert!(for_preview(&page).contains("connect-src 'self'"));
    }
}
