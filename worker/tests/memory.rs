//! A file is read without being held, whatever is in it. A binary of its own, for the memory of one test
//! at a time is counted.

#![allow(unsafe_code, reason = "an allocator that counts cannot be written without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use worker::pdf::{CannotShrink, Scan, Scanner};

/// The system's allocator, with the bytes in use and the most there were.
struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let in_use = IN_USE.fetch_add(layout.size(), Relaxed) + layout.size();
        MOST.fetch_max(in_use, Relaxed);
        // SAFETY: the caller keeps to the contract, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller keeps to the contract, which is the same.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// How a browser hands a file over.
const CHUNK: usize = 64 * 1024;
/// How often the part in the middle comes: in chunks, 4 MB.
const TIMES: usize = 64;

/// Scans a file of a start, a chunk that comes again and again, and an end, and says how many bytes of
/// memory that took.
fn scan(start: &[u8], again: &[u8], end: &[u8]) -> (Result<Scan, CannotShrink>, usize) {
    let chunk: Vec<u8> = again.repeat(CHUNK / again.len());
    let before = IN_USE.load(Relaxed);
    MOST.store(before, Relaxed);
    let began = Instant::now();
    let mut scanner = Scanner::default();
    scanner.update(start);
    (0..TIMES).for_each(|_| scanner.update(&chunk));
    scanner.update(end);
    let scan = scanner.finish();
    // A loop that never ends would show as one that takes long; the worst of these take a second.
    assert!(began.elapsed() < Duration::from_secs(60), "{}", again.escape_ascii());
    (scan, MOST.load(Relaxed) - before)
}

#[test]
fn files_are_not_held() {
    // A picture of 4 MB, of which the end says how long it was.
    let start =
        b"%PDF-1.4\n1 0 obj<</Subtype/Image/Filter/DCTDecode/ColorSpace/DeviceRGB/Length 2 0 R>>stream\n\
        \xFF\xD8\xFF\xC0\0\x11\x08\0\x10\0\x10\x03\x01\x11\0\x02\x11\0\x03\x11\0\xFF\xDA";
    let length = CHUNK * TIMES + 23;
    let mut end = format!("\nendstream endobj\n2 0 obj {length} endobj\n").into_bytes();
    let offset = start.len() + CHUNK * TIMES + end.len();
    let second = offset - format!("2 0 obj {length} endobj\n").len();
    end.extend_from_slice(
        format!(
            "xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n{second:010} 00000 n \n\
            trailer<</Root 2 0 R/Size 3>>startxref {offset} %%EOF"
        )
        .as_bytes(),
    );
    let (found, bytes) = scan(start, b"pictures", &end);
    assert_eq!(found.map(|found| found.pictures()[0].range.clone()), Ok(92..92 + length as u64));
    assert!(bytes < 300_000, "{bytes} bytes");

    // Whatever else goes on and on.
    for (start, again) in [
        ("", " "),
        ("", "%"),
        ("", "% comment\n"),
        ("", "1 0 obj endobj "),
        ("", "1 0 obj<</Subtype/Image/SMask 1 0 R/Length 0>>stream\n\nendstream endobj "),
        ("", "xref trailer<<>>startxref 1 "),
        ("", "xref 0 1 0000000000 00000 n trailer<</Prev 1>>"),
        (
            "",
            "1 0 obj<</Type/XRef/W[1 1 1]/Size 9/Length 27>>stream\n---------------------------\nendstream endobj ",
        ),
        ("xref 0 9999999 ", "0000000000 00000 n "),
        ("xref 0 1 0000000000 00000 n trailer<<", "/Prev 1"),
        ("1 0 obj ", "("),
        ("1 0 obj ", "<"),
        ("1 0 obj ", "<<"),
        ("1 0 obj ", "[ /Name"),
        ("1 0 obj ", "0"),
        ("1 0 obj <</Length 2 0 R>>stream\n", "endstrea"),
    ] {
        let (found, bytes) = scan(["%PDF-1.4\n", start].concat().as_bytes(), again.as_bytes(), b"");
        assert!(found.is_err());
        assert!(bytes < 24_000_000, "{bytes} bytes for {start}{again}…");
    }
}
