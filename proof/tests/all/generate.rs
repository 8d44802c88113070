//! Services made at random, of any size: sound by construction, and as tangled as the format allows.

use std::collections::BTreeMap;

use rules::{
    Base, CalendarDays, ChoiceOption, Comparison, Condition, Confidence, Date, Deadline, Document, Effect,
    Holidays, Limits, Moment, Months, Offset, Question, QuestionKind, Rule, Service, Span, TODAY, Text,
};

/// The day for which services are made.
pub fn today() -> Date {
    Date::new(2026, 11, 22).expect("the day exists")
}

/// How large a service is made.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub questions: usize,
    pub rules: usize,
    pub documents: usize,
    pub deadlines: usize,
    /// Questions that a condition looks at, about.
    pub width: u64,
    /// Spans may be months.
    pub months: bool,
    /// Questions may be about days.
    pub dates: bool,
}

impl Default for Size {
    fn default() -> Self {
        Self { questions: 4, rules: 4, documents: 2, deadlines: 0, width: 3, months: false, dates: false }
    }
}

/// Makes the service of this size with this number: the same one each time.
pub fn service(size: Size, seed: u64) -> Service {
    Maker { seed, size, questions: Vec::new() }.service()
}

/// The numbers of splitmix64 (Steele, Lea and Flood, 2014), which needs no state but its seed.
struct Maker {
    seed: u64,
    size: Size,
    questions: Vec<Question>,
}

impl Maker {
    fn below(&mut self, end: u64) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn one_in(&mut self, number: u64) -> bool {
        self.below(number) == 0
    }

    fn service(mut self) -> Service {
        for number in 0..self.size.questions {
            let kind = match self.below(4) {
                0 => QuestionKind::Boolean,
                1 if self.size.dates => self.date_question(),
                _ => {
                    let options = 2 + self.below(4);
                    QuestionKind::Choice((0..options).map(option).collect())
                }
            };
            let when = (number > 0 && self.one_in(4)).then(|| self.condition(1));
            self.questions.push(Question { id: format!("q{number}"), label: text(), help: None, kind, when });
        }
        let rules = (0..self.size.rules).map(|number| self.rule(number)).collect();
        let documents = (0..self.size.documents).map(|number| self.document(number)).collect();
        let mut deadlines = Vec::new();
        for number in 0..self.size.deadlines {
            deadlines.push(self.deadline(number));
        }
        Service {
            id: "made".to_owned(),
            title: text(),
            summary: text(),
            reviewed: today(),
            review_by: today().plus(92),
            confidence: Confidence::Official,
            sources: Vec::new(),
            limits: Limits { max_total_bytes: 1, max_files: 1, note: text() },
            spans: BTreeMap::new(),
            events: BTreeMap::new(),
            questions: self.questions,
            groups: BTreeMap::new(),
            details: Vec::new(),
            rules,
            documents,
            deadlines,
            fees: Vec::new(),
            steps: Vec::new(),
            verdicts: BTreeMap::new(),
            holidays: Holidays::default(),
            cited: BTreeMap::new(),
        }
    }

    fn date_question(&mut self) -> QuestionKind {
        let bound = |later, days| {
            let offset = Some(Offset { later, span: Span::Calendar(CalendarDays(days)) });
            Some(Moment { base: Base::Today, offset })
        };
        match self.below(3) {
            0 => QuestionKind::Date { earliest: None, latest: None },
            1 => QuestionKind::Date { earliest: bound(false, 200), latest: bound(true, 0) },
            _ => QuestionKind::Date { earliest: bound(false, 40), latest: bound(true, 70) },
        }
    }

    fn rule(&mut self, number: usize) -> Rule {
        let effect = [Effect::NotEligible, Effect::NotYet, Effect::AskOffice, Effect::Note]
            [usize::try_from(self.below(4)).expect("small")];
        Rule {
            id: format!("r{number}"),
            when: self.condition(2),
            effect,
            reason: text(),
            sources: Vec::new(),
            from: self.one_in(8).then(|| today().plus(-1)),
            until: self.one_in(8).then(|| today().plus(-1)),
            possible_from: (effect == Effect::NotYet).then(|| self.moment()),
        }
    }

    fn document(&mut self, number: usize) -> Document {
        Document {
            id: format!("d{number}"),
            label: text(),
            help: None,
            when: (!self.one_in(3)).then(|| self.condition(2)),
            required: !self.one_in(4),
            types: Vec::new(),
            max_bytes: 1,
            max_files: 1,
            min_long_side: None,
            sources: Vec::new(),
        }
    }

    fn deadline(&mut self, number: usize) -> Deadline {
        let mut at = self.moment();
        if number > 0 && self.one_in(3) {
            at.base = Base::Deadline(format!("t{}", number - 1));
        }
        let when = self.one_in(2).then(|| self.condition(1));
        Deadline { id: format!("t{number}"), label: text(), help: None, at, when, sources: Vec::new() }
    }

    fn condition(&mut self, depth: u32) -> Condition {
        if depth > 0 {
            match self.below(6) {
                0..3 => return Condition::All(self.conditions(depth)),
                3 => return Condition::Any(self.conditions(depth)),
                4 => return Condition::Not(Box::new(self.condition(depth - 1))),
                _ => {}
            }
        }
        let number = usize::try_from(self.below(self.questions.len() as u64)).expect("small");
        let Question { id, kind, .. } = self.questions[number].clone();
        match kind {
            QuestionKind::Boolean => Condition::Is { question: id, value: self.one_in(2) },
            QuestionKind::Choice(options) => {
                let mut some: Vec<_> = options.into_iter().map(|option| option.id).collect();
                some.retain(|_| self.one_in(2));
                Condition::OneOf { question: id, options: some }
            }
            QuestionKind::Date { .. } => {
                let is =
                    [Comparison::Before, Comparison::OnOrBefore, Comparison::After, Comparison::OnOrAfter]
                        [usize::try_from(self.below(4)).expect("small")];
                let moment = self.moment();
                if self.one_in(4) {
                    let moment = Moment { base: Base::Question(id), ..moment };
                    return Condition::Date { question: TODAY.to_owned(), is, moment };
                }
                Condition::Date { question: id, is, moment }
            }
        }
    }

    fn conditions(&mut self, depth: u32) -> Vec<Condition> {
        (0..1 + self.below(self.size.width)).map(|_| self.condition(depth - 1)).collect()
    }

    fn moment(&mut self) -> Moment {
        let dates: Vec<_> = (self.questions.iter())
            .filter(|question| matches!(question.kind, QuestionKind::Date { .. }))
            .map(|question| question.id.clone())
            .collect();
        let base = match self.below(4) {
            0 => Base::Date(today().plus(20)),
            1 if !dates.is_empty() => {
                let number = self.below(dates.len() as u64);
                Base::Question(dates[usize::try_from(number).expect("small")].clone())
            }
            _ => Base::Today,
        };
        let span = if self.size.months && self.one_in(3) {
            Span::Months(Months(1 + self.below(3) as u16))
        } else {
            Span::Calendar(CalendarDays([1, 3, 7, 30][usize::try_from(self.below(4)).expect("small")]))
        };
        let offset = (!self.one_in(3)).then(|| Offset { later: self.one_in(2), span });
        Moment { base, offset }
    }
}

fn option(number: u64) -> ChoiceOption {
    ChoiceOption { id: format!("o{number}"), label: text(), detail: false }
}

fn text() -> Text {
    Text { id: String::new(), en: String::new() }
}
