//! Whole-system tests live in `tests/`; this crate only carries them.
