//! Seals what is written through it, a piece at a time: memory does not grow with the package.

use std::io::{self, Write};

use seal::Seal;

/// Bytes of the sealed package that are made at once.
const PIECE_BYTES: u64 = 256 * 1024;

/// Takes the plain bytes of a package, and writes the sealed ones.
pub struct SealWriter<W> {
    seal: Seal,
    out: W,
    /// Sealed bytes that were written.
    offset: u64,
    /// Plain bytes that will be needed, from the place `start` on.
    held: Vec<u8>,
    start: u64,
}

impl<W: Write> SealWriter<W> {
    /// A writer of the package that this seal is of.
    pub fn new(seal: Seal, out: W) -> Self {
        Self { seal, out, offset: 0, held: Vec::new(), start: 0 }
    }

    /// Ends the package, and gives back what it was written to.
    ///
    /// # Errors
    /// It cannot be written; fewer bytes came than the seal is of.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_pieces()?;
        if self.offset < self.seal.bytes() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.out.flush()?;
        Ok(self.out)
    }

    /// Writes what can be made of the bytes that are held.
    fn write_pieces(&mut self) -> io::Result<()> {
        while self.offset < self.seal.bytes() {
            let needed = self.seal.plain(self.offset, PIECE_BYTES);
            if needed.end > self.start + self.held.len() as u64 {
                break;
            }
            let plain = &self.held[(needed.start - self.start) as usize..(needed.end - self.start) as usize];
            let sealed = self.seal.slice(self.offset, PIECE_BYTES, plain);
            self.out.write_all(&sealed)?;
            self.offset += sealed.len() as u64;
            // The next piece may begin within the last chunk of this one.
            let next = self.seal.plain(self.offset, PIECE_BYTES).start;
            let done = next.saturating_sub(self.start).min(self.held.len() as u64);
            self.held.drain(..done as usize);
            self.start += done;
        }
        Ok(())
    }
}

impl<W: Write> Write for SealWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        self.write_pieces()?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use seal::{Recipient, Secret};

    use super::*;

    /// If it broke, the office could not open what `upload pack` or the form without scripts made.
    #[test]
    fn written_in_any_pieces_it_is_what_the_seal_is() {
        let key = age::x25519::Identity::generate().to_public().to_string();
        let recipients: [Recipient; 1] = [key.parse().expect("age writes public keys")];
        for length in [1, 70_000, 1_000_000] {
            let plain: Vec<u8> = (0..length).map(|place: u32| (place % 251) as u8).collect();
            let seal = Seal::new(&Secret([7; 32]), &[1; 32], plain.len() as u64, &recipients);
            let whole = seal.slice(0, seal.bytes(), &plain);
            for piece in [1_000_000, 65_536, 777] {
                let mut writer = SealWriter::new(seal.clone(), Vec::new());
                for piece in plain.chunks(piece) {
                    writer.write_all(piece).expect("memory takes all");
                }
                assert!(writer.finish().expect("whole") == whole, "{length} in pieces of {piece}");
            }
            let mut short = SealWriter::new(seal, Vec::new());
            short.write_all(&plain[1..]).expect("memory takes all");
            assert!(short.finish().is_err());
        }
    }
}
