//! Conditions and days that are worked out, in words: so that a reader can work out by hand what the
//! form does.

use rules::text::fill;
use rules::{Base, Comparison, Condition, Date, Lang, Moment, QuestionKind, Service, Text};

use crate::escape;
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
    /// A condition as HTML: questions with the answers that fulfil it, alternatives as a list.
    pub fn condition(self, condition: &Condition) -> String {
        let list = |conditions: &[Condition], between: &str| {
            let items = conditions.iter().enumerate().map(|(at, condition)| {
                let between = if at == 0 { "" } else { between };
                format!("<li>{between}{}</li>", self.condition(condition))
            });
            format!("<ul>{}</ul>", items.collect::<String>())
        };
        match condition {
            Condition::All(all) => list(all, ""),
            Condition::Any(any) => list(any, &format!("<i>{}</i> ", escape(&self.words.or))),
            Condition::Not(inner) => {
                format!("<i>{}</i> {}", escape(&self.words.not), self.condition(inner))
            }
            _ => {
                let (question, answer) = self.test(condition);
                format!("{} <b>{}</b>", escape(question), escape(&answer))
            }
        }
    }

    /// A condition as a sentence.
    pub fn sentence(self, condition: &Condition) -> String {
        let join = |conditions: &[Condition], between: &str| {
            conditions.iter().map(|one| self.sentence(one)).collect::<Vec<_>>().join(between)
        };
        match condition {
            Condition::All(all) => join(all, "; "),
            Condition::Any(any) => join(any, &format!("; {} ", self.words.or)),
            Condition::Not(inner) => format!("{} ({})", self.words.not, self.sentence(inner)),
            _ => {
                let (question, answer) = self.test(condition);
                format!("{question} {answer}")
            }
        }
    }

    /// What a condition asks of one question: the question, and the answers that fulfil it.
    fn test<'c>(&'c self, condition: &'c Condition) -> (&'c str, String) {
        match condition {
            Condition::OneOf { question, options } => {
                let labels: Vec<_> = options.iter().map(|option| self.option(question, option)).collect();
                (self.label(question), labels.join(&format!(" {} ", self.words.or)))
            }
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
                unreachable!("these ask nothing by themselves; both callers have dealt with them")
            }
        }
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

    fn label<'q>(&'q self, question: &'q str) -> &'q str {
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
