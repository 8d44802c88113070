//! What this crate writes is what age reads: held against the `age` crate, which was written by others.

use std::io::Read;

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use proptest::prelude::*;
use seal::{Recipient, Seal, Secret, is_sealed, is_sealed_from};

fn recipient(identity: &Identity) -> Recipient {
    identity.to_public().to_string().parse().expect("age writes public keys")
}

/// The sealed package, made a slice at a time.
fn sealed(seal: &Seal, plain: &[u8], slice: u64) -> Vec<u8> {
    let offsets = (0..seal.bytes()).step_by(slice as usize);
    offsets.flat_map(|offset| cut(seal, plain, offset, slice)).collect()
}

fn cut(seal: &Seal, plain: &[u8], offset: u64, length: u64) -> Vec<u8> {
    let needed = seal.plain(offset, length);
    seal.slice(offset, length, &plain[needed.start as usize..needed.end as usize])
}

fn open(sealed: &[u8], identity: &Identity) -> Result<Vec<u8>, age::DecryptError> {
    let mut plain = Vec::new();
    let decryptor = age::Decryptor::new(sealed)?;
    decryptor.decrypt(std::iter::once(identity as &dyn age::Identity))?.read_to_end(&mut plain)?;
    Ok(plain)
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place * 31 + place / 251) as u8).collect()
}

/// If it broke, the office could not read what it receives.
#[test]
fn every_recipient_opens_it_and_nobody_else() {
    let [first, second, stranger] = [(); 3].map(|()| Identity::generate());
    let recipients = [recipient(&first), recipient(&second)];
    // Around the ends of chunks, where the last one is marked.
    for length in [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000] {
        let plain = bytes(length);
        let seal = Seal::new(&Secret([7; 32]), &[1; 32], length as u64, &recipients);
        let sealed = sealed(&seal, &plain, 1 << 20);
        assert_eq!(sealed.len() as u64, seal.bytes());
        assert!(is_sealed(&sealed) && is_sealed(&sealed[..5]) && !is_sealed(b"PK\x03\x04"));
        assert_eq!(open(&sealed, &first).expect("opened"), plain, "{length} bytes");
        assert_eq!(open(&sealed, &second).expect("opened"), plain, "{length} bytes");
        assert!(open(&sealed, &stranger).is_err());
    }
}

/// If it broke, two packages of one applicant could be read by whoever stores both.
#[test]
fn no_two_packages_share_a_key() {
    let to = [recipient(&Identity::generate())];
    let plain = bytes(1000);
    let seal = |secret, digest| sealed(&Seal::new(&Secret(secret), &digest, 1000, &to), &plain, 1 << 20);
    let one = seal([1; 32], [1; 32]);
    assert_eq!(one, seal([1; 32], [1; 32]), "the same package is the same bytes again");
    for other in [seal([1; 32], [2; 32]), seal([2; 32], [1; 32])] {
        assert_ne!(one[..130], other[..130], "the wrapped key");
        assert_ne!(one[one.len() - 1016..], other[other.len() - 1016..], "the payload");
    }
}

#[test]
fn a_public_key_is_read_as_age_writes_it_and_a_mistake_in_it_is_seen() {
    let identity = Identity::generate();
    let text = identity.to_public().to_string();
    assert_eq!(recipient(&identity).to_string(), text);
    let last = if text.ends_with('q') { "p" } else { "q" };
    let mistaken = [&text[..text.len() - 1], last].concat();
    let private = identity.to_string();
    for wrong in ["", "age1", &mistaken, &text[..60], private.expose_secret()] {
        assert!(wrong.parse::<Recipient>().is_err(), "{wrong}");
    }
}

/// If it broke, an upload that begins with a few bytes could go on with what is not sealed.
#[test]
fn the_first_bytes_tell_however_they_are_cut() {
    let start = b"age-encryption.org/v1\n-> X25519 ";
    for cut in 0..start.len() {
        assert!(is_sealed_from(cut as u64, &start[cut..]));
        let mut other = start.to_vec();
        other[cut] ^= 1;
        assert_eq!(is_sealed_from(0, &other), cut >= 22, "{cut}");
        assert_eq!(is_sealed_from(cut as u64, &other[cut..]), cut >= 22, "{cut}");
    }
    assert!(is_sealed_from(1 << 40, b"anything"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// If it broke, an upload that goes on after a crash would arrive as something nobody can open.
    #[test]
    fn any_slice_is_that_part_of_the_whole(
        length in 0..300_000_usize, offset in 0..310_000_u64, slice in 0..150_000_u64,
    ) {
        let to = [recipient(&Identity::generate())];
        let plain = bytes(length);
        let seal = Seal::new(&Secret([3; 32]), &[4; 32], length as u64, &to);
        let whole = sealed(&seal, &plain, 70_001);
        let end = whole.len().min((offset + slice) as usize);
        let expected = whole.get(offset as usize..end).unwrap_or_default();
        prop_assert_eq!(&cut(&seal, &plain, offset, slice)[..], expected);
    }

    /// If it broke, a package would be digested otherwise than it is sent, or for ever.
    #[test]
    fn slices_to_the_ends_of_chunks_are_the_whole_and_seal_nothing_twice(
        length in 0..700_000_usize, at_most in 70_000..300_000_u64,
    ) {
        let to = [recipient(&Identity::generate())];
        let plain = bytes(length);
        let seal = Seal::new(&Secret([3; 32]), &[4; 32], length as u64, &to);
        let (mut made, mut sealed_before) = (Vec::new(), 0);
        while (made.len() as u64) < seal.bytes() {
            let offset = made.len() as u64;
            let slice = seal.to_chunk_end(offset, at_most);
            prop_assert!(slice > 0 && slice <= at_most);
            prop_assert!(seal.plain(offset, slice).is_empty() || seal.plain(offset, slice).start == sealed_before);
            sealed_before = seal.plain(offset, slice).end;
            made.extend(cut(&seal, &plain, offset, slice));
        }
        prop_assert!(made == sealed(&seal, &plain, 1 << 20));
    }
}
