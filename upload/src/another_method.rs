//! `X-HTTP-Method-Override`: the method that is meant, for clients whose network lets only some through.
//!
//! tus wants it obeyed on every request to an upload, whatever the method that it came by. It has to be
//! read before requests are routed, hence around all routes.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};

use crate::problem::{Kind, Refusal};

const OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// These routes, asked by the method that is meant.
pub fn obeyed_by(routes: Router) -> Router {
    Router::new().fallback_service(routes).layer(middleware::from_fn(obey))
}

async fn obey(mut request: Request, next: Next) -> Response {
    let is_protocol = request.uri().path().split('/').nth(1) == Some("files");
    let Some(meant) = request.headers_mut().remove(OVERRIDE).filter(|_| is_protocol) else {
        return next.run(request).await;
    };
    let Ok(meant) = Method::from_bytes(meant.as_bytes()) else {
        return Refusal::new(Kind::BadHeader).with("header", "X-HTTP-Method-Override").into_response();
    };
    let came_by = std::mem::replace(request.method_mut(), meant.clone());
    let mut response = next.run(request).await;
    if meant == Method::HEAD && came_by != Method::HEAD {
        // The length is that of a body which is left out, but the client would wait for it: as far as
        // its connection knows, it did not ask by HEAD.
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    response
}
