//! What only a browser can do. Nothing here runs while a page is prerendered: Yew neither calls event
//! handlers nor `rendered` there.

pub mod address;
pub mod draft;
pub mod helper;
pub mod lock;
pub mod page;

/// The window.
pub fn window() -> web_sys::Window {
    web_sys::window().expect("this runs in a page, which has a window")
}
