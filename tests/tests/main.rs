//! The whole system from outside: real programs, real files, real connections.

mod architecture;
mod endpoint;
mod gallery;
mod golden;
mod problems;
