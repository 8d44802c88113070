//! How the results of two functions make the result of a third.

use super::{Diagram, terminal};

/// How the results of two functions make the result of a third.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Join {
    /// The smaller one: *and*, where the results are truths.
    Least,
    /// The greater one: *or*, where the results are truths.
    Greatest,
    /// 1 where they differ, 0 where they are the same.
    Differ,
    /// The left one, except where it is this: there the right one.
    Unless(u16),
    /// Both: the left one times this number, plus the right one, which is smaller than the number.
    Pair(u16),
}

impl Join {
    pub(super) fn of(self, left: u16, right: u16) -> u16 {
        match self {
            Self::Least => left.min(right),
            Self::Greatest => left.max(right),
            Self::Differ => u16::from(left != right),
            Self::Unless(given) => {
                if left == given {
                    right
                } else {
                    left
                }
            }
            Self::Pair(number) => left * number + right,
        }
    }

    /// The result where one glance at the two functions gives it.
    pub(super) fn at_a_glance(self, left: Diagram, right: Diagram) -> Option<Diagram> {
        const ZERO: Diagram = terminal(0);
        match (self, left.result(), right.result()) {
            (_, Some(left), Some(right)) => Some(terminal(self.of(left, right))),
            (Self::Least, Some(0), _) | (Self::Least, _, Some(0)) => Some(ZERO),
            (Self::Greatest, Some(0), _) => Some(right),
            (Self::Greatest, _, Some(0)) => Some(left),
            (Self::Least | Self::Greatest, ..) if left == right => Some(left),
            (Self::Differ, ..) if left == right => Some(ZERO),
            (Self::Unless(given), Some(left), _) => Some(if left == given { right } else { terminal(left) }),
            _ => None,
        }
    }

    /// The order of the two makes no difference.
    pub(super) fn is_symmetric(self) -> bool {
        matches!(self, Self::Least | Self::Greatest | Self::Differ)
    }
}
