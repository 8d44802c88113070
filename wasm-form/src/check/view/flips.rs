//! The smallest single changes of an answer that would change the verdict.

use rules::{Answer, Answers, Date, Decision, Flip};
use yew::{Html, html};

use super::View;
use crate::words::Word;

/// More of them would bury the ones that are near.
const MOST: usize = 3;

impl View<'_> {
    pub(super) fn flips(self, decision: &Decision) -> Html {
        let flips = smallest(&decision.flip, &self.check.answers);
        self.list(Word::Flips, "flips", flips.into_iter().map(|flip| self.flip(flip)).collect())
    }

    fn flip(self, flip: &Flip) -> Html {
        let question = self.service.question(&flip.question);
        let given = self.check.answers.get(&flip.question);
        let (Some(question), Some(given)) = (question, given) else { return Html::default() };
        let words = [
            ("verdict", self.verdict_name(flip.verdict)),
            ("question", self.text(&question.label)),
            ("answer", self.answer(question, &flip.to)),
            ("given", self.answer(question, given)),
        ];
        html! { <li>{ self.fill(Word::Flip, &words.each_ref().map(|(name, word)| (*name, word.as_str()))) }</li> }
    }
}

/// The smallest changes first: days by how far they are, for a day can be off by one; then the other
/// answers, in the order of their questions.
fn smallest<'d>(flips: &'d [Flip], given: &Answers) -> Vec<&'d Flip> {
    let day = |answer: &Answer| match answer {
        Answer::Text(text) => text.parse::<Date>().ok(),
        Answer::Boolean(_) => None,
    };
    let distance = |flip: &&Flip| match (day(&flip.to), given.get(&flip.question).and_then(day)) {
        (Some(to), Some(from)) => to.days_since(from).unsigned_abs(),
        _ => u64::MAX,
    };
    let mut smallest: Vec<_> = flips.iter().collect();
    smallest.sort_by_key(distance);
    smallest.truncate(MOST);
    smallest
}

#[cfg(test)]
mod tests {
    use rules::Verdict;

    use super::*;

    fn flip(question: &str, to: &str) -> Flip {
        let to = Answer::Text(to.to_owned());
        Flip { question: question.to_owned(), to, verdict: Verdict::NotEligible }
    }

    #[test]
    fn days_that_are_near_come_first_and_no_more_than_three() {
        let given = [("origin", "visit"), ("ends", "2026-12-31"), ("since", "2026-01-10")]
            .map(|(question, answer)| (question.to_owned(), Answer::Text(answer.to_owned())));
        let given = Answers::from_iter(given);
        let flips = [
            flip("origin", "arrival"),
            flip("ends", "2026-11-21"),
            flip("since", "2026-01-09"),
            flip("origin", "other"),
        ];
        let order: Vec<_> = smallest(&flips, &given).into_iter().map(|flip| flip.question.as_str()).collect();
        assert_eq!(order, ["since", "ends", "origin"]);
        assert_eq!(smallest(&flips, &given)[2], &flips[0], "in the order of the questions");
    }
}
