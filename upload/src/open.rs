//! `upload open`: what the office does with a sealed package that the endpoint could not read. It is
//! decrypted and verified in one pass, as a stream, and only a package that is whole becomes a file.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use age::{DecryptError, Decryptor, Identity, IdentityFile};
use anyhow::{Context, anyhow};
use package::Accepted;
use rules::Date;
use tempfile::NamedTempFile;

use crate::load::Definitions;
use crate::problem::{Kind, Problem};
use crate::verify::verify_from;

/// The secret keys of the office.
pub struct Identities(Vec<Box<dyn Identity + Send + Sync>>);

impl Identities {
    /// Reads a key file, as `age-keygen` writes it. It may hold several keys.
    ///
    /// # Errors
    /// It cannot be read, or holds no key, or something else. What it holds is not in the message.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let cannot_read = || format!("cannot read the key file {}", path.display());
        let file = BufReader::new(File::open(path).with_context(cannot_read)?);
        let no_key_file = || anyhow!("{} is no key file: age-keygen makes one", path.display());
        let keys = IdentityFile::from_buffer(file).map_err(|_| no_key_file())?.into_identities();
        let keys = keys.map_err(|_| no_key_file())?;
        if keys.is_empty() { Err(no_key_file()) } else { Ok(Self(keys)) }
    }
}

/// Opens the package at `path` and verifies what is in it, by default as of the day that it records; a
/// package that is not sealed is verified as it is. With `out`, the plain package is written there,
/// readable for its owner only: if it is whole, whatever the rules say of it, and not otherwise.
///
/// # Errors
/// A file cannot be read or written. That no key opens it, or that it is damaged, is a problem like others.
pub fn open(
    path: &Path,
    identities: &Identities,
    definitions: &Definitions,
    today: Option<Date>,
    out: Option<&Path>,
) -> anyhow::Result<Result<Accepted, Vec<Problem>>> {
    let cannot_read = || format!("cannot read {}", path.display());
    let mut file = BufReader::new(File::open(path).with_context(cannot_read)?);
    let mut plain: Box<dyn Read> = if is_sealed(&mut file).with_context(cannot_read)? {
        match decrypted(file, identities) {
            Ok(plain) => plain,
            Err(DecryptError::Io(error)) if error.kind() != io::ErrorKind::UnexpectedEof => {
                return Err(error).with_context(cannot_read);
            }
            Err(DecryptError::NoMatchingKeys) => return Ok(Err(vec![Problem::of(Kind::WrongKey)])),
            Err(_) => return Ok(Err(vec![Problem::of(Kind::SealDamaged)])),
        }
    } else {
        Box::new(file)
    };
    // Beside its place, so that it can be put there in one step; gone, if that does not happen.
    let folder =
        out.map(|out| out.parent().filter(|folder| *folder != Path::new("")).unwrap_or(".".as_ref()));
    let cannot_write = || format!("cannot write {}", out.unwrap_or(path).display());
    let mut copy = folder.map(NamedTempFile::new_in).transpose().with_context(cannot_write)?;
    let mut copying = Copying { plain: &mut plain, copy: copy.as_mut(), cannot_write: false };
    let verified = verify_from(&mut copying, definitions, today)
        // What the verifier did not need to read may be changed too.
        .and_then(|verified| io::copy(&mut copying, &mut io::sink()).map(|_| verified));
    let verified = match verified {
        Ok(verified) => verified,
        Err(error) if copying.cannot_write => return Err(error).with_context(cannot_write),
        Err(error) if is_damage(&error) => return Ok(Err(vec![Problem::of(Kind::SealDamaged)])),
        Err(error) => return Err(error).with_context(cannot_read),
    };
    if let (Some(copy), Some(out)) = (copy, out) {
        copy.as_file().sync_all().with_context(cannot_write)?;
        copy.persist(out).with_context(cannot_write)?;
    }
    Ok(verified)
}

/// Whether a package is sealed. Nothing of it has been read afterwards.
///
/// # Errors
/// It cannot be read.
pub fn is_sealed(package: &mut BufReader<File>) -> io::Result<bool> {
    let start = io::BufRead::fill_buf(package)?;
    Ok(!start.is_empty() && seal::is_sealed(start))
}

fn decrypted(file: BufReader<File>, identities: &Identities) -> Result<Box<dyn Read>, DecryptError> {
    let keys = identities.0.iter().map(|key| key.as_ref() as &dyn Identity);
    Ok(Box::new(Decryptor::new_buffered(file)?.decrypt(keys)?))
}

/// Whether the reader of age says by this that what it reads was changed or cut off.
fn is_damage(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
}

/// Writes what is read to a copy as well.
struct Copying<'a, R> {
    plain: R,
    copy: Option<&'a mut NamedTempFile>,
    cannot_write: bool,
}

impl<R: Read> Read for Copying<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.plain.read(buffer)?;
        if let Some(copy) = &mut self.copy
            && let Err(error) = copy.write_all(&buffer[..length])
        {
            self.cannot_write = true;
            return Err(error);
        }
        Ok(length)
    }
}
