//! The guide as it is installed on a device: a web app manifest for each language, and its icons. These are
//! made of `assets/icon.svg` by `build/scripts/icons.mjs`.

use rules::Lang;
use serde_json::json;

use crate::address::Place;
use crate::content::Content;
use crate::write::File;

const ICONS: [(&str, &[u8]); 4] = [
    ("icon-192.png", include_bytes!("../../assets/icons/icon-192.png")),
    ("icon-512.png", include_bytes!("../../assets/icons/icon-512.png")),
    ("icon-maskable-512.png", include_bytes!("../../assets/icons/icon-maskable-512.png")),
    ("apple-touch-icon.png", include_bytes!("../../assets/icons/apple-touch-icon.png")),
];

/// The manifests and the icons.
pub fn files(content: &Content) -> Vec<File> {
    let icons = ICONS.map(|(name, bytes)| File { path: name.to_owned(), bytes: bytes.to_vec() });
    Lang::ALL.map(|lang| manifest(content, lang)).into_iter().chain(icons).collect()
}

/// Where the manifest of a language is.
pub fn address(lang: Lang) -> String {
    format!("/{}/app.webmanifest", lang.tag())
}

fn manifest(content: &Content, lang: Lang) -> File {
    let icon = |name: &str, size: &str, purpose: &str| json!({ "src": format!("/{name}"), "sizes": size, "type": "image/png", "purpose": purpose });
    let home = Place::Home.path(lang);
    let manifest = json!({
        "id": home,
        "name": content.site.title.get(lang),
        "short_name": content.site.name,
        "description": content.site.independence.get(lang),
        "lang": lang.tag(),
        "start_url": home,
        // The other language too: a reader who changes it stays in the same window.
        "scope": "/",
        "display": "standalone",
        // Those of assets/page.css: its ground, and the strip on top.
        "background_color": "#fbfaf6",
        "theme_color": "#0b5a4e",
        "icons": [
            icon("icon-192.png", "192x192", "any"),
            icon("icon-512.png", "512x512", "any"),
            icon("icon-maskable-512.png", "512x512", "maskable"),
        ],
    });
    File { path: address(lang)[1..].to_owned(), bytes: manifest.to_string().into_bytes() }
}
