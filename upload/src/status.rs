//! What can be asked once an upload has ended: its receipt, by its address; its status, by its receipt.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use serde::Serialize;
use time::OffsetDateTime;

use crate::app::AppState;
use crate::complete::receipt_path;
use crate::problem::{Kind, Refusal};
use crate::receipt::{Receipt, ReceiptCode};
use crate::tus;
use crate::upload_state::{End, Stage, from_json};

/// `GET /files/{id}/receipt`: the receipt, or what was wrong with the package, as often as asked. A
/// client that never saw the answer to its last byte learns here how its upload ended.
pub async fn receipt(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Refusal> {
    let upload = tus::find(&state, &id).await?;
    let end = match upload.stage {
        Stage::Ended(end) => end,
        Stage::Open { offset, .. } if offset == upload.info.length => {
            tus::finish(state.clone(), upload).await?
        }
        Stage::Open { .. } => return Err(Refusal::new(Kind::UploadUnfinished)),
    };
    end.acknowledge()?;
    let End::Accepted { receipt } = end else { return Err(Refusal::new(Kind::UploadEnded)) };
    Ok(Json(receipt))
}

/// What is told to whoever has a receipt's code.
#[derive(Serialize)]
pub struct Status {
    receipt: ReceiptCode,
    service: String,
    /// `received`: where the application stands as far as this endpoint knows.
    state: &'static str,
    #[serde(with = "time::serde::rfc3339")]
    received: OffsetDateTime,
}

/// `GET /status/{receipt}`. There is a receipt only where a package was accepted. A code with a wrong symbol and one that was never given out look alike.
pub async fn status(
    State(state): State<AppState>,
    Path(code): Path<String>,
) -> Result<Json<Status>, Refusal> {
    let unknown = || Refusal::new(Kind::UnknownReceipt);
    let code = ReceiptCode::parse(&code).ok_or_else(unknown)?;
    let document = state.uploads.store().read(&receipt_path(&code)).await?.ok_or_else(unknown)?;
    let Receipt { receipt, service, received, .. } = from_json(&document)?;
    Ok(Json(Status { receipt, service, state: "received", received }))
}
