//! Where each page is: its path in the site, in each language.

use rules::Lang;

/// A page of the guide, in any language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The first page of a language.
    Home,
    /// A page of prose.
    Guide(String),
    /// The index of every page, and search.
    Search,
    /// The list of services.
    Services,
    /// What is kept on the reader's device.
    Offline,
    /// What a service asks for.
    Service(String),
    /// How a service is decided: its rules, to be worked out by hand.
    Rules(String),
    /// The form of a service.
    Apply(String),
}

impl Place {
    /// The path from the root of the site, with a slash at both ends.
    pub fn path(&self, lang: Lang) -> String {
        let lang = lang.tag();
        match self {
            Self::Home => format!("/{lang}/"),
            Self::Guide(slug) => format!("/{lang}/{slug}/"),
            Self::Search => format!("/{lang}/cari/"),
            Self::Services => format!("/{lang}/services/"),
            Self::Offline => format!("/{lang}/offline/"),
            Self::Service(id) => format!("/{lang}/services/{id}/"),
            Self::Rules(id) => format!("/{lang}/services/{id}/rules/"),
            Self::Apply(id) => format!("/{lang}/services/{id}/apply/"),
        }
    }

    /// The file of the page in the output folder.
    pub fn file(&self, lang: Lang) -> String {
        format!("{}index.html", &self.path(lang)[1..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_design() {
        let service = || "alih-status-itk-itas".to_owned();
        assert_eq!(Place::Home.path(Lang::Id), "/id/");
        assert_eq!(Place::Guide("tentang".to_owned()).file(Lang::En), "en/tentang/index.html");
        assert_eq!(Place::Services.path(Lang::Id), "/id/services/");
        assert_eq!(Place::Search.path(Lang::En), "/en/cari/");
        assert_eq!(Place::Rules(service()).path(Lang::En), "/en/services/alih-status-itk-itas/rules/");
        assert_eq!(Place::Service(service()).path(Lang::En), "/en/services/alih-status-itk-itas/");
        assert_eq!(Place::Apply(service()).path(Lang::Id), "/id/services/alih-status-itk-itas/apply/");
    }
}
