//! The proofs, held against the one thing they are about: what `rules` decides.

mod content;
mod generate;
mod situations;
