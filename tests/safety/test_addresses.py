"""Only public addresses are talked to, however they are written."""

import ipaddress

import pytest

from crawler.downloader.hosts import is_public

PRIVATE = ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.8"]


@pytest.mark.parametrize(
    "address",
    [
        "193.99.144.80", "2a02:2e0:3fe:1001::1", "2606:4700:4700::1111", "64:ff9b::c163:9050",
        "::ffff:193.99.144.80", "2002:c163:9050::1", "2a02::5efe:c163:9050", "192.0.1.1",
        "198.17.255.255", "198.20.0.1", "172.32.0.1", "100.128.0.1", "2001:200::1", "3ffe::1",
    ],
)  # fmt: skip
def test_the_public_internet(address):
    assert is_public(address)


# The IANA special-purpose address registries, the first and last address of each entry.
@pytest.mark.parametrize(
    "block",
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.0.0/29", "192.0.0.8/32", "192.0.0.9/32",
        "192.0.0.170/31", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
        "::1/128", "::/128", "::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23",
        "2001:2::/48", "2001:3::/32", "2001:4:112::/48", "2001:10::/28", "2001:20::/28",
        "2001:30::/28", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7",
        "fe80::/10", "fec0::/10", "ff00::/8", "4000::/3", "8000::/1",
    ],
)  # fmt: skip
def test_what_is_not(block):
    network = ipaddress.ip_network(block)
    assert not is_public(str(network[0]))
    assert not is_public(str(network[-1]))


@pytest.mark.parametrize("address", PRIVATE)
def test_ways_of_ipv6_that_lead_there(address):
    inner = int(ipaddress.IPv4Address(address))
    for outer in (
        f"::ffff:{address}",  # mapped
        f"::{address}",  # compatible, RFC 4291
        str(ipaddress.IPv6Address(0x2002 << 112 | inner << 80 | 1)),  # 6to4
        str(ipaddress.IPv6Address(0x64FF9B << 96 | inner)),  # NAT64
        str(ipaddress.IPv6Address(0x64FF9B0001 << 80 | inner)),  # NAT64 in a net of one's own
        str(ipaddress.IPv6Address(0x20010000 << 96 | inner << 64)),  # Teredo: the server
        str(ipaddress.IPv6Address(0x20010000C1639050 << 64 | inner ^ 0xFFFFFFFF)),  # the client
        str(ipaddress.IPv6Address(0x2A02 << 112 | 0x5EFE << 32 | inner)),  # ISATAP
        str(ipaddress.IPv6Address(0x2A02 << 112 | 0x02005EFE << 32 | inner)),
    ):
        assert not is_public(outer), outer


@pytest.mark.parametrize("address", ["fe80::1%eth0", "2a02:2e0:3fe:1001::1%1", "::1%lo"])
def test_a_zone_changes_nothing(address):
    assert is_public(address) == is_public(address.partition("%")[0])
