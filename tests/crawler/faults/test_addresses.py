"""Links, redirects and names that lead into a private network are refused, wherever they come from."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.guard.addresses import literal, networks, objection
from tests.crawler.faults.running import FakeNames, crawl
from tests.crawler.faults.server import FaultServer, moved, page

PRIVATE = """127.0.0.1 127.8.9.1 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
    100.100.100.200 192.0.0.192 168.63.129.16 198.18.0.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 0.0.0.0
    0.1.2.3 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1 fec0::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
    ::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::169.254.169.254 2002:7f00:1:: 2002:c0a8:101:: 2001::1 4000::1
    100::1 2001:db8::1""".split()
PUBLIC = "8.8.8.8 1.2.3.4 223.5.5.5 2400:3200::1 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::8.8.8.8".split()
SPELLINGS = """localhost 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 0.0.0.0 0 127.0.0.1.
    localhost. LOCALHOST １２７.0.0.1 127。0。0。1 127．0．0．1 127｡0｡0｡1 [::1] [::ffff:127.0.0.1] [0:0:0:0:0:0:0:1]
    [::ffff:7f00:1] 169.254.169.254 metadata.example 10.0.0.1 [fd00:ec2::254]""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public_are_objected_to(address: str) -> None:
    assert objection(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_not(address: str) -> None:
    assert objection(address) is None


@given(st.ip_addresses(v=4))
def test_an_ipv6_address_is_no_way_around(address: IPv4Address) -> None:
    if objection(str(address)):
        for prefix in ("::ffff:", "64:ff9b::", "::"):
            assert objection(f"{prefix}{address}")
        assert objection(str(IPv6Address((0x2002 << 112) | (int(address) << 80))))


def test_a_source_may_allow_addresses_and_blocks() -> None:
    allowed = networks(("127.0.0.1", "10.2.0.0/16", "::1"))
    assert objection("127.0.0.1", allowed) is None
    assert objection("10.2.3.4", allowed) is None
    assert objection("::1", allowed) is None
    assert objection("127.0.0.2", allowed)
    assert objection("10.3.0.1", allowed)
    with pytest.raises(ValueError, match="localhost"):
        networks(("localhost",))


@pytest.mark.parametrize("host", ["example.gov.cn", "1234.example", "a.1", "", ".", "[", "1 2", "1" * 5000])
def test_names_are_no_literals(host: str) -> None:
    assert literal(host) is None


@given(st.text(max_size=50))
def test_any_host_can_be_judged(host: str) -> None:
    address = literal(host)
    assert address is None or objection(address) is None or objection(address)


@pytest.mark.parametrize("host", SPELLINGS)
def test_every_spelling_of_a_private_address_is_refused(host: str, net: FakeNames) -> None:
    net.table.update({"localhost": ["127.0.0.1", "::1"], "metadata.example": ["169.254.169.254"]})
    url = f"http://{host}/"
    outcome = crawl(url, meta={"allow_addresses": ()})
    assert outcome.codes == {url: "address"}
    assert outcome.stats["fetch/refused/address"]


def test_a_name_that_leads_to_a_private_address_is_refused_before_anything_is_sent(
    server: FaultServer, net: FakeNames
) -> None:
    net.table["inside.example"] = ["127.0.0.1"]
    url = f"http://inside.example:{server.port}/"
    outcome = crawl(url, meta={"allow_addresses": ("127.0.0.2",)})
    assert outcome.refused[url] == ("address", "leads to 127.0.0.1 is this machine")
    assert not server.requests


def test_of_a_name_with_several_addresses_only_the_public_ones_are_used(
    server: FaultServer, net: FakeNames
) -> None:
    net.table["both.example"] = ["10.0.0.1", "127.0.0.1"]
    server.answers["/"] = page()
    url = f"http://both.example:{server.port}/"
    outcome = crawl(url)
    assert str(outcome.responses[url].ip_address) == "127.0.0.1"


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(
    server: FaultServer, net: FakeNames
) -> None:
    """DNS rebinding: the name answers with an allowed address once, and with another from then on."""
    net.table["moves.example"] = ["then", "127.0.0.1", "127.0.0.2"]
    server.answers["/"] = page(b"<p>a</p>", "Connection: close")
    url = f"http://moves.example:{server.port}/"
    outcome = crawl(url, ROBOTSTXT_OBEY=False)
    assert str(outcome.responses[url].ip_address) == "127.0.0.1"
    assert net.asked == ["moves.example"]  # one look-up for one connection
    assert crawl(url, ROBOTSTXT_OBEY=False).codes == {url: "address"}


@pytest.mark.parametrize("target", ["http://10.0.0.1/", "http://2130706433/", "http://inside.example/x"])
def test_a_redirect_to_a_private_address_is_refused(target: str, server: FaultServer, net: FakeNames) -> None:
    net.table["inside.example"] = ["192.168.0.1"]
    server.answers["/"] = moved(target if "2130706433" not in target else "http://2130706434/")
    outcome = crawl(server.url())
    assert outcome.codes == {server.url(): "address"}


def test_a_connection_kept_open_is_no_way_around(server: FaultServer, net: FakeNames) -> None:
    net.table["shared.example"] = ["127.0.0.1"]
    server.answers["/a"] = server.answers["/b"] = page()
    url = f"http://shared.example:{server.port}"
    assert set(crawl(f"{url}/a", f"{url}/b").responses) == {f"{url}/a", f"{url}/b"}
    assert crawl(f"{url}/b", meta={"allow_addresses": ()}).codes == {f"{url}/b": "address"}


def test_hosts_that_cannot_be_names_end_in_a_reason(net: FakeNames) -> None:
    urls = [f"http://{'a' * 70}.example/", "http://a..example/", "http://-.example/", "http://a%00b.example/"]
    outcome = crawl(*urls)
    assert set(outcome.codes) == set(urls)
    assert not outcome.responses
    assert net is not None
