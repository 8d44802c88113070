//! The data of the first part of the form, as bytes in the order of the fields: read by the browser before a
//! verdict, so names of fields, the other language and a parser of JSON would be paid for by everybody.
//!
//! Written and read by the same list of fields ([`fields!`]); the file's name carries a hash and the page
//! names the file, so nothing else is ever read. What is left out of it decides nothing and is empty here.

use std::collections::BTreeMap;

use rules::{
    Base, CalendarDays, ChoiceOption, Citation, Comparison, Condition, Confidence, Date, Deadline, Document,
    Effect, FeeRow, FeeUnit, Holidays, Lang, Limits, Moment, Months, Offset, Question, QuestionKind, Rule,
    Service, ServiceFee, Source, Span, Text, VerdictWords, WorkingDays,
};

use crate::check::Page;
use crate::words::Words;

/// The file for a page.
pub fn write(page: &Page) -> Vec<u8> {
    let mut to = Writer { bytes: Vec::new(), lang: page.lang };
    to.bytes.push(page.lang as u8);
    page.write(&mut to);
    to.bytes
}

/// The page that a file is for; none, if it ends too early.
pub fn read(bytes: &[u8]) -> Option<Page> {
    let (lang, rest) = bytes.split_first()?;
    let lang = if *lang == Lang::Id as u8 { Lang::Id } else { Lang::En };
    let mut from = Reader { rest, lang, is_short: false };
    let page = Page::read(&mut from);
    (!from.is_short).then_some(page)
}

struct Writer {
    bytes: Vec<u8>,
    lang: Lang,
}

struct Reader<'a> {
    rest: &'a [u8],
    lang: Lang,
    /// More was read than there is: what was read is not what was written.
    is_short: bool,
}

impl Reader<'_> {
    fn byte(&mut self) -> u8 {
        match self.rest.split_first() {
            Some((byte, rest)) => {
                self.rest = rest;
                *byte
            }
            None => {
                self.is_short = true;
                0
            }
        }
    }
}

/// Something in the file. Reading never fails: what is not there is nothing, and is told at the end.
trait Packed {
    fn write(&self, to: &mut Writer);
    fn read(from: &mut Reader<'_>) -> Self;
}

/// Seven bits in each byte, the lowest first; the eighth says that more follow.
impl Packed for u64 {
    fn write(&self, to: &mut Writer) {
        let mut rest = *self;
        while rest > 0x7f {
            to.bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        to.bytes.push(rest as u8);
    }

    fn read(from: &mut Reader<'_>) -> Self {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = from.byte();
            number |= u64::from(byte & 0x7f) << (shift & 63);
            shift += 7;
            if byte < 0x80 {
                return number;
            }
        }
    }
}

/// Numbers that are no larger than that, and never below zero here.
macro_rules! numbers {
    ($($number:ty),+) => {
        $(impl Packed for $number {
            fn write(&self, to: &mut Writer) {
                u64::try_from(*self).expect("years and counts are not below zero").write(to);
            }

            fn read(from: &mut Reader<'_>) -> Self {
                u64::read(from) as Self
            }
        })+
    };
}

numbers!(u16, u32, i32);

impl Packed for bool {
    fn write(&self, to: &mut Writer) {
        to.bytes.push(u8::from(*self));
    }

    fn read(from: &mut Reader<'_>) -> Self {
        from.byte() != 0
    }
}

impl Packed for String {
    fn write(&self, to: &mut Writer) {
        (self.len() as u64).write(to);
        to.bytes.extend_from_slice(self.as_bytes());
    }

    fn read(from: &mut Reader<'_>) -> Self {
        let length = u64::read(from) as usize;
        let Some((text, rest)) = from.rest.split_at_checked(length) else {
            from.is_short = true;
            return Self::new();
        };
        from.rest = rest;
        Self::from_utf8(text.to_vec()).unwrap_or_default()
    }
}

/// In the language of the page.
impl Packed for Text {
    fn write(&self, to: &mut Writer) {
        self.get(to.lang).to_owned().write(to);
    }

    fn read(from: &mut Reader<'_>) -> Self {
        let text = String::read(from);
        match from.lang {
            Lang::Id => Self { id: text, en: String::new() },
            Lang::En => Self { id: String::new(), en: text },
        }
    }
}

impl Packed for Date {
    fn write(&self, to: &mut Writer) {
        self.year().write(to);
        to.bytes.extend([self.month(), self.day()]);
    }

    fn read(from: &mut Reader<'_>) -> Self {
        let (year, month, day) = (i32::read(from), from.byte(), from.byte());
        Self::new(year, month, day).unwrap_or(Self::MIN)
    }
}

impl<T: Packed> Packed for Option<T> {
    fn write(&self, to: &mut Writer) {
        self.is_some().write(to);
        self.iter().for_each(|value| value.write(to));
    }

    fn read(from: &mut Reader<'_>) -> Self {
        bool::read(from).then(|| T::read(from))
    }
}

impl<T: Packed> Packed for Box<T> {
    fn write(&self, to: &mut Writer) {
        T::write(self, to);
    }

    fn read(from: &mut Reader<'_>) -> Self {
        Self::new(T::read(from))
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn write(&self, to: &mut Writer) {
        (self.len() as u64).write(to);
        self.iter().for_each(|value| value.write(to));
    }

    fn read(from: &mut Reader<'_>) -> Self {
        let mut values = Self::new();
        for _ in 0..u64::read(from) {
            if from.is_short {
                break;
            }
            values.push(T::read(from));
        }
        values
    }
}

impl<T: Packed> Packed for BTreeMap<String, T> {
    fn write(&self, to: &mut Writer) {
        (self.len() as u64).write(to);
        for (key, value) in self {
            key.write(to);
            value.write(to);
        }
    }

    fn read(from: &mut Reader<'_>) -> Self {
        let mut values = Self::new();
        for _ in 0..u64::read(from) {
            if from.is_short {
                break;
            }
            values.insert(String::read(from), T::read(from));
        }
        values
    }
}

/// Structures: the fields that are in the file, one after the other, and what the others are. A field that is
/// new in one of them does not compile until it is in one of the two lists.
macro_rules! fields {
    ($($kind:ty { $($field:ident),* $(; $($without:ident = $value:expr),+)? })+) => {
        $(impl Packed for $kind {
            fn write(&self, to: &mut Writer) {
                let Self { $($field,)* $($($without: _,)+)? } = self;
                $($field.write(to);)*
            }

            fn read(from: &mut Reader<'_>) -> Self {
                $(let $field = Packed::read(from);)*
                Self { $($field,)* $($($without: $value,)+)? }
            }
        })+
    };
}

fields! {
    Words { form, problem }
    Service {
        questions, rules, documents, deadlines, fees, verdicts, holidays, cited;
        id = String::new(), title = nothing(), summary = nothing(), reviewed = Date::MIN, review_by = Date::MIN,
        confidence = Confidence::Official, sources = Vec::new(),
        limits = Limits { max_total_bytes: 0, max_files: 0, note: nothing() }, spans = BTreeMap::new(),
        events = BTreeMap::new(), groups = BTreeMap::new(), details = Vec::new(), steps = Vec::new()
    }
    Question { id, label, help, kind, when }
    ChoiceOption { id, label; detail = false }
    Rule { id, when, effect, reason, sources, from, until, possible_from }
    Document {
        when;
        id = String::new(), label = nothing(), help = None, required = false, types = Vec::new(), max_bytes = 0,
        max_files = 0, min_long_side = None, sources = Vec::new()
    }
    Deadline { id, label, help, at, when, sources }
    ServiceFee { id, label, when, rows }
    FeeRow { from, until, rupiah, per, sources }
    VerdictWords { title, means }
    Holidays { years, days }
    Source { title, publisher, url, date, confidence; read = Date::MIN, note = None }
    Citation { source, article }
    Moment { base, offset }
    Offset { later, span }
}

/// A text that is not in the file.
fn nothing() -> Text {
    Text { id: String::new(), en: String::new() }
}

impl Packed for Page {
    fn write(&self, to: &mut Writer) {
        let Self { lang: _, service, conditions, words } = self;
        service.write(to);
        conditions.write(to);
        words.write(to);
    }

    fn read(from: &mut Reader<'_>) -> Self {
        let (service, conditions, words) = (Packed::read(from), Packed::read(from), Packed::read(from));
        Self { lang: from.lang, service, conditions, words }
    }
}

/// Enumerations without particulars: the place in the list.
macro_rules! names {
    ($($kind:ident { $($name:ident),+ })+) => {
        $(impl Packed for $kind {
            fn write(&self, to: &mut Writer) {
                const NAMES: &[$kind] = &[$($kind::$name),+];
                let at = NAMES.iter().position(|name| name == self);
                to.bytes.push(at.expect("the list has them all; a test says so") as u8);
            }

            fn read(from: &mut Reader<'_>) -> Self {
                const NAMES: &[$kind] = &[$($kind::$name),+];
                NAMES.get(usize::from(from.byte())).copied().unwrap_or(NAMES[0])
            }
        })+
    };
}

names! {
    Effect { NotEligible, NotYet, AskOffice, Note }
    Confidence { Official, Secondary, Uncertain }
    Comparison { Before, OnOrBefore, After, OnOrAfter }
    FeeUnit { Day }
}

/// Enumerations with particulars: a number for each kind, then what it holds. The last one stands for every
/// number that is none.
macro_rules! kinds {
    ($($kind:ident { $($number:literal = $name:ident $(($held:ident))? $({ $($field:ident),+ })?),+; $last:ident $(($last_held:ident))? $({ $($last_field:ident),+ })? })+) => {
        $(impl Packed for $kind {
            fn write(&self, to: &mut Writer) {
                match self {
                    $(Self::$name $(($held))? $({ $($field),+ })? => {
                        to.bytes.push($number);
                        $($held.write(to);)?
                        $($($field.write(to);)+)?
                    })+
                    Self::$last $(($last_held))? $({ $($last_field),+ })? => {
                        to.bytes.push(u8::MAX);
                        $($last_held.write(to);)?
                        $($($last_field.write(to);)+)?
                    }
                }
            }

            fn read(from: &mut Reader<'_>) -> Self {
                match from.byte() {
                    $($number => {
                        $(let $held = Packed::read(from);)?
                        $($(let $field = Packed::read(from);)+)?
                        Self::$name $(($held))? $({ $($field),+ })?
                    })+
                    _ => {
                        $(let $last_held = Packed::read(from);)?
                        $($(let $last_field = Packed::read(from);)+)?
                        Self::$last $(($last_held))? $({ $($last_field),+ })?
                    }
                }
            }
        })+
    };
}

kinds! {
    QuestionKind { 0 = Choice(options), 1 = Date { earliest, latest }; Boolean }
    Condition {
        0 = All(inner), 1 = Any(inner), 2 = Not(inner), 3 = OneOf { question, options },
        4 = Date { question, is, moment }; Is { question, value }
    }
    Base { 0 = Date(date), 1 = Question(id), 2 = Deadline(id), 3 = Event(id); Today }
    Span { 0 = Calendar(days), 1 = Working(days); Months(months) }
}

/// Lengths of time.
macro_rules! lengths {
    ($($kind:ident),+) => {
        $(impl Packed for $kind {
            fn write(&self, to: &mut Writer) {
                self.0.write(to);
            }

            fn read(from: &mut Reader<'_>) -> Self {
                Self(Packed::read(from))
            }
        })+
    };
}

lengths!(CalendarDays, Months, WorkingDays);
