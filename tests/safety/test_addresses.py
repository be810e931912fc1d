"""Only public addresses are talked to, however they are written."""

import pytest

from crawler.safety.addresses import is_public


@pytest.mark.parametrize("address", ["193.99.144.80", "2a02:2e0:3fe:1001::1", "64:ff9b::c163:9050"])
def test_the_public_internet(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
        "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "2002:7f00:1::", "64:ff9b::7f00:1", "fd00:ec2::254",
    ],
)  # fmt: skip
def test_what_is_not(address):
    assert not is_public(address)
