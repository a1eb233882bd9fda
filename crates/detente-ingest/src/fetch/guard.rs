//! Which network addresses may be visited: those of the public internet.
//!
//! In: an address that a name stands for. Out: whether it is public. A feed names its own links, and so could make
//! the program call services of the machine, the house, or the cloud it runs in.
//!
//! Worked example: 93.184.215.14 is public; 127.0.0.1, 10.1.2.3, 169.254.169.254 and ::ffff:7f00:1 are not.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Blocks that are not public: the first address and how many bits count.
const BLOCKS_4: &[(Ipv4Addr, u32)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // behind a carrier's translation
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local, with the metadata service of clouds
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, and broadcast
];

/// Blocks within the public 2000::/3 that are not, or that hide an IPv4 address of anybody's choice.
const BLOCKS_6: &[(Ipv6Addr, u32)] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, with Teredo and ORCHID
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// Translation between the two worlds: the last 32 bits are an IPv4 address.
const NAT64: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// Whether an address is one of the public internet.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_4(address),
        IpAddr::V6(address) => is_public_6(address),
    }
}

fn is_public_4(address: Ipv4Addr) -> bool {
    let bits = u32::from(address);
    !BLOCKS_4.iter().any(|(block, length)| (bits ^ u32::from(*block)).leading_zeros() >= *length)
}

fn is_public_6(address: Ipv6Addr) -> bool {
    let within = |(block, length): &(Ipv6Addr, u32)| {
        (u128::from(address) ^ u128::from(*block)).leading_zeros() >= *length
    };
    if let Some(inside) = address.to_ipv4_mapped() {
        return is_public_4(inside);
    }
    if within(&NAT64) {
        let [.., a, b, c, d] = address.octets();
        return is_public_4(Ipv4Addr::new(a, b, c, d));
    }
    let is_global_unicast = address.segments()[0] & 0xe000 == 0x2000;
    is_global_unicast && !BLOCKS_6.iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::is_public;

    /// Addresses with a blank between them.
    #[track_caller]
    fn check(addresses: &str, expected: bool) {
        for text in addresses.split_whitespace() {
            let address = text.parse().expect("an address");
            assert_eq!(is_public(address), expected, "{text}");
        }
    }

    #[test]
    fn the_edges_of_every_block_of_ipv4() {
        check(
            "0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.255 \
             169.254.0.0 169.254.169.254 172.16.0.0 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.255.255 \
             198.18.0.0 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255",
            false,
        );
        check(
            "1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 \
             169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.167.255.255 192.169.0.0 198.17.255.255 \
             198.20.0.0 223.255.255.255",
            true,
        );
    }

    #[test]
    fn what_hides_in_ipv6() {
        check(
            ":: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe \
             64:ff9b:1::808:808 100::1 2001::1 2001:0:4136:e378:8000:63bf:80ff:fffe 2001:10::1 2001:db8::1 2002:7f00:1:: \
             2002:a9fe:a9fe::1 3fff::1 5f00::1 fc00::1 fd12:3456:789a::1 fe80::1 fec0::1 ff02::1",
            false,
        );
        check("2606:2800:21f:cb07:6820:80da:af6b:8b2c 2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::808:808", true);
    }
}
