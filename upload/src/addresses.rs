//! Where a request comes from, as far as limits need to know: never logged, never stored.
//!
//! An address is turned at once into a number that means nothing outside this process, a hash with a key
//! that was drawn when it started. Addresses of IPv6 count by their /64 network, for one subscriber has
//! all of it.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// Reads a network, `10.0.0.0/8`, or one address.
///
/// # Errors
/// Says what to write instead.
pub fn network(text: &str) -> Result<IpNet, &'static str> {
    let one = text.parse::<IpAddr>().map(IpNet::from);
    one.or_else(|_| text.parse())
        .map_err(|_| "write an address or a network: 127.0.0.1, 10.0.0.0/8, fd00::/8")
}

/// Whose request it is: a proxy's neighbour or whoever connected.
///
/// Of `X-Forwarded-For` only what trusted proxies wrote is believed: read from its end, the first address
/// that is not one of theirs. Anything before it the client may have made up.
pub fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut client = peer.to_canonical();
    let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    let named = lines.iter().rev().flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    for name in named {
        if !is_trusted(client) {
            break;
        }
        // What cannot be read hides whoever is behind it: the proxy itself is counted then.
        let Ok(address) = name.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    client
}

/// An address as it is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Neighbour(u64);

/// How many connections each address has.
#[derive(Debug, Default)]
pub struct Addresses {
    key: RandomState,
    connections: Mutex<HashMap<Neighbour, usize>>,
}

impl Addresses {
    /// What is remembered of an address.
    pub fn neighbour(&self, address: IpAddr) -> Neighbour {
        let whose = match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from(u128::from(address) & !u128::from(u64::MAX))),
            v4 => v4,
        };
        Neighbour(self.key.hash_one(whose))
    }

    /// A place for one more connection of this address, if it has fewer than `most`.
    pub fn connect(self: &Arc<Self>, address: IpAddr, most: usize) -> Option<Connected> {
        let neighbour = self.neighbour(address);
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        let count = connections.entry(neighbour).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Connected { addresses: Arc::clone(self), neighbour })
    }
}

/// A connection of an address; it counts until this is dropped.
pub struct Connected {
    addresses: Arc<Addresses>,
    neighbour: Neighbour,
}

impl Drop for Connected {
    fn drop(&mut self) {
        let mut connections = self.addresses.connections.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = connections.get_mut(&self.neighbour) {
            *count -= 1;
            if *count == 0 {
                connections.remove(&self.neighbour);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn one_address_is_a_network_and_a_name_is_none() {
        // If it broke, `--trusted-proxy 127.0.0.1` would be refused, or a mistake would trust nobody.
        assert_eq!(network("127.0.0.1"), Ok("127.0.0.1/32".parse().expect("a network")));
        assert!(network("fd00::/8").is_ok());
        for wrong in ["", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "proxy"] {
            assert!(network(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_what_trusted_proxies_wrote_is_believed() {
        // If it broke, a client could name any address and escape its limit, or use up another's.
        let trusted = [network("10.0.0.0/8").expect("a network")];
        for (peer, forwarded, expected) in [
            ("192.0.2.1", &["198.51.100.7"][..], "192.0.2.1"),
            ("10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["6.6.6.6, 198.51.100.7, 10.0.0.2"], "198.51.100.7"),
            ("10.0.0.1", &["6.6.6.6", "198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["198.51.100.7, unknown"], "10.0.0.1"),
            ("::ffff:10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &[], "10.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            for line in forwarded {
                headers.append("x-forwarded-for", line.parse().expect("a value"));
            }
            assert_eq!(client(address(peer), &headers, &trusted), address(expected), "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn connections_of_one_network_are_counted_together_and_forgotten() {
        // If it broke, one subscriber of IPv6 had no limit, or memory would grow with every address.
        let addresses = Arc::new(Addresses::default());
        let first = addresses.connect(address("2001:db8::1"), 2);
        let second = addresses.connect(address("2001:db8::2"), 2);
        assert!(first.is_some() && second.is_some());
        assert!(addresses.connect(address("2001:db8::3"), 2).is_none());
        assert!(addresses.connect(address("2001:db8:0:1::3"), 2).is_some());
        drop(first);
        assert!(addresses.connect(address("2001:db8::3"), 2).is_some());
        drop(second);
        assert!(addresses.connections.lock().expect("nobody panicked").is_empty());
    }

    #[test]
    fn another_process_remembers_another_number() {
        // If it broke, what is remembered could be looked up in a table of all addresses.
        let one = Addresses::default().neighbour(address("192.0.2.1"));
        assert_ne!(one, Addresses::default().neighbour(address("192.0.2.1")));
    }
}
