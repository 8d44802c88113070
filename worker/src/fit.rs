//! The search for the best picture within a limit: which size and which quality to try next.
//!
//! At each size quality is searched before size is given up. How far down depends on the size: a picture
//! with pixels to spare loses some of them rather than get JPEG's blocks into its small print, one without
//! loses quality first. The browser's encoder does the work, a few tries for each picture, because each
//! takes seconds on a cheap phone.
//!
//! Measured on the gallery's passport page (tests/gallery) by structural similarity to the picture made as
//! small without being compressed: 4000 pixels at quality 70 come to 0.84, 2840 at 90, which are as many
//! bytes, to 0.95; at 2000 pixels quality 74 still has 0.95.

use crate::message::FitLimits;

/// The best quality that is tried, in hundredths of what an encoder calls 1: beyond it, files grow and
/// pictures do not get better.
const BEST: u32 = 95;

/// Pixels of the long side that are enough for comfort: a page of A4 at 170 dots an inch.
const COMFORTABLE: u32 = 2000;

/// The least quality of a picture with more pixels than that.
const LEAST_LARGE: u32 = 90;

/// The least quality of one with no more: below it, the blocks eat into small print.
const LEAST: u32 = 70;

/// A result within so many hundredths of the limit is good enough.
const NEAR: u64 = 85;

/// How often one size is tried at most.
const TRIES: u32 = 4;

/// The most pixels that every browser's canvas takes (Safari on iOS).
pub const MOST_PIXELS: u64 = 16_777_216;

/// A size and a quality to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Try {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// In hundredths.
    pub quality: u32,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Encode this, and tell how large it has become.
    Try(Try),
    /// Take the best of those that fit, which is this one.
    Done(Try),
    /// It cannot be brought under the limit and stay legible.
    Impossible,
}

/// A search under way.
#[derive(Debug)]
pub struct Search {
    limits: FitLimits,
    original: (u32, u32),
    size: (u32, u32),
    /// The greatest quality that fits in this size, and the least that does not, with their bytes.
    fits: Option<(u32, u64)>,
    exceeds: Option<(u32, u64)>,
    tries: u32,
}

impl Search {
    /// The search for a picture of so many pixels.
    pub fn new(width: u32, height: u32, limits: FitLimits) -> Self {
        let mut search = Self {
            limits,
            original: (width, height),
            size: (width, height),
            fits: None,
            exceeds: None,
            tries: 0,
        };
        let pixels = u64::from(width) * u64::from(height);
        if pixels > MOST_PIXELS {
            search.resize((MOST_PIXELS as f64 / pixels as f64).sqrt());
        }
        search
    }

    /// What to do next, after the last try came to so many bytes.
    pub fn next(&mut self, last: Option<(Try, u64)>) -> Next {
        if let Some((tried, bytes)) = last {
            let result = Some((tried.quality, bytes));
            if bytes <= self.limits.max_bytes {
                self.fits = result;
            } else {
                self.exceeds = result;
            }
        }
        let Some((quality, bytes)) = self.fits else {
            return match self.exceeds {
                Some((_, bytes)) => self.shrink(bytes),
                None => self.try_out(self.least()),
            };
        };
        let room = self.exceeds.map_or(BEST, |(quality, _)| quality - 1);
        let is_near = bytes * 100 >= self.limits.max_bytes * NEAR;
        if quality >= room || is_near || self.tries >= TRIES {
            return Next::Done(self.attempt(quality));
        }
        self.try_out(self.guess(quality, bytes).clamp(quality + 1, room))
    }

    /// The least quality at this size.
    fn least(&self) -> u32 {
        if self.long_side() > COMFORTABLE { LEAST_LARGE } else { LEAST }
    }

    fn long_side(&self) -> u32 {
        self.size.0.max(self.size.1)
    }

    /// The quality at which the bytes should come just under the limit, if they grow by the same factor
    /// with each step of quality: as between the two known results, or as encoders do around here.
    fn guess(&self, quality: u32, bytes: u64) -> u32 {
        // Ten steps of quality are half as much again.
        const GROWTH: f64 = 0.04;
        let growth = self
            .exceeds
            .map_or(GROWTH, |(above, more)| (more as f64 / bytes as f64).ln() / f64::from(above - quality));
        let aim = self.limits.max_bytes as f64 * 0.95;
        (f64::from(quality) + (aim / bytes as f64).ln() / growth) as u32
    }

    /// A smaller size, where the least quality comes to so many bytes: they go with the pixels, and these
    /// with the square of the side.
    fn shrink(&mut self, bytes: u64) -> Next {
        let long = self.long_side();
        if long <= self.limits.min_long_side {
            return Next::Impossible;
        }
        let scale = (self.limits.max_bytes as f64 * 0.9 / bytes as f64).sqrt().clamp(0.3, 0.95);
        // At that size less quality will do.
        let next_step = if long > COMFORTABLE {
            COMFORTABLE.max(self.limits.min_long_side)
        } else {
            self.limits.min_long_side
        };
        self.resize(scale.max(f64::from(next_step) / f64::from(long)));
        (self.fits, self.exceeds, self.tries) = (None, None, 0);
        self.next(None)
    }

    fn resize(&mut self, scale: f64) {
        let (width, height) = self.original;
        let scale = scale * f64::from(self.long_side()) / f64::from(width.max(height));
        // Down, so as not to exceed what a canvas takes, but for what a fraction of a double is short of.
        let side = |length: u32| ((f64::from(length) * scale + 1e-6) as u32).max(1);
        self.size = (side(width), side(height));
    }

    fn try_out(&mut self, quality: u32) -> Next {
        self.tries += 1;
        Next::Try(self.attempt(quality))
    }

    fn attempt(&self, quality: u32) -> Try {
        let (width, height) = self.size;
        Try { width, height, quality }
    }
}

/// The most bytes that each picture may have for all of them to come to `total` at most: the small ones
/// keep what they have, and what they leave over goes to the large ones.
pub fn share(sizes: &[u64], total: u64) -> u64 {
    let mut sizes = sizes.to_vec();
    sizes.sort_unstable();
    let mut left = total;
    for (at, size) in sizes.iter().enumerate() {
        let share = left / (sizes.len() - at) as u64;
        if *size > share {
            return share;
        }
        left -= size;
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_pictures_leave_their_share_to_large_ones() {
        assert_eq!(share(&[900, 100, 5_000], 2_000), 1_000);
        assert_eq!(share(&[900, 100, 800], 2_000), 2_000, "they fit as they are");
        assert_eq!(share(&[5_000; 4], 2_000), 500);
        assert_eq!(share(&[], 2_000), 2_000);
    }

    /// A picture whose bytes grow with pixels and quality as an encoder's do; `detail` is bytes a pixel at
    /// quality 100.
    fn search(width: u32, height: u32, detail: f64, limits: FitLimits) -> (Option<(Try, u64)>, u32) {
        let encode = |tried: Try| {
            let pixels = f64::from(tried.width) * f64::from(tried.height);
            (pixels * detail * ((f64::from(tried.quality) - 100.0) * 0.045).exp()) as u64
        };
        let mut search = Search::new(width, height, limits);
        let (mut last, mut tries) = (None, 0);
        loop {
            match search.next(last) {
                Next::Try(tried) => last = Some((tried, encode(tried))),
                Next::Done(best) => return (Some((best, encode(best))), tries),
                Next::Impossible => return (None, tries),
            }
            tries += 1;
            assert!(tries < 30, "it does not end");
        }
    }

    fn limits(max_bytes: u64) -> FitLimits {
        FitLimits { max_bytes, min_long_side: 1000 }
    }

    #[test]
    fn a_result_fits_is_legible_and_not_enlarged() {
        for detail in [0.2, 0.5, 1.0] {
            for (width, height) in [(4000, 3000), (1200, 900), (8000, 6000), (3000, 4000), (1000, 20)] {
                for max_bytes in [300_000, 2_000_000] {
                    let (found, tries) = search(width, height, detail, limits(max_bytes));
                    let (best, bytes) = found.expect("it can be done");
                    assert!(bytes <= max_bytes, "{bytes} of {max_bytes}");
                    assert!(best.width.max(best.height) >= 1000, "{best:?}");
                    assert!(best.width <= width && best.height <= height, "{best:?}");
                    assert!((LEAST..=BEST).contains(&best.quality), "{best:?}");
                    assert!(u64::from(best.width) * u64::from(best.height) <= MOST_PIXELS);
                    assert!(tries <= 8, "{tries} tries");
                }
            }
        }
    }

    /// If it broke, pictures would lose more than they have to.
    #[test]
    fn quality_is_given_up_before_size_and_no_room_is_wasted() {
        let (best, bytes) = search(2000, 1500, 1.8, limits(2_000_000)).0.expect("it can be done");
        assert_eq!((best.width, best.height), (2000, 1500));
        assert!(bytes > 1_600_000, "{bytes}");
        let (best, bytes) = search(4000, 3000, 0.4, limits(2_000_000)).0.expect("it can be done");
        assert!(best.width > 2800 && best.quality >= LEAST_LARGE, "{best:?}");
        assert!(bytes > 1_600_000, "{bytes}");
        let (best, _) = search(4000, 3000, 0.3, limits(300_000)).0.expect("it can be done");
        assert!(best.width >= 1900, "{best:?}: quality first, below what is comfortable");
    }

    #[test]
    fn what_would_not_be_legible_is_not_made() {
        assert_eq!(search(4000, 3000, 3.0, limits(50_000)).0, None);
        assert_eq!(search(900, 900, 3.0, limits(50_000)).0, None, "it is small already");
    }
}
