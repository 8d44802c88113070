//! Any order of pieces, breaks, questions and restarts, held against a model of one number.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use futures_util::stream;
use proptest::prelude::*;

use crate::bent_store::{Bend, bent_store};
use crate::fixture::{Running, good_package, key};

/// What a client or an operator does.
#[derive(Clone, Debug)]
enum Step {
    /// Sends `length` bytes, `ahead` bytes from where the upload stands.
    Piece { ahead: i64, length: usize },
    /// The same at the right place, but the connection breaks after the bytes.
    BrokenPiece { length: usize },
    /// Creates the upload again, as a client that lost everything but its key.
    CreateAgain,
    /// Asks for the receipt.
    Receipt,
    /// The process ends and another one takes over the store.
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..400_usize).prop_map(|length| Step::Piece { ahead: 0, length }),
        1 => (-5..5_i64, 0..400_usize).prop_map(|(ahead, length)| Step::Piece { ahead, length }),
        2 => (0..400_usize).prop_map(|length| Step::BrokenPiece { length }),
        1 => Just(Step::CreateAgain),
        1 => Just(Step::Receipt),
        1 => Just(Step::Restart),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_offset_is_the_number_of_bytes_received(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(run(steps));
    }
}

async fn run(steps: Vec<Step>) {
    let store = bent_store(|_| Bend::Straight);
    let mut endpoint = Running::on_store(store.clone());
    let package = good_package(1000);
    let path = endpoint.create(&package, Some(&key(1))).await;
    let mut stands = 0;
    for step in steps {
        match step {
            Step::Piece { ahead, length } => {
                let Ok(offset) = usize::try_from(stands as i64 + ahead) else { continue };
                let piece: Vec<u8> = package.iter().skip(offset).take(length).copied().collect();
                let reply = endpoint.patch(&path, offset, &piece).await;
                let fits = offset == stands;
                assert_eq!(reply.status, if fits { StatusCode::NO_CONTENT } else { StatusCode::CONFLICT });
                stands += if fits { piece.len() } else { 0 };
                assert_eq!(reply.offset(), stands);
            }
            Step::BrokenPiece { length } => {
                let piece = Bytes::copy_from_slice(&package[stands..package.len().min(stands + length)]);
                let length = piece.len();
                let body = Body::from_stream(stream::iter([Ok(piece), Err(io::Error::other("gone"))]));
                endpoint.patch_with(&path, stands, body).await;
                stands += length;
            }
            Step::CreateAgain => {
                let again = endpoint.try_create(&package, Some(&key(1))).await;
                assert_eq!((again.header("location"), again.offset()), (path.as_str(), stands));
            }
            Step::Receipt => {
                let expected = if stands == package.len() { StatusCode::OK } else { StatusCode::NOT_FOUND };
                assert_eq!(endpoint.get(&format!("{path}/receipt")).await.status, expected);
            }
            Step::Restart => endpoint = Running::on_store(store.clone()),
        }
        assert_eq!(endpoint.offset(&path).await, stands);
    }
    // However it got there, the rest completes it.
    endpoint.patch(&path, stands, &package[stands..]).await;
    let receipt = endpoint.get(&format!("{path}/receipt")).await;
    assert_eq!(receipt.json()["sha256"], package::Sha256::of(&package).hex());
}
