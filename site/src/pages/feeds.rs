//! Files for machines: the checked definitions, the words of the endpoint, the office's keys, the list of
//! pages.

use askama::Template;
use rules::{Date, Lang, Service};
use wasm_form::offices::{OfficeLine, Offices, Province};

use crate::address::Place;
use crate::content::{self, Content};
use crate::frame::alternates;
use crate::share;
use crate::write::File;

#[derive(Template)]
#[template(path = "sitemap.xml")]
struct Sitemap {
    pages: Vec<SitemapPage>,
}

/// A page, once for each language.
struct SitemapPage {
    address: String,
    reviewed: Date,
    alternates: Vec<(&'static str, String)>,
}

/// The list of pages.
pub(super) fn sitemap(content: &Content) -> File {
    file("sitemap.xml", Sitemap { pages: pages(content) }.render().expect("templates write to memory"))
}

/// The files for machines, but for the list of pages.
pub(super) fn files(content: &Content) -> Vec<File> {
    let robots = format!("User-agent: *\nAllow: /\nSitemap: {}/sitemap.xml\n", content.site.base_url);
    let mut files = vec![
        file("robots.txt", robots),
        file("office.json", office(&content.site)),
        file("icon.svg", include_str!("../../assets/icon.svg").to_owned()),
    ];
    files.extend(content.services.iter().map(|pages| {
        let path = format!("services/{}.json", pages.service.id);
        File { path, bytes: definition(&pages.service) }
    }));
    files.extend(share::files());
    files.extend(offices(&content.offices));
    files.extend(Lang::ALL.map(|lang| {
        let json = serde_json::to_string(content.endpoint.get(lang)).expect("texts are always JSON");
        file(&format!("ui/{}.json", lang.tag()), json)
    }));
    files
}

/// A service as it is published. The SHA-256 of these bytes is the definition hash in packages.
pub(super) fn definition(service: &Service) -> Vec<u8> {
    serde_json::to_vec(service).expect("maps with text keys and plain values are always JSON")
}

/// The office that receives packages: the public keys that they are sealed to. It is there without any too,
/// so that the endpoint can tell a site whose office has no key from one that is older than keys.
fn office(site: &content::Site) -> String {
    let recipients: Vec<_> = site.recipients.iter().map(|recipient| recipient.to_string()).collect();
    serde_json::json!({ "recipients": recipients }).to_string()
}

/// The immigration offices, for the form; nothing where the content has no list of them.
fn offices(offices: &content::Offices) -> Option<File> {
    let line = |office: &&content::Office| OfficeLine {
        name: office.name.clone(),
        city: office.city.clone(),
        address: office.address.clone(),
    };
    let provinces = offices.by_province().into_iter().map(|(name, offices)| Province {
        name: name.to_owned(),
        offices: offices.iter().map(line).collect(),
    });
    let list = Offices { read: offices.read?, provinces: provinces.collect() };
    let json = serde_json::to_string(&list).expect("plain values are always JSON");
    Some(file("offices.json", json))
}

fn file(path: &str, text: String) -> File {
    File { path: path.to_owned(), bytes: text.into_bytes() }
}

fn pages(content: &Content) -> Vec<SitemapPage> {
    let guides = content.guides.iter().map(|guide| {
        let reviewed = Lang::ALL.map(|lang| guide.pages.get(lang).review.reviewed);
        (guide.place.clone(), reviewed.into_iter().max().expect("there is a language"))
    });
    let services = content.services.iter().flat_map(|pages| {
        let id = || pages.service.id.clone();
        let places = [Place::Service(id()), Place::Rules(id()), Place::Apply(id())];
        places.map(|place| (place, pages.service.reviewed))
    });
    let newest = content.services.iter().map(|pages| pages.service.reviewed).max();
    let lists = newest
        .into_iter()
        .flat_map(|reviewed| [Place::Services, Place::Search].map(|place| (place, reviewed)));
    let services = lists.chain(services);
    let page = |(place, reviewed): (Place, Date)| {
        Lang::ALL.map(|lang| SitemapPage {
            address: format!("{}{}", content.site.base_url, place.path(lang)),
            reviewed,
            alternates: alternates(&content.site, &place),
        })
    };
    guides.chain(services).flat_map(page).collect()
}
