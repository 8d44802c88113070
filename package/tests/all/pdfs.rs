//! What a PDF carries beside its pages is found, however it is written down.

use package::{Code, Inspector};

use crate::fixtures::{inspect, object_stream, pdf};

/// An office that opens one of these runs somebody else's program.
#[test]
fn scripts_and_attachments_are_found() {
    let cases = [
        (Code::PdfWithScript, "<< /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"),
        (Code::PdfWithScript, "<</S/JavaScript/JS 7 0 R>>"),
        (Code::PdfWithScript, "<< /Names << /JavaScript 7 0 R >> >>"),
        (Code::PdfWithScript, "<< /S /Java#53cript >>"),
        (Code::PdfWithScript, "<< /S /#4a#61#76#61#53#63#72#69#70#74 >>"),
        (Code::PdfWithScript, "<< /S /Launch /F (cmd.exe) >>"),
        (Code::PdfWithScript, "<< /Subtype /RichMedia >>"),
        (Code::PdfWithAttachment, "<< /Type /EmbeddedFile /Length 3 >>"),
        (Code::PdfWithAttachment, "<< /Names << /EmbeddedFiles 7 0 R >> >>"),
        (Code::PdfWithAttachment, "<< /Type /Filespec /EF << /F 7 0 R >> >>"),
        (Code::PdfWithAttachment, "<< /#45F 7 0 R >>"),
    ];
    for (code, words) in cases {
        assert_eq!(inspect(&pdf(words)).defects, [code], "{words}");
        let hidden = pdf(object_stream(words.as_bytes()));
        let name = if code == Code::PdfWithScript { &b"Script"[..] } else { b"/E" };
        assert!(!hidden.windows(name.len()).any(|window| window == name), "{words} is deflated");
        assert_eq!(inspect(&hidden).defects, [code], "{words} in an object stream");
    }
}

/// Most PDFs have some of these, and they would all be refused.
#[test]
fn names_that_only_look_alike_are_not_taken_for_them() {
    for words in [
        "<< /JavaScripts 7 0 R >>",
        "<< /JavaScrip#7 >>",
        "(about JavaScript and the launch of it)",
        "<< /EFG << >> /EF (none) /EF/F >>",
        "<< /First 7 0 R /Last 8 0 R >> endobj << /Length 9 >> stream\nx\x01\x02/JS endstream",
    ] {
        assert_eq!(inspect(&pdf(words)).defects, [], "{words}");
        assert_eq!(inspect(&pdf(object_stream(words.as_bytes()))).defects, [], "{words}");
    }
}

/// Several streams follow each other in most files: each starts afresh, and one that is damaged does not
/// keep the next from being looked at.
#[test]
fn every_object_stream_is_looked_at() {
    let harmless = object_stream(&b"<< /Type /Page /Rotate 0 >> ".repeat(5_000));
    let damaged = b"<< /Type /ObjStm >> stream\nx\x9C\xFF\xFF\xFF\xFF endstream".to_vec();
    let last = object_stream(b"/JavaScript");
    for before in [harmless.clone(), damaged.clone(), [harmless, damaged].concat()] {
        assert_eq!(inspect(&pdf(&before)).defects, []);
        assert_eq!(inspect(&pdf([before, last.clone()].concat())).defects, [Code::PdfWithScript]);
    }
}

/// Zeros deflate to a thousandth: an endpoint that inflated all it is sent could be kept busy for hours.
#[test]
fn a_document_that_inflates_without_end_is_given_up() {
    let bomb = object_stream(&vec![b' '; 17_000_000]);
    assert!(bomb.len() < 20_000);
    assert_eq!(inspect(&pdf(&bomb)).defects, []);
    let mut inspector = Inspector::default();
    for _ in 0..2 {
        inspector.update(&pdf(&bomb));
    }
    assert_eq!(inspector.finish().defects, [Code::Unreadable]);
}
