//! The proofs, held against the one thing they are about: what `rules` decides.

mod brute_force;
mod content;
mod days;
mod generate;
mod plot;
mod situations;
mod versions;
