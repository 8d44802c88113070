//! The endpoint's promises, kept on the application itself: most without a socket, a few with one.

mod apply;
mod bent_store;
mod checksum;
mod durability;
mod faults;
mod files;
mod filled_page;
mod fixture;
mod forms;
mod garden;
mod history;
mod limits;
mod loading;
mod model;
mod operation;
mod other_origins;
mod outcome;
mod privacy;
mod protocol;
mod sealing;
mod settings;
mod sockets;
mod status_page;
