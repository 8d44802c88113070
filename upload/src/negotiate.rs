//! What a client would rather have, by its headers (RFC 9110, section 12): a page or data, and in which
//! language.

use axum::http::{HeaderMap, HeaderName, header};
use rules::Lang;

/// A page: said of a browser, which names HTML. Who accepts anything, or says nothing, gets data.
pub fn prefers_html(headers: &HeaderMap) -> bool {
    let ranges = ranges(headers, header::ACCEPT);
    // Of the ranges that include a type, the most specific counts.
    let quality = |including: [&str; 3]| {
        let quality = |range: &str| {
            ranges.iter().find(|(name, _)| name.eq_ignore_ascii_case(range)).map(|(_, quality)| *quality)
        };
        including.into_iter().find_map(quality).unwrap_or(0.0)
    };
    quality(["text/html", "text/*", "*/*"]) > quality(["application/json", "application/*", "*/*"])
}

/// The language that is liked best of those there are; Indonesian, if none of them is named.
pub fn language(headers: &HeaderMap) -> Lang {
    let mut best = (Lang::Id, 0.0);
    for (range, quality) in ranges(headers, header::ACCEPT_LANGUAGE) {
        let primary = range.split('-').next().unwrap_or_default().to_ascii_lowercase();
        match Lang::from_tag(&primary) {
            Some(lang) if quality > best.1 => best = (lang, quality),
            _ => {}
        }
    }
    best.0
}

/// What a header lists, each with its quality from 0 to 1.
fn ranges(headers: &HeaderMap, name: HeaderName) -> Vec<(&str, f32)> {
    let lists = headers.get_all(name).into_iter().filter_map(|list| list.to_str().ok());
    let ranges = lists.flat_map(|list| list.split(',')).map(|range| {
        let (name, parameters) = range.split_once(';').unwrap_or((range, ""));
        let quality = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("q="));
        (name.trim(), quality.map_or(1.0, |quality| quality.trim().parse().unwrap_or(0.0)))
    });
    ranges.collect()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    /// Programs that read the status today must go on to get data.
    #[test]
    fn only_who_names_html_gets_a_page() {
        for page in [
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
            "text/html",
            "TEXT/HTML; q=0.5, application/json;q=0.4",
        ] {
            assert!(prefers_html(&headers(header::ACCEPT, page)), "{page}");
        }
        for data in ["*/*", "", "application/json", "application/json, text/html", "text/html;q=0, */*"] {
            assert!(!prefers_html(&headers(header::ACCEPT, data)), "{data}");
        }
        assert!(!prefers_html(&HeaderMap::new()));
    }

    #[test]
    fn the_language_liked_best_is_taken() {
        for (wanted, lang) in [
            ("en-GB,en;q=0.9,id;q=0.8", Lang::En),
            ("id-ID,id;q=0.9,en;q=0.8", Lang::Id),
            ("de, en;q=0.3", Lang::En),
            ("de", Lang::Id),
            ("en;q=0", Lang::Id),
        ] {
            assert_eq!(language(&headers(header::ACCEPT_LANGUAGE, wanted)), lang, "{wanted}");
        }
        assert_eq!(language(&HeaderMap::new()), Lang::Id);
    }
}
