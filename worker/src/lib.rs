//! What works beside the page: a Web Worker that keeps the applicant's documents, fits them to their
//! limits, packs them and sends them, so that the page stays responsive.

pub mod pdf;
