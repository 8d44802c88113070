//! How long to wait before trying again.

/// The first wait, in milliseconds.
const FIRST: u32 = 1_000;

/// The longest wait, in milliseconds: whoever watches should not have to wonder whether it has stopped.
const LONGEST: u32 = 30_000;

/// Milliseconds to wait after so many failures in a row (at least one). It doubles from one second to
/// half a minute; `chance`, in thousandths, moves it between half and all of that, so that everybody
/// whom one outage cut off does not come back at once.
pub fn wait(failures: u32, chance: u32) -> u32 {
    let doublings = failures.saturating_sub(1).min(LONGEST.ilog2());
    let longest = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    longest / 2 + longest / 2 * chance.min(1_000) / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_half_a_minute() {
        let longest: Vec<u32> = (1..=7).map(|failures| wait(failures, 1_000)).collect();
        assert_eq!(longest, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    }

    #[test]
    fn chance_never_takes_a_wait_below_half_nor_above_the_longest() {
        for failures in [0, 1, 2, 20, u32::MAX] {
            let (least, most) = (wait(failures, 0), wait(failures, 1_000));
            assert_eq!(least * 2, most);
            for chance in [1, 500, 999, u32::MAX] {
                assert!((least..=most).contains(&wait(failures, chance)));
            }
        }
    }
}
