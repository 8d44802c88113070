//! What TOML files look like, as data: from it a schema is made, by which an editor's program completes and
//! explains.

/// What a value in a TOML file looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text in quotes.
    Text,
    /// A day in quotes.
    Day,
    /// `true` or `false`.
    Boolean,
    /// A whole number between these.
    Integer(i128, i128),
    /// One of these words.
    OneOf(Vec<&'static str>),
    /// A text in every language.
    Translated,
    /// A condition.
    Condition,
    /// An answer: a text, or `true` or `false`.
    Answer,
    /// Any number of these.
    List(Box<Self>),
    /// Any number of these, each with a name.
    Named(Box<Self>),
    /// A table with these keys.
    Table(Vec<Key>),
}

/// A key of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// How it is written.
    pub name: &'static str,
    /// It has to be there.
    pub is_required: bool,
    /// What it means.
    pub about: &'static str,
    /// What its value looks like.
    pub shape: Shape,
}
