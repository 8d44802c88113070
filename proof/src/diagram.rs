//! Decision diagrams: functions of many finite variables, small enough to compare and to count.
//!
//! A service has more situations than can be tried one by one, but few that differ. A diagram tests one
//! variable after the other, in a fixed order, and shares every part that is the same:
//!
//! - a *variable* is a number from 0 with a finite number of values;
//! - a *terminal*, the result of the function, is a small number;
//! - equal functions are one node ([`Diagrams`] hands out each node once, and never one whose values all
//!   lead to the same), so that *is this the same in every situation?* is a comparison of two numbers.
//!
//! These are the multi-valued form of R. E. Bryant's reduced ordered binary decision diagrams
//! ("Graph-based algorithms for Boolean function manipulation", IEEE Transactions on Computers, 1986).

mod join;

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

pub use join::Join;

/// A function of the variables, owned by the [`Diagrams`] that made it. Equal functions are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Diagram(u32);

/// Terminals are the numbers below this one; nodes are numbered from here.
const FIRST_NODE: u32 = 1 << 16;

/// A diagram that does not depend on any variable.
pub const fn terminal(result: u16) -> Diagram {
    Diagram(result as u32)
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Node {
    variable: usize,
    /// One for each value of the variable. Not all the same, and of later variables only.
    children: Rc<[Diagram]>,
}

impl Diagram {
    /// The result, if it is the same everywhere.
    pub fn result(self) -> Option<u16> {
        u16::try_from(self.0).ok()
    }
}

/// The nodes of all diagrams over the same variables.
///
/// There is a limit to their size. Once it is passed, [`Diagrams::is_full`] says so and results are no
/// longer to be relied on: whoever asks begins again with fewer values. That is one check at the end in
/// place of one at every step.
#[derive(Debug)]
pub struct Diagrams {
    /// Number of values of each variable.
    sizes: Vec<usize>,
    /// For how many more children of nodes, and joins, there is room.
    room: usize,
    nodes: Vec<Node>,
    known: FxHashMap<Node, Diagram>,
    joined: FxHashMap<(Join, Diagram, Diagram), Diagram>,
}

impl Diagrams {
    /// Over variables with so many values each (at least one). `room` is for how many children there is
    /// room in all nodes together, and joins remembered; each takes some ten to thirty bytes.
    pub fn new(sizes: Vec<usize>, room: usize) -> Self {
        assert!(sizes.iter().all(|size| *size > 0), "a variable has a value");
        // Two children at least: the number of nodes then fits its 32 bits.
        let most = (u32::MAX - FIRST_NODE) as usize;
        Self {
            sizes,
            room: room.min(most),
            nodes: Vec::new(),
            known: FxHashMap::default(),
            joined: FxHashMap::default(),
        }
    }

    /// The limit is passed: no result can be relied on.
    pub fn is_full(&self) -> bool {
        self.room == 0
    }

    /// Makes so much more room, unless it is too late.
    pub fn make_room(&mut self, more: usize) {
        if !self.is_full() {
            let most = (u32::MAX - FIRST_NODE) as usize - self.nodes.len();
            self.room = self.room.saturating_add(more).min(most);
        }
    }

    /// Number of nodes so far.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// There is no node yet.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The function that tests `variable` first and goes on with `child` of its value, which does not
    /// look at this variable or an earlier one.
    pub fn test(&mut self, variable: usize, child: impl FnMut(usize) -> Diagram) -> Diagram {
        let children: Rc<[Diagram]> = (0..self.sizes[variable]).map(child).collect();
        self.node(variable, children)
    }

    fn node(&mut self, variable: usize, children: Rc<[Diagram]>) -> Diagram {
        let first = children[0];
        if self.is_full() || children.iter().all(|child| *child == first) {
            return first;
        }
        let next = Diagram(FIRST_NODE + self.nodes.len() as u32);
        let node = Node { variable, children };
        *self.known.entry(node).or_insert_with_key(|node| {
            self.room = self.room.saturating_sub(node.children.len());
            self.nodes.push(node.clone());
            next
        })
    }

    fn inner(&self, diagram: Diagram) -> Option<&Node> {
        diagram.0.checked_sub(FIRST_NODE).map(|index| &self.nodes[index as usize])
    }

    /// The first variable that is tested; past the last one for a terminal.
    fn first(&self, diagram: Diagram) -> usize {
        self.inner(diagram).map_or(self.sizes.len(), |node| node.variable)
    }

    /// What is left of the function when `variable`, not later than its first one, has this value.
    fn follow(&self, diagram: Diagram, variable: usize, value: usize) -> Diagram {
        match self.inner(diagram) {
            Some(node) if node.variable == variable => node.children[value],
            _ => diagram,
        }
    }

    /// The function whose result is joined from those of two functions.
    pub fn join(&mut self, join: Join, left: Diagram, right: Diagram) -> Diagram {
        if let Some(result) = join.at_a_glance(left, right) {
            return result;
        }
        let key = if join.is_symmetric() && right < left { (join, right, left) } else { (join, left, right) };
        if let Some(known) = self.joined.get(&key) {
            return *known;
        }
        if self.is_full() {
            return left;
        }
        let variable = self.first(left).min(self.first(right));
        let mut children = Vec::with_capacity(self.sizes[variable]);
        let mut before = None;
        for value in 0..self.sizes[variable] {
            let pair = (self.follow(left, variable, value), self.follow(right, variable, value));
            // Neighbouring values often lead to the same, and then need no look-up.
            let child = match before {
                Some((same, child)) if same == pair => child,
                _ => self.join(join, pair.0, pair.1),
            };
            before = Some((pair, child));
            children.push(child);
        }
        let result = self.node(variable, children.into());
        self.joined.insert(key, result);
        // What is remembered takes room as well, and what takes room takes time.
        self.room = self.room.saturating_sub(1);
        result
    }

    /// All of these joined two by two, and these again; `nothing` if there are none. When one of them
    /// has changed, most joins are known from the time before.
    pub fn join_all(
        &mut self,
        join: Join,
        nothing: Diagram,
        all: impl IntoIterator<Item = Diagram>,
    ) -> Diagram {
        let mut all: Vec<_> = all.into_iter().collect();
        while all.len() > 1 {
            all = (all.chunks(2).map(|pair| match pair {
                [left, right] => self.join(join, *left, *right),
                rest => rest[0],
            }))
            .collect();
        }
        all.pop().unwrap_or(nothing)
    }

    /// The function whose result is made from that of this one.
    pub fn map(&mut self, diagram: Diagram, result: impl Fn(u16) -> u16) -> Diagram {
        self.rebuild(diagram, &mut FxHashMap::default(), &|_, diagram| {
            diagram.result().map(|old| terminal(result(old)))
        })
    }

    /// What is left of the function when `variable` has this value.
    pub fn restrict(&mut self, diagram: Diagram, variable: usize, value: usize) -> Diagram {
        self.rebuild(diagram, &mut FxHashMap::default(), &|diagrams, diagram| {
            let first = diagrams.first(diagram);
            (first >= variable).then(|| diagrams.follow(diagram, variable, value))
        })
    }

    /// Copies a diagram; where `replace` has something to say of a node, that takes its place.
    fn rebuild(
        &mut self,
        diagram: Diagram,
        known: &mut FxHashMap<Diagram, Diagram>,
        replace: &impl Fn(&Self, Diagram) -> Option<Diagram>,
    ) -> Diagram {
        if let Some(known) = known.get(&diagram) {
            return *known;
        }
        let result = match (replace(self, diagram), self.inner(diagram).cloned()) {
            (Some(replaced), _) => replaced,
            (None, None) => diagram,
            (None, Some(Node { variable, children })) => {
                let children = children.iter().map(|child| self.rebuild(*child, known, replace)).collect();
                self.node(variable, children)
            }
        };
        known.insert(diagram, result);
        result
    }

    /// The result when each variable has the value that is given for it.
    pub fn evaluate(&self, diagram: Diagram, value: impl Fn(usize) -> usize) -> u16 {
        let mut at = diagram;
        while let Some(node) = self.inner(at) {
            at = node.children[value(node.variable)];
        }
        at.result().expect("what is no node is a terminal")
    }

    /// Every node and terminal that can be reached.
    fn reachable(&self, diagram: Diagram) -> FxHashSet<Diagram> {
        let mut seen = FxHashSet::from_iter([diagram]);
        let mut open = vec![diagram];
        while let Some(next) = open.pop() {
            let children = self.inner(next).map_or(&[][..], |node| &node.children);
            open.extend(children.iter().filter(|child| seen.insert(**child)));
        }
        seen
    }

    /// The variables on which the function depends.
    pub fn support(&self, diagram: Diagram) -> BTreeSet<usize> {
        let nodes = self.reachable(diagram);
        nodes.into_iter().filter_map(|node| self.inner(node).map(|node| node.variable)).collect()
    }

    /// The results that the function has.
    pub fn results(&self, diagram: Diagram) -> BTreeSet<u16> {
        self.reachable(diagram).into_iter().filter_map(Diagram::result).collect()
    }

    /// In how many combinations of values, of all variables, the function has this result. Stays at
    /// the greatest number there is when there are more.
    pub fn count(&self, diagram: Diagram, result: u16) -> u128 {
        let below = self.count_below(diagram, result, &mut FxHashMap::default());
        below.saturating_mul(self.combinations(0, self.first(diagram)))
    }

    /// Combinations of values of the variables from `from` up to and without `to`.
    fn combinations(&self, from: usize, to: usize) -> u128 {
        self.sizes[from..to].iter().fold(1, |product, size| product.saturating_mul(*size as u128))
    }

    /// The same, of the variables from the first one tested.
    fn count_below(&self, diagram: Diagram, result: u16, known: &mut FxHashMap<Diagram, u128>) -> u128 {
        let Some(node) = self.inner(diagram) else {
            return u128::from(diagram.result() == Some(result));
        };
        if let Some(known) = known.get(&diagram) {
            return *known;
        }
        let count = node.children.iter().fold(0u128, |sum, child| {
            let skipped = self.combinations(node.variable + 1, self.first(*child));
            sum.saturating_add(self.count_below(*child, result, known).saturating_mul(skipped))
        });
        known.insert(diagram, count);
        count
    }

    /// Values that lead to this result: of each variable that is tested on the way, the first one that
    /// can. What is not named may have any value.
    pub fn path(&self, diagram: Diagram, result: u16) -> Option<Vec<(usize, usize)>> {
        self.path_of_all(&[(diagram, result)], usize::MAX)
    }

    /// The same for several functions at once, each with its result. Together they can take as many steps
    /// as their product has children: after so many, it is given up, as if there were no such path.
    pub fn path_of_all(&self, wanted: &[(Diagram, u16)], most_steps: usize) -> Option<Vec<(usize, usize)>> {
        let (diagrams, results) = wanted.iter().copied().unzip();
        let mut walk = Walk {
            diagrams: self,
            results,
            dead: FxHashSet::default(),
            path: Vec::new(),
            steps_left: most_steps,
        };
        walk.go(diagrams).then_some(walk.path)
    }
}

/// A search for a path, the first values first.
struct Walk<'a> {
    diagrams: &'a Diagrams,
    results: Vec<u16>,
    /// From where the results cannot be reached.
    dead: FxHashSet<Vec<Diagram>>,
    path: Vec<(usize, usize)>,
    steps_left: usize,
}

impl Walk<'_> {
    fn go(&mut self, at: Vec<Diagram>) -> bool {
        self.steps_left = self.steps_left.saturating_sub(1);
        let fails =
            |(diagram, wanted): (&Diagram, &u16)| diagram.result().is_some_and(|found| found != *wanted);
        if at.iter().zip(&self.results).any(fails) || self.dead.contains(&at) || self.steps_left == 0 {
            return false;
        }
        let first = at.iter().map(|diagram| self.diagrams.first(*diagram)).min();
        let Some(variable) = first.filter(|variable| *variable < self.diagrams.sizes.len()) else {
            return true;
        };
        for value in 0..self.diagrams.sizes[variable] {
            let next = at.iter().map(|diagram| self.diagrams.follow(*diagram, variable, value)).collect();
            self.path.push((variable, value));
            if self.go(next) {
                return true;
            }
            self.path.pop();
        }
        self.dead.insert(at);
        false
    }
}

#[cfg(test)]
mod tests;
