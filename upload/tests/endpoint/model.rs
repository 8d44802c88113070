//! Any order of pieces, breaks, stalls, races, questions, crashes and endings, at two processes on one store,
//! held against a model of one number and one end.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode};
use futures_util::{StreamExt, stream};
use object_store::path::Path;
use proptest::prelude::*;
use upload::ids::UploadId;
use upload::store::Store;
use upload::sweep::sweep;
use upload::upload_state::End;

use crate::bent_store::{Bend, bent_store};
use crate::fixture::{Running, good_package, key};

/// What a client or an operator does.
#[derive(Clone, Debug)]
enum Step {
    /// Sends `length` bytes, `ahead` bytes from where the upload stands.
    Piece { ahead: i64, length: usize },
    /// The same at the right place, but the connection breaks after the bytes.
    BrokenPiece { length: usize },
    /// The same, but nothing more comes, until somebody asks for the upload.
    StalledPiece { length: usize },
    /// Two clients send at once, one to each process.
    Race { one: usize, other: usize },
    /// A process dies when bytes are written, before it says so.
    Crash { length: usize },
    /// All the rest arrives.
    Rest,
    /// Creates the upload again, as a client that lost everything but its key.
    CreateAgain,
    /// Asks for the receipt.
    Receipt,
    /// The client gives it up.
    Terminate,
    /// Its time is over, says another process.
    Expire,
    /// A process sweeps.
    Sweep,
    /// A process ends and another one takes over the store.
    Restart,
    /// What follows is asked of the other process.
    Switch,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..400_usize).prop_map(|length| Step::Piece { ahead: 0, length }),
        2 => (-5..5_i64, 0..400_usize).prop_map(|(ahead, length)| Step::Piece { ahead, length }),
        4 => (0..400_usize).prop_map(|length| Step::BrokenPiece { length }),
        2 => (0..400_usize).prop_map(|length| Step::StalledPiece { length }),
        4 => (1..200_usize, 200..400_usize).prop_map(|(one, other)| Step::Race { one, other }),
        2 => (1..400_usize).prop_map(|length| Step::Crash { length }),
        1 => Just(Step::Rest),
        2 => Just(Step::CreateAgain),
        2 => Just(Step::Receipt),
        1 => Just(Step::Terminate),
        1 => Just(Step::Expire),
        2 => Just(Step::Sweep),
        2 => Just(Step::Restart),
        4 => Just(Step::Switch),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// If it broke, there is an order of things in which bytes are lost, or an upload ends twice, or comes
    /// back to life.
    #[test]
    fn the_offset_is_the_number_of_bytes_received_and_the_first_end_stays(
        steps in prop::collection::vec(step(), 1..40)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(Modelled::new()).run(&runtime, steps);
    }
}

/// Two processes, and what must be true of the upload that both serve.
struct Modelled {
    store: Store,
    processes: [Running; 2],
    package: Vec<u8>,
    path: String,
    /// Bytes received.
    stands: usize,
    /// Given up, or out of time.
    is_gone: bool,
}

impl Modelled {
    async fn new() -> Self {
        let store = bent_store(|_| Bend::Straight);
        let processes = [(); 2].map(|()| Running::on_store(store.clone()));
        let package = good_package(1000);
        let path = processes[0].create(&package, Some(&key(1))).await;
        Self { store, processes, package, path, stands: 0, is_gone: false }
    }

    fn run(mut self, runtime: &tokio::runtime::Runtime, steps: Vec<Step>) {
        runtime.block_on(async {
            for step in steps {
                self.take(step).await;
                self.check().await;
            }
            self.conclude().await;
        });
    }

    fn is_whole(&self) -> bool {
        self.stands == self.package.len()
    }

    /// The bytes from where the upload stands.
    fn next(&self, length: usize) -> Bytes {
        Bytes::copy_from_slice(&self.package[self.stands..self.package.len().min(self.stands + length)])
    }

    async fn take(&mut self, step: Step) {
        let (process, path) = (&self.processes[0], &self.path);
        match step {
            Step::Piece { ahead, length } => {
                let Ok(offset) = usize::try_from(self.stands as i64 + ahead) else { return };
                let piece: Vec<u8> = self.package.iter().skip(offset).take(length).copied().collect();
                let reply = process.patch(path, offset, &piece).await;
                if self.is_gone {
                    assert_eq!(reply.status, StatusCode::GONE);
                    return;
                }
                let fits = offset == self.stands;
                assert_eq!(reply.status, if fits { StatusCode::NO_CONTENT } else { StatusCode::CONFLICT });
                self.stands += if fits { piece.len() } else { 0 };
                assert_eq!(reply.offset(), self.stands);
            }
            Step::BrokenPiece { length } => {
                let piece = self.next(length);
                let length = piece.len();
                let body = Body::from_stream(stream::iter([Ok(piece), Err(io::Error::other("gone"))]));
                process.patch_with(path, self.stands, body).await;
                self.stands += if self.is_gone { 0 } else { length };
            }
            Step::StalledPiece { length } => {
                let piece = self.next(length);
                // The last byte would have it completed; a stall is one before it.
                if self.is_gone || self.stands + piece.len() >= self.package.len() {
                    return;
                }
                let length = piece.len();
                let body =
                    Body::from_stream(stream::iter([Ok::<_, io::Error>(piece)]).chain(stream::pending()));
                let (stalled, offset) = tokio::join!(process.patch_with(path, self.stands, body), async {
                    tokio::task::yield_now().await;
                    process.offset(path).await
                });
                self.stands += length;
                assert_eq!((stalled.status, stalled.offset()), (StatusCode::CONFLICT, self.stands));
                assert_eq!(offset, self.stands);
            }
            Step::Race { one, other } => {
                if self.is_gone || self.is_whole() {
                    return;
                }
                let pieces = [self.next(one), self.next(other)];
                let (one, other) = tokio::join!(
                    process.patch(path, self.stands, &pieces[0]),
                    self.processes[1].patch(path, self.stands, &pieces[1])
                );
                let won = [one.status, other.status].map(|status| status == StatusCode::NO_CONTENT);
                // With the same bytes both have written them.
                assert!(won[0] || won[1]);
                assert!(won[0] != won[1] || pieces[0] == pieces[1], "{:?}", pieces.map(|piece| piece.len()));
                self.stands += pieces[usize::from(!won[0])].len();
            }
            Step::Crash { length } => {
                let piece = self.next(length);
                if self.is_gone || piece.is_empty() {
                    return;
                }
                self.stands += piece.len();
                let offset = (self.stands - piece.len()) as u64;
                let hash = UploadId::from_key(&[1; 16]).hash();
                let _ = process.state.uploads.append(&hash, offset, piece).await.expect("a part");
                self.processes[0] = Running::on_store(self.store.clone());
            }
            Step::Rest => {
                let rest = self.next(usize::MAX - self.stands);
                process.patch(path, self.stands, &rest).await;
                self.stands += if self.is_gone { 0 } else { rest.len() };
            }
            Step::CreateAgain => {
                let again = process.try_create(&self.package, Some(&key(1))).await;
                match self.is_gone {
                    true => assert_eq!(again.status, StatusCode::GONE),
                    false => assert_eq!((again.header("location"), again.offset()), (&**path, self.stands)),
                }
            }
            Step::Receipt => {
                let expected = match (self.is_gone, self.is_whole()) {
                    (true, _) => StatusCode::GONE,
                    (false, true) => StatusCode::OK,
                    (false, false) => StatusCode::NOT_FOUND,
                };
                assert_eq!(process.get(&format!("{path}/receipt")).await.status, expected);
            }
            Step::Terminate => {
                let reply = process.tus(Method::DELETE, path, &[], Body::empty()).await;
                let expected = match (self.is_gone, self.is_whole()) {
                    (true, _) => StatusCode::GONE,
                    (false, true) => StatusCode::CONFLICT,
                    (false, false) => StatusCode::NO_CONTENT,
                };
                assert_eq!(reply.status, expected);
                self.is_gone |= !self.is_whole();
            }
            Step::Expire => {
                // As the sweep does: it competes with every other end.
                let hash = UploadId::from_key(&[1; 16]).hash();
                let (end, _) =
                    self.processes[1].state.uploads.end(&hash, End::Expired).await.expect("an end");
                assert_eq!(matches!(end, End::Accepted { .. }), !self.is_gone && self.is_whole());
                self.is_gone |= !self.is_whole();
            }
            Step::Sweep => sweep(&process.state).await.expect("swept"),
            Step::Restart => self.processes[0] = Running::on_store(self.store.clone()),
            Step::Switch => self.processes.swap(0, 1),
        }
    }

    /// Whatever happened, both processes say the same, and it is what the model says.
    async fn check(&self) {
        for process in &self.processes {
            let head = process.head(&self.path).await;
            match self.is_gone {
                true => assert_eq!(head.status, StatusCode::GONE),
                false => assert_eq!((head.status, head.offset()), (StatusCode::OK, self.stands)),
            }
        }
    }

    /// However it got there, the rest completes it, or it stays gone; and nothing is there twice or left.
    async fn conclude(&self) {
        let rest = &self.package[self.stands..];
        self.processes[0].patch(&self.path, self.stands, rest).await;
        sweep(&self.processes[1].state).await.expect("swept");
        let receipt = self.processes[1].get(&format!("{}/receipt", self.path)).await;
        match self.is_gone {
            true => assert_eq!(receipt.status, StatusCode::GONE),
            false => assert_eq!(receipt.json()["sha256"], package::Sha256::of(&self.package).hex()),
        }
        for folder in ["packages", "receipts"] {
            let stored = self.store.list(&Path::from(folder)).await.expect("a list");
            assert_eq!(stored.len(), usize::from(!self.is_gone), "{folder}");
        }
        let left = self.store.list(&Path::from("uploads")).await.expect("a list");
        assert_eq!(left.len(), 2, "{left:?}");
    }
}
