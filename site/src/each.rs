//! Something in every language.

use rules::Lang;

/// One `T` for each language: as [`rules::Text`], for things that are not text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Each<T> {
    id: T,
    en: T,
}

impl<T> Each<T> {
    /// What `make` makes for each language; nothing if it fails for one, after trying every language.
    pub fn try_make(mut make: impl FnMut(Lang) -> Option<T>) -> Option<Self> {
        let (id, en) = (make(Lang::Id), make(Lang::En));
        Some(Self { id: id?, en: en? })
    }

    /// The one in `lang`.
    pub fn get(&self, lang: Lang) -> &T {
        match lang {
            Lang::Id => &self.id,
            Lang::En => &self.en,
        }
    }

    /// What `make` makes of each.
    pub fn each<U>(&self, make: impl Fn(&T) -> U) -> Each<U> {
        Each { id: make(&self.id), en: make(&self.en) }
    }

    /// What `change` makes of each.
    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Each<U> {
        Each { id: change(self.id), en: change(self.en) }
    }
}
