//! `upload verify`: is this a whole, untouched package that the rules accept?

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use anyhow::Context;
use package::{Accepted, PackageLimits};
use rules::{Date, Lang};
use serde_json::json;

use crate::load::Definitions;
use crate::open::is_sealed;
use crate::problem::{Kind, Problem};

/// Verifies the package in a file, by default as of the day that the application records. One that is
/// sealed has to be opened first ([`crate::open`]).
///
/// # Errors
/// The file cannot be read.
pub fn verify(
    path: &Path,
    definitions: &Definitions,
    today: Option<Date>,
) -> anyhow::Result<Result<Accepted, Vec<Problem>>> {
    let cannot_read = || format!("cannot read {}", path.display());
    let mut file = BufReader::new(File::open(path).with_context(cannot_read)?);
    if is_sealed(&mut file).with_context(cannot_read)? {
        return Ok(Err(vec![Problem::of(Kind::Sealed)]));
    }
    verify_from(file, definitions, today).with_context(cannot_read)
}

/// Verifies a package that is read from somewhere. The limits on it as a whole are the widest of any
/// service; those of its own service follow.
///
/// # Errors
/// It cannot be read.
pub fn verify_from(
    package: impl Read,
    definitions: &Definitions,
    today: Option<Date>,
) -> io::Result<Result<Accepted, Vec<Problem>>> {
    let limits = definitions.services.values().map(|known| PackageLimits::of(&known.service.limits));
    let limits = PackageLimits {
        max_bytes: limits.clone().map(|limits| limits.max_bytes).max().unwrap_or(0),
        max_files: limits.map(|limits| limits.max_files).max().unwrap_or(0),
    };
    // The problems' words name parts of the service by their labels.
    let mut service = None;
    let services = |id: &str| {
        let known = definitions.services.get(id)?;
        service = Some(&known.service);
        Some(known.known())
    };
    let verified = package::verify(package, limits, services, today)?;
    Ok(verified.map_err(|problems| {
        problems.into_iter().map(|problem| definitions.words.problem(problem, service)).collect()
    }))
}

/// The application records the decision that counts. One that was made for another day or by another
/// definition need not, and whoever reads it should know.
fn records_decision(accepted: &Accepted) -> bool {
    accepted.application.decision == accepted.decision
}

/// The outcome as a document.
pub fn as_json(verified: &Result<Accepted, Vec<Problem>>) -> String {
    let document = match verified {
        Ok(accepted) => json!({
            "valid": true,
            "service": accepted.application.service,
            "verdict": accepted.decision.verdict,
            "records_this_decision": records_decision(accepted),
            "sha256": accepted.sha256,
            "bytes": accepted.bytes,
            "documents": accepted.application.documents,
            "problems": [],
        }),
        Err(problems) => json!({ "valid": false, "problems": problems }),
    };
    document.to_string()
}

/// The outcome for people, a line for each problem or note.
pub fn for_people(verified: &Result<Accepted, Vec<Problem>>, lang: Lang) -> String {
    match verified {
        Ok(accepted) => format!(
            "valid: {}, {}, {} documents, sha256 {}{}",
            accepted.application.service,
            accepted.decision.verdict.name(),
            accepted.application.documents.len(),
            accepted.sha256,
            match records_decision(accepted) {
                true => "",
                false => "\nnote: application.json records another decision, which does not count",
            }
        ),
        Err(problems) => {
            let lines =
                problems.iter().map(|problem| format!("{}: {}", problem.code, problem.text.get(lang)));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}
