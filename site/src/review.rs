//! Reviews that are due: content that nobody has held against its sources for too long.
//!
//! Asked by `site check` only. A guide whose review is overdue can still be built; it says so on the page.

use rules::check::Part;
use rules::problem::Problem;
use rules::{Date, Lang};

use crate::content::Content;
use crate::report::Report;

/// How many days before it is due a review is announced.
const SOON: i64 = 30;

/// Reports every review that is due, or soon will be.
pub fn check(content: &Content, report: &mut Report) {
    for pages in &content.services {
        let file = format!("services/{}/service.toml", pages.service.id);
        let place = pages.places.of(&Part::ReviewBy);
        report.add(&file, &pages.text, due(pages.service.review_by, content.today, place));
    }
    for guide in &content.guides {
        for lang in Lang::ALL {
            let page = guide.pages.get(lang);
            let text = &page.prose.text;
            let start = text.find("review_by").unwrap_or_default();
            let problems = due(page.review.review_by, content.today, start..start);
            report.add(&page.prose.file, text, problems);
        }
    }
}

fn due(review_by: Date, today: Date, place: std::ops::Range<usize>) -> Vec<Problem> {
    let left = review_by.days_since(today);
    let remedy = "hold the content against its sources, then set `reviewed` and `review_by`";
    let problem = if left < 0 {
        Problem::error("review-expired", place, format!("the review was due on {review_by}: {remedy}"))
    } else if left <= SOON {
        Problem::warning("review-soon", place, format!("the review is due on {review_by}: {remedy}"))
    } else {
        return Vec::new();
    };
    vec![problem]
}
