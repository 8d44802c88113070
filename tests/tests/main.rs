//! The whole system from outside: real programs, real files, real connections.

mod endpoint;
mod golden;
