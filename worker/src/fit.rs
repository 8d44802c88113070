//! The search for the best picture within a limit: which size and which quality to try next.
//!
//! Quality is searched before size: a picture is made smaller only where even the least quality that keeps
//! print legible is too much. The browser's encoder does the work, a few tries for each picture, because
//! each takes seconds on a cheap phone.

use crate::message::FitLimits;

/// The best quality that is tried, in hundredths of what an encoder calls 1: beyond it, files grow and
/// pictures do not get better.
const BEST: u32 = 92;

/// The least quality: below it, JPEG's blocks eat into small print. Measured with the gallery's passport
/// page (tests/gallery): its structural similarity to the plain downscale stays above 0.95.
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
        match (self.fits, self.exceeds) {
            (Some((quality, bytes)), exceeds) => {
                let room = exceeds.map_or(BEST, |(quality, _)| quality - 1);
                let is_near = bytes * 100 >= self.limits.max_bytes * NEAR;
                if quality >= room || is_near || self.tries >= TRIES {
                    return Next::Done(self.attempt(quality));
                }
                let wanted = self.guess().clamp(quality + 1, room);
                self.try_out(wanted)
            }
            (None, None) => self.try_out(if self.tries == 0 { 82 } else { BEST }),
            (None, Some((LEAST, bytes))) => self.shrink(bytes),
            (None, Some((quality, bytes))) => {
                // Far too much: the least quality will not do either.
                let far = bytes > self.limits.max_bytes * 3;
                if far {
                    self.shrink(bytes / 2)
                } else {
                    let wanted = if self.tries + 1 >= TRIES { LEAST } else { self.guess() };
                    self.try_out(wanted.clamp(LEAST, quality - 1))
                }
            }
        }
    }

    /// The quality at which the bytes should come just under the limit, if they grow by the same factor
    /// with each step of quality: between the two known results, or from the one that there is.
    fn guess(&self) -> u32 {
        // What JPEG encoders do around here: ten steps of quality are half as much again.
        const GROWTH: f64 = 0.04;
        let aim = self.limits.max_bytes as f64 * 0.95;
        let (from, growth) = match (self.fits, self.exceeds) {
            (Some((low, small)), Some((high, large))) => {
                ((low, small), (large as f64 / small as f64).ln() / f64::from(high - low))
            }
            (Some(known), None) | (None, Some(known)) => (known, GROWTH),
            (None, None) => ((BEST, aim as u64), GROWTH),
        };
        (f64::from(from.0) + (aim / from.1 as f64).ln() / growth) as u32
    }

    /// A smaller size: bytes go with the pixels, and these with the square of the side.
    fn shrink(&mut self, bytes: u64) -> Next {
        let long = self.size.0.max(self.size.1);
        if long <= self.limits.min_long_side {
            return Next::Impossible;
        }
        let scale = (self.limits.max_bytes as f64 * 0.9 / bytes as f64).sqrt().clamp(0.3, 0.9);
        let floor = f64::from(self.limits.min_long_side) / f64::from(long);
        self.resize(scale.max(floor));
        (self.fits, self.exceeds, self.tries) = (None, None, 0);
        self.next(None)
    }

    fn resize(&mut self, scale: f64) {
        let (width, height) = self.original;
        let scale = scale * f64::from(self.size.0.max(self.size.1)) / f64::from(width.max(height));
        let side = |length: u32| ((f64::from(length) * scale).round() as u32).max(1);
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
                    assert!(u64::from(best.width) * u64::from(best.height) <= MOST_PIXELS + 10_000);
                    assert!(tries <= 8, "{tries} tries");
                }
            }
        }
    }

    /// If it broke, pictures would lose more than they have to.
    #[test]
    fn quality_is_given_up_before_size_and_no_room_is_wasted() {
        let (found, _) = search(4000, 3000, 0.4, limits(2_000_000));
        let (best, bytes) = found.expect("it can be done");
        assert_eq!((best.width, best.height), (4000, 3000));
        assert!(bytes > 1_600_000, "{bytes}");
    }

    #[test]
    fn what_would_not_be_legible_is_not_made() {
        assert_eq!(search(4000, 3000, 3.0, limits(50_000)).0, None);
        assert_eq!(search(900, 900, 3.0, limits(50_000)).0, None, "it is small already");
    }
}
