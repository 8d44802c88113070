//! Conditions and days that are worked out, in words: so that a reader can work out by hand what the
//! form does.

use rules::text::fill;
use rules::{
    Answer, Base, Comparison, Condition, Date, Effect, Lang, Moment, QuestionKind, Rule, Service, TODAY,
    Text, Verdict,
};
use wasm_form::words::Word;

use crate::outline::Outline;
use crate::words::{GuideWords, with};

/// What conditions are put into words with.
#[derive(Clone, Copy)]
pub struct Wording<'a> {
    /// The service that the conditions are part of.
    pub service: &'a Service,
    /// The language of the page.
    pub lang: Lang,
    /// Its words.
    pub words: &'a GuideWords,
    /// The words of its form, which name days and sizes in the same way.
    pub form: &'a wasm_form::Words,
}

impl Wording<'_> {
    /// A condition as HTML: questions with the answers that fulfil it, several of them as a list.
    pub fn condition(self, condition: &Condition) -> String {
        Outline::of(self, condition).html(self)
    }

    /// A condition as a sentence.
    pub fn sentence(self, condition: &Condition) -> String {
        Outline::of(self, condition).sentence(self)
    }

    /// A rule as a sentence.
    pub fn step(&self, rule: &Rule) -> String {
        let values =
            [("condition", self.sentence(&rule.when)), ("verdict", self.effect(rule.effect).to_owned())];
        fill(&self.words.path_step, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
    }

    /// What a condition asks of one question: the question, and the answers that fulfil it.
    ///
    /// # Panics
    /// For a group or an opposite, which ask nothing by themselves.
    pub fn test<'c>(&'c self, condition: &'c Condition) -> (&'c str, String) {
        match condition {
            Condition::OneOf { question, options } => (self.label(question), self.one_of(question, options)),
            Condition::Is { question, value } => {
                let answer = if *value { &self.words.yes } else { &self.words.no };
                (self.label(question), answer.clone())
            }
            Condition::Date { question, is, moment } => {
                let template = match is {
                    Comparison::Before => &self.words.before,
                    Comparison::OnOrBefore => &self.words.on_or_before,
                    Comparison::After => &self.words.after,
                    Comparison::OnOrAfter => &self.words.on_or_after,
                };
                (self.label(question), with(template, "date", &self.moment(moment)))
            }
            Condition::All(_) | Condition::Any(_) | Condition::Not(_) => {
                unreachable!("these ask nothing by themselves; `Outline::of` has taken them apart")
            }
        }
    }

    /// One of these options; where fewer are left out than named, anything but those.
    fn one_of(&self, question: &str, options: &[String]) -> String {
        let names = |options: &mut dyn Iterator<Item = &String>| {
            let labels: Vec<_> = options.map(|option| self.option(question, option)).collect();
            labels.join(&format!(" {} ", self.words.or))
        };
        let left_out: Vec<_> = match self.service.question(question).map(|question| &question.kind) {
            Some(QuestionKind::Choice(all)) => {
                all.iter().map(|option| &option.id).filter(|id| !options.contains(id)).collect()
            }
            _ => Vec::new(),
        };
        if left_out.is_empty() || left_out.len() * 2 >= options.len() {
            return names(&mut options.iter());
        }
        with(&self.words.anything_but, "options", &names(&mut left_out.into_iter()))
    }

    /// An answer that was given, in words.
    pub fn answer(&self, question: &str, answer: &Answer) -> String {
        match answer {
            Answer::Boolean(true) => self.words.yes.clone(),
            Answer::Boolean(false) => self.words.no.clone(),
            Answer::Text(text) => match text.parse() {
                Ok(day) => self.form.date(day),
                Err(_) => self.option(question, text).to_owned(),
            },
        }
    }

    /// The name of a verdict, as the form says it.
    pub fn verdict(&self, verdict: Verdict) -> &str {
        if let Some(words) = self.service.verdict(verdict) {
            return words.title.get(self.lang);
        }
        self.form.get(match verdict {
            Verdict::Eligible => Word::Eligible,
            Verdict::NotEligible => Word::NotEligible,
            Verdict::NotYet => Word::NotYet,
            Verdict::AskOffice => Word::AskOffice,
            Verdict::NeedsAnswers => Word::NeedsAnswers,
        })
    }

    /// What a rule leads to: a verdict, or something to know.
    pub fn effect(&self, effect: Effect) -> &str {
        effect.verdict().map_or_else(|| self.form.get(Word::Note), |verdict| self.verdict(verdict))
    }

    /// A day in words: *30 calendar days before …*.
    pub fn moment(self, moment: &Moment) -> String {
        let day = match &moment.base {
            Base::Today => self.words.today.clone(),
            Base::Date(day) => self.form.date(*day),
            Base::Question(id) => with(&self.words.the_answer_to, "question", self.label(id)),
            Base::Deadline(id) => {
                let label = self.service.deadline(id).map(|deadline| deadline.label.get(self.lang));
                with(&self.words.the_answer_to, "question", label.unwrap_or(id))
            }
            Base::Event(id) => {
                self.service.events.get(id).map_or(id.as_str(), |event| event.get(self.lang)).to_owned()
            }
        };
        match &moment.offset {
            None => day,
            Some(offset) => {
                let template = if offset.later { &self.words.span_after } else { &self.words.span_before };
                fill(template, &[("span", &offset.span.in_words(self.lang)), ("day", &day)])
            }
        }
    }

    /// A text of the definition.
    pub fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    /// A sentence about a day, from a template with the placeholder `{date}`.
    pub fn day(&self, template: &str, day: &Date) -> String {
        with(template, "date", &self.form.date(*day))
    }

    /// When something will be possible.
    pub fn possible_from(&self, moment: &Moment) -> String {
        with(&self.words.possible_from, "date", &self.moment(moment))
    }

    /// The words of a question.
    pub fn label<'q>(&'q self, question: &'q str) -> &'q str {
        if question == TODAY {
            return &self.words.today;
        }
        self.service.question(question).map_or(question, |question| question.label.get(self.lang))
    }

    fn option<'q>(&'q self, question: &str, option: &'q str) -> &'q str {
        match self.service.question(question).map(|question| &question.kind) {
            Some(QuestionKind::Choice(options)) => {
                let found = options.iter().find(|known| known.id == option);
                found.map_or(option, |known| known.label.get(self.lang))
            }
            _ => option,
        }
    }
}
