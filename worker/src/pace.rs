//! How much to send at a time, and how fast the link is.
//!
//! A piece that is lost on the way has to be sent again, as far as the endpoint has not kept it, so on a bad
//! link pieces are small; each costs a round trip, so on a good one they are large.

/// The smallest piece in bytes: at 2 KB a second, half a minute.
const LEAST: u64 = 64 * 1024;

/// The largest piece in bytes.
const MOST: u64 = 1024 * 1024;

/// A piece that arrives faster than this (milliseconds) is too small: its round trip shows.
const SOON: u64 = 1_500;

/// A piece that takes longer than this (milliseconds) is too large: a broken link is noticed late.
const LATE: u64 = 5_000;

/// What a link has shown of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    piece: u64,
    speed: Option<u64>,
}

impl Default for Pace {
    fn default() -> Self {
        Self { piece: 2 * LEAST, speed: None }
    }
}

impl Pace {
    /// How many bytes to send next.
    pub fn piece(&self) -> u64 {
        self.piece
    }

    /// Bytes a second; none, before anything has arrived.
    pub fn speed(&self) -> Option<u64> {
        self.speed
    }

    /// So many bytes have arrived within so many milliseconds.
    pub fn arrived(&mut self, bytes: u64, milliseconds: u64) {
        let speed = bytes * 1000 / milliseconds.max(1);
        // Half of what was known counts: a link that gets better or worse shows within a few pieces.
        self.speed = Some(self.speed.map_or(speed, |known| (known + speed) / 2));
        // The last piece of a package may be smaller, and says nothing about the size of others.
        if bytes >= self.piece && milliseconds < SOON {
            self.piece = (self.piece * 2).min(MOST);
        } else if milliseconds > LATE {
            self.lost();
        }
    }

    /// A piece did not arrive whole.
    pub fn lost(&mut self) {
        self.piece = (self.piece / 2).max(LEAST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_grow_on_a_fast_link_and_shrink_on_a_slow_one() {
        let mut pace = Pace::default();
        for _ in 0..5 {
            pace.arrived(pace.piece(), 100);
        }
        assert_eq!(pace.piece(), MOST);
        for _ in 0..9 {
            pace.arrived(pace.piece(), 20_000);
        }
        assert_eq!(pace.piece(), LEAST);
    }

    /// If it broke, pieces on a link that is just right would swing between too small and too large.
    #[test]
    fn a_piece_in_good_time_leaves_it_as_it_is() {
        let mut pace = Pace::default();
        pace.arrived(pace.piece(), 3_000);
        pace.arrived(1_000, 10);
        assert_eq!(pace.piece(), 2 * LEAST);
    }

    #[test]
    fn what_was_lost_makes_pieces_smaller() {
        let mut pace = Pace::default();
        pace.arrived(pace.piece(), 100);
        pace.lost();
        assert_eq!(pace.piece(), 2 * LEAST);
        (0..9).for_each(|_| pace.lost());
        assert_eq!(pace.piece(), LEAST);
    }

    #[test]
    fn the_speed_follows_the_link() {
        let mut pace = Pace::default();
        assert_eq!(pace.speed(), None);
        pace.arrived(100_000, 1_000);
        assert_eq!(pace.speed(), Some(100_000));
        (0..10).for_each(|_| pace.arrived(10_000, 1_000));
        assert!(pace.speed().is_some_and(|speed| speed < 10_200), "{pace:?}");
        pace.arrived(1_000, 0);
    }
}
