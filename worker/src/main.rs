//! The program of the worker.

fn main() {
    worker::browser::desk::open();
}
