//! From conditions to diagrams. It follows `rules::Situation` and `rules::outcome` step by step, with
//! every situation in place of one.

use rules::check::Part;
use rules::{
    Answers, Base, Comparison, Condition, Date, Deadline, Moment, Question, Rule, Service, ServiceFee,
    Situation, TODAY, Value, Verdict,
};

use crate::diagram::{Diagram, Join, terminal};
use crate::situations::{FALSE, PartLook, Said, TRUE, UNKNOWN, World, promised, rank};

/// A service while it is looked at.
pub(crate) struct Reading<'a> {
    world: &'a mut World,
    service: &'a Service,
    questions: Vec<Asked>,
    /// Of each question that has been read: is it asked? A truth.
    asked: Vec<Diagram>,
}

/// A question, seen by the answers that are tried.
struct Asked {
    /// The number of the variable that stands for its answer.
    variable: usize,
    /// What each answer means; nothing, if it does not fit the question or is missing.
    seen: Vec<Option<Seen>>,
}

/// An answer that fits its question.
enum Seen {
    Choice(String),
    Boolean(bool),
    Date(Date),
}

impl Seen {
    fn date(&self) -> Option<Date> {
        match self {
            Self::Date(date) => Some(*date),
            Self::Choice(_) | Self::Boolean(_) => None,
        }
    }
}

impl<'a> Reading<'a> {
    /// Reads the questions of a service.
    pub(crate) fn of(world: &'a mut World, service: &'a Service) -> Self {
        let mut reading = Self::again(world, service, Vec::new());
        for question in &service.questions {
            // Its condition looks back only: what that needs has been read.
            let asked = reading.optional(question.when.as_ref());
            reading.asked.push(asked);
        }
        reading
    }

    /// Goes on with a service of which it is known when each question is asked.
    pub(crate) fn again(world: &'a mut World, service: &'a Service, asked: Vec<Diagram>) -> Self {
        let questions =
            service.questions.iter().map(|question| Asked::of(world, service, question)).collect();
        Self { world, service, questions, asked }
    }

    /// When each question is asked.
    pub(crate) fn into_asked(self) -> Vec<Diagram> {
        self.asked
    }

    /// What becomes of a part.
    pub(crate) fn part(&mut self, part: &Part) -> PartLook {
        let (truth, said, effect) = match part {
            Part::Rule(index) => self.rule(&self.service.rules[*index]),
            Part::Document(index) => {
                let document = &self.service.documents[*index];
                let truth = self.optional(document.when.as_ref());
                let said = self.world.say(if document.required { Said::Applies } else { Said::Optional });
                (truth, terminal(said), self.effect(truth, None))
            }
            Part::Deadline(index) => self.deadline(&self.service.deadlines[*index]),
            Part::Fee(index) => self.fee(&self.service.fees[*index]),
            Part::Detail(index) => {
                let truth = self.optional(self.service.details[*index].when.as_ref());
                (truth, terminal(self.world.say(Said::Applies)), terminal(rank(Verdict::Eligible)))
            }
            Part::Service | Part::ReviewBy | Part::Span(_) | Part::Question(_) | Part::Option(..) => {
                unreachable!("a decision looks at no such part by itself")
            }
        };
        let applies = self.world.diagrams.map(truth, |truth| u16::from(truth == TRUE));
        let outcome = self.world.diagrams.join(Join::Unless(1), applies, said);
        PartLook { part: part.clone(), truth, outcome, effect }
    }

    fn rule(&mut self, rule: &Rule) -> (Diagram, Diagram, Diagram) {
        let today = self.world.domains.today;
        let holds =
            rule.from.is_none_or(|from| from <= today) && rule.until.is_none_or(|until| today <= until);
        let truth = if holds { self.condition(&rule.when) } else { terminal(FALSE) };
        let said = match &rule.possible_from {
            None => terminal(self.world.say(Said::Applies)),
            Some(moment) => {
                let moment = moment.clone();
                self.say_day(root(self.service, &moment.base), |reading, base| reading.day(&moment, base))
            }
        };
        (truth, said, self.effect(truth, promised(rule.effect)))
    }

    fn deadline(&mut self, deadline: &Deadline) -> (Diagram, Diagram, Diagram) {
        let mut truth = self.optional(deadline.when.as_ref());
        if let Some(question) = root(self.service, &deadline.at.base) {
            let asked = self.asked[self.number(question)];
            truth = self.world.diagrams.join(Join::Least, truth, asked);
        }
        let said =
            self.say_day(root(self.service, &deadline.at.base), |reading, base| reading.due(deadline, base));
        let mut effect = self.effect(truth, None);
        // Where it applies, the day it counts from has to be known.
        if let Base::Question(question) = &deadline.at.base {
            let needs = rank(Verdict::NeedsAnswers);
            let missing =
                self.look_at(question, |seen| if seen.is_none() { needs } else { rank(Verdict::Eligible) });
            let applies = self.world.diagrams.map(truth, |truth| u16::from(truth == TRUE));
            let missing = self.world.diagrams.join(Join::Unless(1), applies, missing);
            effect = self.world.diagrams.join(Join::Greatest, effect, missing);
        }
        (truth, said, effect)
    }

    fn fee(&mut self, fee: &ServiceFee) -> (Diagram, Diagram, Diagram) {
        let today = self.world.domains.today;
        let truth = self.optional(fee.when.as_ref());
        let row =
            fee.rows.iter().find(|row| row.from <= today && row.until.is_none_or(|until| today <= until));
        let said = row.map_or(0, |row| self.world.say(Said::Rupiah(row.rupiah.clone(), row.per)));
        (truth, terminal(said), self.effect(truth, None))
    }

    /// What a part does to the verdict: what it promises where it applies, and a missing answer where that
    /// is unknown.
    fn effect(&mut self, truth: Diagram, promised: Option<Verdict>) -> Diagram {
        let (promised, needs) = (promised.map_or(0, rank), rank(Verdict::NeedsAnswers));
        self.world.diagrams.map(truth, |truth| match truth {
            FALSE => rank(Verdict::Eligible),
            UNKNOWN => needs,
            _ => promised,
        })
    }

    /// The day that hangs on the answer to one question at most.
    fn say_day(
        &mut self,
        question: Option<&'a str>,
        day: impl Fn(&Self, Option<Date>) -> Option<Date>,
    ) -> Diagram {
        let bases: Vec<_> = match question {
            Some(id) => self.question(id).seen.iter().map(|seen| seen.as_ref()?.date()).collect(),
            None => vec![None],
        };
        let mut said = Vec::new();
        for base in bases {
            let day = day(self, base);
            said.push(self.world.say(day.map_or(Said::Applies, Said::Day)));
        }
        match question {
            Some(id) => {
                // Of a question that is not asked no answer counts.
                const ASKED: u16 = u16::MAX;
                let nothing = self.world.say(Said::Applies);
                let variable = self.question(id).variable;
                let answered = self.world.diagrams.test(variable, |value| terminal(said[value]));
                let asked = self.asked[self.number(id)];
                let asked =
                    self.world.diagrams.map(asked, |truth| if truth == TRUE { ASKED } else { nothing });
                self.world.diagrams.join(Join::Unless(ASKED), asked, answered)
            }
            None => terminal(said[0]),
        }
    }

    /// A moment, given the answer it counts from.
    fn day(&self, moment: &Moment, base: Option<Date>) -> Option<Date> {
        let base = match &moment.base {
            Base::Today => self.world.domains.today,
            Base::Date(date) => *date,
            Base::Question(_) => base?,
            Base::Deadline(_) | Base::Event(_) => return None,
        };
        match &moment.offset {
            None => Some(base),
            Some(offset) => offset.from(base, self.service).ok(),
        }
    }

    /// The day of a deadline, given the answer that it counts from in the end.
    fn due(&self, deadline: &Deadline, base: Option<Date>) -> Option<Date> {
        let Base::Deadline(earlier) = &deadline.at.base else { return self.day(&deadline.at, base) };
        let base = self.due(self.service.deadline(earlier)?, base)?;
        match &deadline.at.offset {
            None => Some(base),
            Some(offset) => offset.from(base, self.service).ok(),
        }
    }

    fn question(&self, id: &str) -> &Asked {
        &self.questions[self.number(id)]
    }

    fn number(&self, id: &str) -> usize {
        let number = self.service.questions.iter().position(|question| question.id == id);
        number.expect("check lets no condition name an unknown question")
    }

    /// An absent condition always holds.
    fn optional(&mut self, condition: Option<&Condition>) -> Diagram {
        condition.map_or(terminal(TRUE), |condition| self.condition(condition))
    }

    fn condition(&mut self, condition: &Condition) -> Diagram {
        match condition {
            Condition::All(all) => {
                let all: Vec<_> = all.iter().map(|one| self.condition(one)).collect();
                self.world.diagrams.join_all(Join::Least, terminal(TRUE), all)
            }
            Condition::Any(any) => {
                let any: Vec<_> = any.iter().map(|one| self.condition(one)).collect();
                self.world.diagrams.join_all(Join::Greatest, terminal(FALSE), any)
            }
            Condition::Not(inner) => {
                let inner = self.condition(inner);
                self.world.diagrams.map(inner, |truth| TRUE - truth)
            }
            Condition::OneOf { question, options } => self.ask(question, |seen| match seen {
                Seen::Choice(option) => Some(options.contains(option)),
                Seen::Boolean(_) | Seen::Date(_) => None,
            }),
            Condition::Is { question, value } => self.ask(question, |seen| match seen {
                Seen::Boolean(seen) => Some(seen == value),
                Seen::Choice(_) | Seen::Date(_) => None,
            }),
            Condition::Date { question, is, moment } => match &moment.base {
                Base::Question(other) if question == TODAY => self.compare_today(*is, other, moment),
                Base::Question(other) if other != question => self.compare_two(question, *is, other, moment),
                _ => self.compare(question, *is, moment),
            },
        }
    }

    /// A day against one that does not hang on another answer.
    fn compare(&mut self, question: &str, is: Comparison, moment: &Moment) -> Diagram {
        let compare = |seen: &Option<Seen>| {
            let date = seen.as_ref()?.date()?;
            Some(holds(is, date, self.day(moment, Some(date))?))
        };
        let each: Vec<_> = self.question(question).seen.iter().map(compare).collect();
        self.ask_each(question, &each)
    }

    /// The day of the decision against one that counts from an answer.
    fn compare_today(&mut self, is: Comparison, other: &str, moment: &Moment) -> Diagram {
        let today = self.world.domains.today;
        let compare =
            |base: &Option<Seen>| Some(holds(is, today, self.day(moment, Some(base.as_ref()?.date()?))?));
        let each: Vec<_> = self.question(other).seen.iter().map(compare).collect();
        self.ask_each(other, &each)
    }

    /// A day against one that counts from another answer.
    fn compare_two(&mut self, question: &str, is: Comparison, other: &str, moment: &Moment) -> Diagram {
        let (left, right) = (self.question(question), self.question(other));
        let (first, second) = (left.variable, right.variable);
        let dates: Vec<_> = left.seen.iter().map(|seen| seen.as_ref()?.date()).collect();
        let bases = right.seen.iter();
        let bounds: Vec<_> = bases.map(|base| self.day(moment, Some(base.as_ref()?.date()?))).collect();
        // With both asked and answered, it is a table of both.
        let truth = |left: usize, right: usize| match (dates[left], bounds[right]) {
            (Some(date), Some(bound)) => known(holds(is, date, bound)),
            _ => terminal(UNKNOWN),
        };
        let diagrams = &mut self.world.diagrams;
        let rows: Vec<_> = if first < second {
            (0..dates.len()).map(|left| diagrams.test(second, |right| truth(left, right))).collect()
        } else {
            (0..bounds.len()).map(|right| diagrams.test(first, |left| truth(left, right))).collect()
        };
        let both = diagrams.test(first.min(second), |value| rows[value]);
        // Once the first is answered, the second makes it false if it is not asked.
        let there = self.look_at(question, |seen| if seen.is_some() { TRUE } else { UNKNOWN });
        let conditions = [self.asked[self.number(other)], there, self.asked[self.number(question)]];
        conditions
            .into_iter()
            .fold(both, |both, condition| self.world.diagrams.join(Join::Unless(TRUE), condition, both))
    }

    /// A question that is not asked makes what depends on it false; one of which it is not known whether
    /// it will be asked, or what is answered, makes it unknown.
    fn ask(&mut self, question: &str, holds: impl Fn(&Seen) -> Option<bool>) -> Diagram {
        let each: Vec<_> = self.question(question).seen.iter().map(|seen| holds(seen.as_ref()?)).collect();
        self.ask_each(question, &each)
    }

    fn ask_each(&mut self, question: &str, holds: &[Option<bool>]) -> Diagram {
        let variable = self.question(question).variable;
        let answered =
            self.world.diagrams.test(variable, |value| holds[value].map_or(terminal(UNKNOWN), known));
        let asked = self.asked[self.number(question)];
        self.world.diagrams.join(Join::Unless(TRUE), asked, answered)
    }

    /// A function of the answer to one question, whether it is asked or not.
    fn look_at(&mut self, question: &str, result: impl Fn(Option<&Seen>) -> u16) -> Diagram {
        let Asked { variable, seen } = self.question(question);
        let results: Vec<_> = seen.iter().map(|seen| result(seen.as_ref())).collect();
        let variable = *variable;
        self.world.diagrams.test(variable, |value| terminal(results[value]))
    }
}

impl Asked {
    fn of(world: &World, service: &Service, question: &Question) -> Self {
        let today = world.domains.today;
        let variable = world.domains.variable(&question.id).expect("the world was made for this service");
        let seen = world.domains.answers(variable).iter().map(|answer| {
            let answers = Answers::from_iter([(question.id.clone(), answer.clone()?)]);
            let situation = Situation { service, answers: &answers, today };
            situation.value(&question.id).map(|value| match value {
                Value::Choice(option) => Seen::Choice(option.clone()),
                Value::Boolean(value) => Seen::Boolean(value),
                Value::Date(date) => Seen::Date(date),
            })
        });
        Self { variable, seen: seen.collect() }
    }
}

/// The question that a day counts from in the end, if it is one.
fn root<'a>(service: &'a Service, base: &Base) -> Option<&'a str> {
    match base {
        Base::Question(id) => service.question(id).map(|question| question.id.as_str()),
        Base::Deadline(id) => service.deadline(id).and_then(|deadline| root(service, &deadline.at.base)),
        Base::Today | Base::Date(_) | Base::Event(_) => None,
    }
}

fn known(holds: bool) -> Diagram {
    terminal(if holds { TRUE } else { FALSE })
}

fn holds(is: Comparison, left: Date, right: Date) -> bool {
    match is {
        Comparison::Before => left < right,
        Comparison::OnOrBefore => left <= right,
        Comparison::After => left > right,
        Comparison::OnOrAfter => left >= right,
    }
}
