//! Diagrams against brute force: every combination of values is tried.

use proptest::prelude::*;

use super::*;

const SIZES: [usize; 4] = [2, 3, 1, 4];
const COMBINATIONS: usize = 2 * 3 * 4;

/// A function by its table of results, the last variable running fastest.
type Table = Vec<u16>;

fn index(values: [usize; 4]) -> usize {
    values.iter().zip(SIZES).fold(0, |index, (value, size)| index * size + value)
}

fn all_values() -> impl Iterator<Item = [usize; 4]> {
    (0..COMBINATIONS).map(|combination| [combination / 12, combination / 4 % 3, 0, combination % 4])
}

fn build(diagrams: &mut Diagrams, table: &Table) -> Diagram {
    fn below(diagrams: &mut Diagrams, table: &Table, values: [usize; 4], variable: usize) -> Diagram {
        if variable == SIZES.len() {
            return terminal(table[index(values)]);
        }
        let children: Vec<_> = (0..SIZES[variable])
            .map(|value| {
                let mut values = values;
                values[variable] = value;
                below(diagrams, table, values, variable + 1)
            })
            .collect();
        diagrams.test(variable, |value| children[value])
    }
    below(diagrams, table, [0; 4], 0)
}

fn diagrams() -> Diagrams {
    Diagrams::new(SIZES.to_vec(), usize::MAX)
}

fn table() -> impl Strategy<Value = Table> {
    // Often few results, so that parts are shared and functions are equal.
    (1u16..4).prop_flat_map(|results| proptest::collection::vec(0..results, COMBINATIONS))
}

fn join() -> impl Strategy<Value = Join> {
    prop_oneof![
        Just(Join::Least),
        Just(Join::Greatest),
        Just(Join::Differ),
        (0u16..3).prop_map(Join::Unless),
        Just(Join::Pair(3)),
    ]
}

proptest! {
    /// If it broke, every proof would be about another service than the editor's.
    #[test]
    fn a_diagram_is_the_function_it_was_built_from(table in table()) {
        let mut diagrams = diagrams();
        let diagram = build(&mut diagrams, &table);
        for values in all_values() {
            prop_assert_eq!(diagrams.evaluate(diagram, |variable| values[variable]), table[index(values)]);
        }
        prop_assert_eq!(diagrams.results(diagram), table.iter().copied().collect());
    }

    /// If it broke, a difference between two rules could go unseen, or one be seen that is none.
    #[test]
    fn functions_are_joined_result_by_result_and_equal_ones_are_equal(
        left in table(), right in table(), join in join()
    ) {
        let mut diagrams = diagrams();
        let (a, b) = (build(&mut diagrams, &left), build(&mut diagrams, &right));
        let joined = diagrams.join(join, a, b);
        let expected: Table = left.iter().zip(&right).map(|(left, right)| join.of(*left, *right)).collect();
        prop_assert_eq!(joined, build(&mut diagrams, &expected));
        prop_assert_eq!(a == b, left == right);
    }

    /// If it broke, `site check` and `site diff` would print wrong numbers.
    #[test]
    fn situations_are_counted_one_by_one(table in table(), result in 0u16..4) {
        let mut diagrams = diagrams();
        let diagram = build(&mut diagrams, &table);
        let expected = table.iter().filter(|found| **found == result).count() as u128;
        prop_assert_eq!(diagrams.count(diagram, result), expected);
    }

    /// If it broke, a counterexample would not be one.
    #[test]
    fn a_path_leads_where_it_says_whatever_else_holds(
        one in table(), other in table(), results in (0u16..4, 0u16..4)
    ) {
        let mut diagrams = diagrams();
        let wanted = [(build(&mut diagrams, &one), results.0), (build(&mut diagrams, &other), results.1)];
        let leads_there = |values: [usize; 4]| (one[index(values)], other[index(values)]) == results;
        let Some(path) = diagrams.path_of_all(&wanted, usize::MAX) else {
            prop_assert!(!all_values().any(leads_there));
            return Ok(());
        };
        let mut found = 0;
        for values in all_values() {
            if path.iter().all(|(variable, value)| values[*variable] == *value) {
                prop_assert!(leads_there(values));
                found += 1;
            }
        }
        prop_assert!(found > 0);
    }

    /// If it broke, two options could be called alike that are not.
    #[test]
    fn restricting_and_support_agree_with_the_table(table in table(), variable in 0usize..4) {
        let mut diagrams = diagrams();
        let diagram = build(&mut diagrams, &table);
        let mut depends = false;
        for value in 0..SIZES[variable] {
            let restricted = diagrams.restrict(diagram, variable, value);
            for mut values in all_values() {
                let before = table[index(values)];
                values[variable] = value;
                depends |= table[index(values)] != before;
                prop_assert_eq!(diagrams.evaluate(restricted, |at| values[at]), table[index(values)]);
            }
            prop_assert!(!diagrams.support(restricted).contains(&variable));
        }
        prop_assert_eq!(diagrams.support(diagram).contains(&variable), depends);
    }

    #[test]
    fn a_result_is_mapped_wherever_it_stands(table in table()) {
        let mut diagrams = diagrams();
        let diagram = build(&mut diagrams, &table);
        let mapped = diagrams.map(diagram, |result| result / 2);
        let expected: Table = table.iter().map(|result| result / 2).collect();
        prop_assert_eq!(mapped, build(&mut diagrams, &expected));
    }
}

/// If it broke, a service that is too large would use all memory instead of being looked at in part.
#[test]
fn past_the_limit_nothing_grows_and_everything_says_so() {
    let mut diagrams = Diagrams::new(vec![2; 20], 20);
    let each: Vec<_> =
        (0..20).map(|variable| diagrams.test(variable, |value| terminal(value as u16))).collect();
    let odd = diagrams.join_all(Join::Differ, terminal(0), each);
    diagrams.count(odd, 1);
    assert!(diagrams.is_full());
    assert_eq!(diagrams.len(), 10);
}
