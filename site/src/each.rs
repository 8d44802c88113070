//! Something in every language.

use rules::Lang;

/// One `T` for each language: as [`rules::Text`], for things that are not text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Each<T> {
    id: T,
    en: T,
}

impl<T> Each<T> {
    /// What `make` makes for each language.
    pub fn make(mut make: impl FnMut(Lang) -> T) -> Self {
        Self { id: make(Lang::Id), en: make(Lang::En) }
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

    /// What `change` turns each into.
    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Each<U> {
        Each { id: change(self.id), en: change(self.en) }
    }

    /// Each with its language.
    pub fn into_vec(self) -> Vec<(Lang, T)> {
        vec![(Lang::Id, self.id), (Lang::En, self.en)]
    }
}

impl<T> Each<Option<T>> {
    /// Every one of them, if they are all there.
    ///
    /// # Errors
    /// Those that are there.
    pub fn all(self) -> Result<Each<T>, Vec<(Lang, T)>> {
        match (self.id, self.en) {
            (Some(id), Some(en)) => Ok(Each { id, en }),
            (id, en) => {
                Err(id.map(|id| (Lang::Id, id)).into_iter().chain(en.map(|en| (Lang::En, en))).collect())
            }
        }
    }
}
