//! The endpoint's promises, kept on the application itself: most without a socket, a few with one.

mod apply;
mod bent_store;
mod durability;
mod files;
mod fixture;
mod garden;
mod history;
mod loading;
mod model;
mod outcome;
mod privacy;
mod protocol;
mod sealing;
mod settings;
mod sockets;
mod status_page;
