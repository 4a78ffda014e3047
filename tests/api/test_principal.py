"""Who asks: addresses, networks, and proxies that vouch for them."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from gongshi.api.limits.principal import UNKNOWN, principal

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", UNKNOWN),
        ("", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_an_ipv6_subscriber_is_its_64(peer: str | None, expected: str) -> None:
    assert principal(peer, [], ()) == expected


def test_forwarded_is_not_believed_from_anybody() -> None:
    assert principal("203.0.113.7", ["198.51.100.1"], ()) == "203.0.113.7"
    assert principal("203.0.113.7", ["198.51.100.1"], PROXIES) == "203.0.113.7"


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        (["198.51.100.1"], "198.51.100.1"),
        (["198.51.100.1:4711"], "198.51.100.1"),
        (["[2001:db8::1]:4711"], "2001:db8::/64"),
        (["1.1.1.1, 198.51.100.1"], "198.51.100.1"),  # what the client wrote itself comes first
        (["1.1.1.1", "198.51.100.1, 10.2.3.4"], "198.51.100.1"),  # two proxies, two lines
        (["10.9.9.9"], "10.9.9.9"),
        (["nonsense"], "10.0.0.1"),
        (["198.51.100.1, nonsense"], "10.0.0.1"),
        ([""], "10.0.0.1"),
        ([], "10.0.0.1"),
    ],
)
def test_our_proxy_is_believed_from_the_right(forwarded: list[str], expected: str) -> None:
    assert principal("10.0.0.1", forwarded, PROXIES) == expected
