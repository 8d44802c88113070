//! Headers, status codes and problem documents, row by row.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use package::Sha256;

use crate::fixture::{Reply, Running, good_package, key, metadata};
use crate::garden::SERVICE;

#[tokio::test]
async fn options_says_what_is_spoken() {
    let endpoint = Running::new();
    let answer = endpoint.send(Request::options("/files").body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header("tus-version"), "1.0.0");
    assert_eq!(
        answer.header("tus-extension"),
        "creation,creation-with-upload,checksum,expiration,termination"
    );
    assert_eq!(answer.header("tus-checksum-algorithm"), "sha1,sha256");
    assert_eq!(answer.header("tus-max-size"), "33554432");
}

#[tokio::test]
async fn another_version_is_refused_with_the_right_one() {
    let endpoint = Running::new();
    for version in [None, Some("0.2.2")] {
        let mut request = Request::post("/files").header("upload-length", "10");
        if let Some(version) = version {
            request = request.header("tus-resumable", version);
        }
        let answer = endpoint.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!((answer.status, answer.header("tus-version")), (StatusCode::PRECONDITION_FAILED, "1.0.0"));
        assert_eq!(answer.codes(), ["unsupported-version"]);
    }
}

#[tokio::test]
async fn a_creation_that_cannot_be_carried_out_says_why() {
    let sha256 = Sha256::of(b"").hex();
    let good = metadata(SERVICE, &sha256, None);
    let table = [
        (vec![("upload-metadata", good.clone())], StatusCode::BAD_REQUEST, "bad-header"),
        (
            vec![("upload-length", "0".into()), ("upload-metadata", good.clone())],
            StatusCode::UNPROCESSABLE_ENTITY,
            "empty-upload",
        ),
        (
            vec![
                ("upload-length", "5".into()),
                ("upload-length", "6".into()),
                ("upload-metadata", good.clone()),
            ],
            StatusCode::BAD_REQUEST,
            "bad-header",
        ),
        (
            vec![("upload-length", "+5".into()), ("upload-metadata", good.clone())],
            StatusCode::BAD_REQUEST,
            "bad-header",
        ),
        (
            vec![("upload-defer-length", "1".into()), ("upload-metadata", good.clone())],
            StatusCode::BAD_REQUEST,
            "unsupported-extension",
        ),
        (
            vec![
                ("upload-concat", "partial".into()),
                ("upload-length", "5".into()),
                ("upload-metadata", good.clone()),
            ],
            StatusCode::BAD_REQUEST,
            "unsupported-extension",
        ),
        (
            vec![
                ("upload-length", "5".into()),
                ("upload-metadata", format!("{good},{}", metadata(SERVICE, &sha256, None))),
            ],
            StatusCode::BAD_REQUEST,
            "bad-metadata",
        ),
        (
            vec![("upload-length", "33554433".into()), ("upload-metadata", good)],
            StatusCode::PAYLOAD_TOO_LARGE,
            "upload-too-large",
        ),
        (vec![("upload-length", "5".into())], StatusCode::BAD_REQUEST, "bad-metadata"),
        (
            vec![("upload-length", "5".into()), ("upload-metadata", String::new())],
            StatusCode::BAD_REQUEST,
            "bad-metadata",
        ),
        (
            vec![("upload-length", "5".into()), ("upload-metadata", metadata(SERVICE, "abc", None))],
            StatusCode::BAD_REQUEST,
            "bad-metadata",
        ),
        (
            vec![
                ("upload-length", "5".into()),
                ("upload-metadata", metadata(SERVICE, &sha256, Some("short"))),
            ],
            StatusCode::BAD_REQUEST,
            "bad-metadata",
        ),
        (
            vec![("upload-length", "5".into()), ("upload-metadata", format!("service !, sha256 {sha256}"))],
            StatusCode::BAD_REQUEST,
            "bad-metadata",
        ),
        (
            vec![("upload-length", "5".into()), ("upload-metadata", metadata("other", &sha256, None))],
            StatusCode::UNPROCESSABLE_ENTITY,
            "unknown-service",
        ),
    ];
    let endpoint = Running::new();
    for (headers, status, code) in table {
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = endpoint.tus(Method::POST, "/files", &headers, Body::empty()).await;
        assert_eq!((answer.status, answer.codes()), (status, vec![code.to_owned()]), "{headers:?}");
        assert_eq!(answer.header("tus-resumable"), "1.0.0");
    }
}

#[tokio::test]
async fn unknown_addresses_look_alike() {
    let endpoint = Running::new();
    let never_given = "0".repeat(64);
    let mut bodies = Vec::new();
    for id in [never_given.as_str(), "x", "..%2F..%2Fetc"] {
        let answer = endpoint.patch(&format!("/files/{id}"), 0, b"x").await;
        assert_eq!(
            (answer.status, answer.codes()),
            (StatusCode::NOT_FOUND, vec!["unknown-upload".to_owned()])
        );
        bodies.push(answer.body);
        assert_eq!(endpoint.head(&format!("/files/{id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(endpoint.get(&format!("/files/{id}/receipt")).await.status, StatusCode::NOT_FOUND);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn a_piece_for_elsewhere_is_refused_with_where_the_upload_stands() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    assert_eq!(endpoint.patch(&path, 0, &package[..100]).await.status, StatusCode::NO_CONTENT);
    for offset in [0, 50, 101, package.len(), package.len() + 1] {
        let answer = endpoint.patch(&path, offset, &package[100..200]).await;
        assert_eq!((answer.status, answer.offset()), (StatusCode::CONFLICT, 100), "{offset}");
        assert_eq!(answer.codes(), ["wrong-offset"]);
    }
    assert_eq!(endpoint.offset(&path).await, 100);
}

#[tokio::test]
async fn a_piece_needs_its_content_type_and_may_not_go_beyond_the_end() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    let plain = [("upload-offset", "0"), ("content-type", "text/plain")];
    let answer = endpoint.tus(Method::PATCH, &path, &plain, Body::from("x")).await;
    assert_eq!(
        (answer.status, answer.codes()),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, vec!["wrong-content-type".to_owned()])
    );

    let too_long = [package.as_slice(), b"x"].concat();
    let answer = endpoint.patch(&path, 0, &too_long).await;
    assert_eq!(
        (answer.status, answer.codes()),
        (StatusCode::PAYLOAD_TOO_LARGE, vec!["body-too-long".to_owned()])
    );
    assert_eq!(endpoint.patch(&path, 0, &package).await.status, StatusCode::NO_CONTENT);
}

/// A client that lost the answer to its creation asks again, and must not start a second application.
#[tokio::test]
async fn the_same_key_leads_to_the_same_upload() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let path = endpoint.create(&package, Some(&key(1))).await;
    endpoint.patch(&path, 0, &package[..400]).await;

    let again = endpoint.try_create(&package, Some(&key(1))).await;
    assert_eq!((again.header("location"), again.offset()), (path.as_str(), 400));
    assert_ne!(endpoint.create(&package, Some(&key(2))).await, path);
    assert_ne!(endpoint.create(&package, None).await, endpoint.create(&package, None).await);

    let other = endpoint.try_create(&good_package(1001), Some(&key(1))).await;
    assert_eq!((other.status, other.codes()), (StatusCode::CONFLICT, vec!["key-taken".to_owned()]));
}

#[tokio::test]
async fn a_creation_may_bring_the_first_bytes() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let (length, metadata) =
        (package.len().to_string(), metadata(SERVICE, &Sha256::of(&package).hex(), Some(&key(1))));
    let headers = [
        ("upload-length", length.as_str()),
        ("upload-metadata", &metadata),
        ("content-type", "application/offset+octet-stream"),
    ];
    let first = endpoint.tus(Method::POST, "/files", &headers, Body::from(package[..300].to_vec())).await;
    assert_eq!((first.status, first.offset()), (StatusCode::CREATED, 300));

    // Sent again because the answer was lost: the bytes are not taken twice.
    let again = endpoint.tus(Method::POST, "/files", &headers, Body::from(package[..300].to_vec())).await;
    assert_eq!((again.status, again.offset()), (StatusCode::CREATED, 300));
    let rest = endpoint.patch(first.header("location"), 300, &package[300..]).await;
    assert_eq!((rest.status, rest.offset()), (StatusCode::NO_CONTENT, package.len()));
}

/// If it broke, a client behind a network that lets only some methods through could not send at all.
#[tokio::test]
async fn the_method_that_is_meant_counts() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    let patch = [
        ("x-http-method-override", "PATCH"),
        ("upload-offset", "0"),
        ("content-type", "application/offset+octet-stream"),
    ];
    let answer = endpoint.tus(Method::POST, &path, &patch, Body::from(package[..10].to_vec())).await;
    assert_eq!((answer.status, answer.offset()), (StatusCode::NO_CONTENT, 10));
    let head = [("x-http-method-override", "HEAD")];
    // Whatever the method that it came by.
    for method in [Method::POST, Method::PUT, Method::GET, Method::DELETE] {
        let answer = endpoint.tus(method, &path, &head, Body::empty()).await;
        assert_eq!((answer.status, answer.offset()), (StatusCode::OK, 10));
    }
    let missing = endpoint.tus(Method::POST, "/files/none", &head, Body::empty()).await;
    // A length would announce a body that an answer to HEAD does not have.
    assert_eq!((missing.status, missing.header("content-length")), (StatusCode::NOT_FOUND, ""));
    let options = [("x-http-method-override", "OPTIONS")];
    let asked = endpoint.tus(Method::POST, "/files", &options, Body::empty()).await;
    assert_eq!((asked.status, asked.header("tus-version")), (StatusCode::NO_CONTENT, "1.0.0"));
    let wrong = [("x-http-method-override", "PA TCH")];
    assert_eq!(endpoint.tus(Method::POST, &path, &wrong, Body::empty()).await.codes(), ["bad-header"]);
    let delete = [("x-http-method-override", "DELETE")];
    assert_eq!(
        endpoint.tus(Method::POST, &path, &delete, Body::empty()).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(endpoint.head(&path).await.status, StatusCode::GONE);
    let plain = endpoint.tus(Method::POST, &path, &[], Body::empty()).await;
    assert_eq!(plain.status, StatusCode::METHOD_NOT_ALLOWED);
}

/// If it broke, whoever has an upload's address could learn the key by which its client finds it, or the
/// name of a file, which is often that of a person.
#[tokio::test]
async fn of_the_metadata_only_what_was_kept_is_said() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let (length, sha256) = (package.len().to_string(), Sha256::of(&package).hex());
    let given = format!("filename cGFzcG9yLnBkZg==,{}", metadata(SERVICE, &sha256, Some(&key(7))));
    let headers = [("upload-length", length.as_str()), ("upload-metadata", &given)];
    // With a slash behind, as many clients are told to write it.
    let created = endpoint.tus(Method::POST, "/files/", &headers, Body::empty()).await;
    assert_eq!(created.status, StatusCode::CREATED);
    let head = endpoint.head(created.header("location")).await;
    assert_eq!(head.header("upload-metadata"), metadata(SERVICE, &sha256, None));
}

#[tokio::test]
async fn an_unfinished_upload_says_when_it_expires_and_is_never_cached() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    let minutes = |reply: &Reply| {
        let expires = httpdate::parse_http_date(reply.header("upload-expires")).expect("an HTTP date");
        expires.duration_since(std::time::SystemTime::now()).expect("in the future").as_secs() / 60
    };
    let head = endpoint.head(&path).await;
    assert_eq!(head.header("upload-length"), package.len().to_string());
    assert_eq!(head.header("cache-control"), "no-store");
    // Whoever sends nothing does not keep a place for long.
    assert!((58..=60).contains(&minutes(&head)));
    let week = 7 * 24 * 60;
    assert!((week - 2..=week).contains(&minutes(&endpoint.patch(&path, 0, &package[..1]).await)));

    endpoint.patch(&path, 1, &package[1..]).await;
    assert_eq!(endpoint.head(&path).await.header("upload-expires"), "");
}

#[tokio::test]
async fn a_full_endpoint_turns_away_new_uploads_only() {
    let endpoint = Running::with_limits(&["--max-open-uploads", "1"]);
    let package = good_package(1000);
    let path = endpoint.create(&package, Some(&key(1))).await;
    let turned_away = endpoint.try_create(&package, Some(&key(2))).await;
    assert_eq!(
        (turned_away.status, turned_away.header("retry-after")),
        (StatusCode::SERVICE_UNAVAILABLE, "60")
    );
    assert_eq!(turned_away.codes(), ["too-many-uploads"]);

    assert_eq!(endpoint.create(&package, Some(&key(1))).await, path);
    assert_eq!(endpoint.patch(&path, 0, &package).await.status, StatusCode::NO_CONTENT);
    endpoint.create(&package, Some(&key(2))).await;
}

#[tokio::test]
async fn there_is_no_way_to_read_an_upload() {
    let endpoint = Running::new();
    let (path, _) = endpoint.upload(&good_package(1000)).await;
    assert_eq!(endpoint.get(&path).await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(endpoint.get("/packages/").await.status, StatusCode::NOT_FOUND);
    assert_eq!(endpoint.get("/healthz").await.body, "ok");
}
