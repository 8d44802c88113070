//! Definitions read from content and from a built site.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use clap::Args;
use package::Code;
use rules::Lang;
use upload::follow::Follower;
use upload::load::Source;
use upload::words::Tables;

use crate::fixture::Running;
use crate::garden::{DEFINITION, SERVICE, SOURCES, tables};

/// A content folder with this definition and words for these problems.
fn content(definition: &str, codes: &[Code]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), "sources.toml", SOURCES);
    write(folder.path(), &format!("services/{SERVICE}/service.toml"), definition);
    for lang in Lang::ALL {
        let mut tables = tables(lang);
        let has_words = |code: &String, _: &mut String| codes.iter().any(|known| known.as_str() == code);
        tables.get_mut("problem").expect("a table").retain(has_words);
        write(folder.path(), &format!("ui/{}.toml", lang.tag()), &toml(&tables));
    }
    fs::create_dir(folder.path().join("holidays")).expect("made");
    folder
}

/// Tables as an editor writes them.
fn toml(tables: &Tables) -> String {
    let table = |(name, words): (&String, &BTreeMap<String, String>)| {
        let words = words.iter().map(|(key, words)| format!("{key} = {words:?}\n"));
        format!("[{name}]\n{}", words.collect::<String>())
    };
    tables.iter().map(table).collect()
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// A package made from the one must be accepted by an endpoint on the other.
#[test]
fn content_and_the_site_built_from_it_give_the_same_definitions() {
    let content = content(DEFINITION, Code::ALL);
    let from_content = Source::Content(content.path().into()).load().expect("definitions");
    let known = &from_content.services[SERVICE];

    let site = tempfile::tempdir().expect("a temporary folder");
    let json = serde_json::to_string(&known.service).expect("JSON");
    write(site.path(), &format!("services/{SERVICE}.json"), &json);
    for lang in Lang::ALL {
        let json = serde_json::to_string(&tables(lang)).expect("JSON");
        write(site.path(), &format!("ui/{}.json", lang.tag()), &json);
    }
    write(site.path(), "office.json", "{\"recipients\":[]}");
    let from_site = Source::Site(site.path().into()).load().expect("definitions");
    assert_eq!(from_site.services[SERVICE].service, known.service);
    assert_eq!(from_site.services[SERVICE].sha256, known.sha256);
}

#[test]
fn every_mistake_in_the_content_is_named_with_its_place() {
    let wrong = DEFINITION
        .replace("when = { has_garden = false }", "when = { has_gardn = false }")
        .replace("sources = [\"garden-act\"]\n    reviewed", "sources = [\"garden-akt\"]\n    reviewed");
    let content = content(&wrong, Code::ALL);
    let report = Source::Content(content.path().into()).load().expect_err("refused").to_string();
    assert!(report.contains("service.toml:4:") && report.contains("garden-akt"), "{report}");
    assert!(report.contains("service.toml:21:") && report.contains("has_gardn"), "{report}");
}

/// An applicant would be shown a bare code.
#[test]
fn a_problem_without_words_is_noticed_at_start() {
    let content = content(DEFINITION, &Code::ALL[1..]);
    let report = Source::Content(content.path().into()).load().expect_err("refused").to_string();
    assert!(report.ends_with(&format!("`id` lack: [problem] {}", Code::ALL[0].as_str())), "{report}");
}

/// A page would have a hole, or an editor would translate what nobody reads.
#[test]
fn the_words_of_the_endpoint_are_those_that_it_says() {
    let content = content(DEFINITION, Code::ALL);
    let path = content.path().join("ui/en.toml");
    let text = fs::read_to_string(&path).expect("words").replace("not_filed", "not_fild");
    fs::write(&path, text).expect("written");
    let report = Source::Content(content.path().into()).load().expect_err("refused").to_string();
    assert!(report.contains("needs `not_filed`") && report.contains("`not_fild`"), "{report}");
}

/// The pages of a site that was built again show new rules: the endpoint under them follows, unless they
/// cannot be read.
#[tokio::test]
async fn the_endpoint_follows_its_definitions() {
    let endpoint = Running::new();
    let content = content(DEFINITION, Code::ALL);
    let mut follower = Follower::new(Source::Content(content.path().into()));
    let path = format!("services/{SERVICE}/service.toml");
    let rewrite = |text: &str, seconds| {
        write(content.path(), &path, text);
        let file = fs::File::options().append(true).open(content.path().join(&path)).expect("opened");
        // Two writes can come within one tick of the file system's clock.
        file.set_modified(SystemTime::now() + Duration::from_secs(seconds)).expect("dated");
    };
    let photos = || endpoint.state.definitions().services[SERVICE].service.limits.max_files;

    rewrite(&DEFINITION.replace("max_files = 3", "max_files = 4"), 1);
    follower.look(&endpoint.state);
    assert_eq!(photos(), 4);
    rewrite("half a file", 2);
    follower.look(&endpoint.state);
    assert_eq!(photos(), 4);
    fs::remove_dir_all(content.path().join("ui")).expect("removed");
    follower.look(&endpoint.state);
    assert_eq!(photos(), 4);
}

/// The page would seal to one key, and the endpoint refuse what it sends, or take what nobody sealed.
#[tokio::test]
async fn the_offices_keys_are_read_from_content_and_site_and_followed() {
    let [one, other] = [(); 2].map(|()| age::x25519::Identity::generate().to_public().to_string());
    let content = content(DEFINITION, Code::ALL);
    let source = Source::Content(content.path().into());
    let keys = |source: &Source| {
        let keys = source.load().expect("definitions").recipients;
        keys.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert!(keys(&source).is_empty());

    // What else is in the file is the site's business.
    let endpoint = Running::new();
    let mut follower = Follower::new(source.clone());
    write(
        content.path(),
        "site.toml",
        &format!(
            "name = \"Panduan\"\noffice.id = \"kantor\"\nrecipients = [\"{one}\", \"{other}\", \"{one}\"]\n"
        ),
    );
    assert_eq!(keys(&source), [one.clone(), other.clone()]);
    follower.look(&endpoint.state);
    assert_eq!(endpoint.state.definitions().recipients.len(), 2);
    // Those of the command line hold.
    let given = [other.parse().expect("a key")];
    let mut follower = Follower::new(source.clone()).sealing_to(given.into());
    write(content.path(), "site.toml", &format!("recipients = [\"{one}\"]\n\n"));
    follower.look(&endpoint.state);
    assert_eq!(endpoint.state.definitions().recipients, given);

    write(content.path(), "site.toml", "name = \"Panduan\"\nrecipients = [\"age1\", \"age2\"]\n");
    let report = source.load().expect_err("refused").to_string();
    assert!(
        report.contains("site.toml:2:16: `age1`") && report.contains("site.toml:2:24: `age2`"),
        "{report}"
    );

    let site = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir_all(site.path().join("services")).expect("made");
    for lang in Lang::ALL {
        let json = serde_json::to_string(&tables(lang)).expect("JSON");
        write(site.path(), &format!("ui/{}.json", lang.tag()), &json);
    }
    let source = Source::Site(site.path().into());
    // One that was lost is not one without keys.
    let report = format!("{:#}", source.load().expect_err("refused"));
    assert!(report.contains("office.json"), "{report}");
    write(site.path(), "office.json", "{\"recipients\":[]}");
    assert!(keys(&source).is_empty());
    write(site.path(), "office.json", &format!("{{\"recipients\":[\"{one}\"]}}"));
    assert_eq!(keys(&source), [one]);
    write(site.path(), "office.json", "{\"recipients\":[\"age1\", \"age2\"]}");
    let report = format!("{:#}", source.load().expect_err("refused"));
    assert!(
        report.contains("office.json") && report.contains("`age1`") && report.contains("`age2`"),
        "{report}"
    );
}

/// If it broke, a file that is lost while a site is copied would have the next passports stored readable.
#[tokio::test]
async fn keys_that_vanish_are_still_sealed_to() {
    let key = age::x25519::Identity::generate().to_public().to_string();
    let content = content(DEFINITION, Code::ALL);
    let settings = content.path().join("site.toml");
    fs::write(&settings, format!("recipients = [\"{key}\"]\n")).expect("written");
    let source = Source::Content(content.path().into());
    let endpoint = Running::new();
    endpoint.state.replace_definitions(source.load().expect("definitions").into());
    let mut follower = Follower::new(source);
    for text in [None, Some("name = \"Panduan\"\n")] {
        match text {
            None => fs::remove_file(&settings).expect("removed"),
            Some(text) => fs::write(&settings, text).expect("written"),
        }
        follower.look(&endpoint.state);
        assert_eq!(endpoint.state.definitions().recipients.len(), 1, "{text:?}");
    }
    // Another key is another matter.
    let other = age::x25519::Identity::generate().to_public().to_string();
    fs::write(&settings, format!("recipients = [\"{key}\", \"{other}\"]\n")).expect("written");
    follower.look(&endpoint.state);
    assert_eq!(endpoint.state.definitions().recipients.len(), 2);
}

/// If it broke, a secret key that was copied by mistake would be in the log of whoever starts the endpoint.
#[test]
fn a_secret_key_given_by_mistake_is_not_repeated() {
    let text = "AGE-SECRET-KEY-1QQQSECRET";
    for text in [text.to_owned(), text.to_lowercase()] {
        let content = content(DEFINITION, Code::ALL);
        write(content.path(), "site.toml", &format!("recipients = [\"{text}\"]\n"));
        let by_content = Source::Content(content.path().into()).load().expect_err("refused").to_string();
        let office = serde_json::json!({ "recipients": [text] }).to_string();
        let by_site = upload::keys::of_site(&office).expect_err("refused").to_string();
        let mut reports = vec![by_content, by_site];
        let line = upload::config::Serve::augment_args(clap::Command::new("serve"));
        let flags = line.try_get_matches_from(["serve", "--store", "s", "--recipient", &text]);
        reports.push(flags.expect_err("refused").to_string());
        for report in reports {
            assert!(report.contains("this is a secret key"), "{report}");
            assert!(!report.to_uppercase().contains("QQQSECRET"), "{report}");
        }
    }
}

/// Where nothing is named, what lies in the working folder of an editor or of a server is meant.
#[test]
fn the_definitions_are_found_without_being_named() {
    let here = tempfile::tempdir().expect("a temporary folder");
    let find = |content: Option<&str>, site: Option<&str>| {
        Source::find(content.map(Into::into), site.map(Into::into), here.path())
    };
    let error = find(None, None).expect_err("nothing is there").to_string();
    assert!(error.contains("--content") && error.contains("--site"), "{error}");
    fs::create_dir(here.path().join("dist")).expect("made");
    assert_eq!(find(None, None).expect("the site"), Source::Site(here.path().join("dist")));
    fs::create_dir(here.path().join("content")).expect("made");
    assert_eq!(find(None, None).expect("the content"), Source::Content(here.path().join("content")));
    assert_eq!(find(None, Some("site")).expect("named"), Source::Site("site".into()));
    assert_eq!(find(Some("mine"), Some("site")).expect("named"), Source::Content("mine".into()));
}
