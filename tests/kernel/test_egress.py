"""The one way out reaches nothing that only this machine can reach, and waits for nobody longer than it says."""

import socket
import time

import pytest

from perfhub.kernel import egress
from perfhub.kernel.egress import NotDelivered, Why
from perfhub.kernel.tenancy import current
from tests.receivers import canary, certified, dripping, endless, nonsense, receiver, silent

ADDRESS, INSIDE, UNKNOWN = Why.ADDRESS, Why.INSIDE, Why.UNKNOWN
PORT = "{port}"  # of the canary

#: What must not be called, and what a resolver says of its name where it is one.
NUMBERS = [
    *("https://127.0.0.1:{port}/", "https://127.1:{port}/", "https://0:{port}/", "https://0.0.0.0:{port}/"),
    *(
        "https://2130706433:{port}/",
        "https://0x7f000001:{port}/",
        "https://0x7f.1:{port}/",
        "https://0177.0.0.1:{port}/",
    ),
    *("https://017700000001:{port}/", "https://127.0.0.1.:{port}/", "https://[::1]:{port}/", "https://[::]:{port}/"),
    *("https://[::ffff:127.0.0.1]:{port}/", "https://[::ffff:7f00:1]:{port}/", "https://[0:0:0:0:0:0:0:1]:{port}/"),
    *("https://169.254.169.254/latest/meta-data/", "https://[fd00:ec2::254]/", "https://10.0.0.7:{port}/"),
]
SPELLINGS = [
    *(
        "http://hook.example.com:{port}/",
        "ftp://hook.example.com:{port}/",
        "gopher://127.0.0.1:{port}/",
        "file:///etc/passwd",
    ),
    *(
        "https://user:word@hook.example.com:{port}/",
        "https://hook.example.com:{port}\\@127.0.0.1/",
        "//hook.example.com/",
    ),
    *(
        "https://hook.example.com@127.0.0.1:{port}/",
        "https://hook.example.com#@127.0.0.1:{port}/",
        "https://localhost:{port}/",
    ),
    *("https://①②⑦.⓪.⓪.①:{port}/", "https://127。0。0。1:{port}/", "https://hook.example.com:{port}/\r\nHost: inside"),
    *(
        "https://%31%32%37.0.0.1:{port}/",
        "https://hook.example.com:25/",
        "https://hook.example.com:99999/",
        "https:///x",
        "",
    ),
]
RESOLVED = {
    "loopback": ["127.0.0.1"],
    "loopback.of.six": ["::1"],
    "wrapped.loopback": ["::ffff:127.0.0.1"],
    "nowhere.at.all": ["0.0.0.0"],
    "private.ten": ["10.1.2.3"],
    "carrier.grade": ["100.100.100.200"],
    "meta.data": ["169.254.169.254"],
    "wrapped.meta.data": ["::ffff:a9fe:a9fe"],
    "tunnel.six.to.four": ["2002:7f00:1::"],
    "translated.loopback": ["64:ff9b::7f00:1"],
    "unique.local": ["fd12:3456::1"],
    "link.local": ["fe80::1%lo"],
    "public.and.private": ["93.184.215.14", "127.0.0.1"],
    "cloud.keys": ["168.63.129.16"],
}


def all_urls():
    urls = [(url, ADDRESS, {}) for url in (*NUMBERS, *SPELLINGS)]
    return urls + [(f"https://{name}.test:{PORT}/", INSIDE, {f"{name}.test": said}) for name, said in RESOLVED.items()]


def refusal(url: str, said: dict[str, list[str]] | None = None, **told) -> Why:
    """Why nothing was delivered."""
    with pytest.raises(NotDelivered) as refused:
        egress.post(url, body=b"{}", headers={}, resolve=lambda host, _port: (said or {}).get(host, []), **told)
    return refused.value.why


def test_none_of_the_hostile_addresses_reaches_this_machine():
    urls = all_urls()
    assert len(urls) >= 45 + 5
    with canary() as four, canary("::1") as six:
        wrong = {}
        for url, wanted, said in urls:
            for found in (four, six):
                why = refusal(url.replace(PORT, str(found.port)), said)
                if why is not wanted:
                    wrong[url] = why
        time.sleep(0.1)
        assert (wrong, four.came, six.came) == ({}, 0, 0)


def test_a_connection_that_is_made_is_counted(settings):
    """The canary would have sung."""
    with canary() as found:
        settings.EGRESS_ALLOWED = [f"127.0.0.1:{found.port}"]
        with pytest.raises(NotDelivered):
            egress.post(f"http://127.0.0.1:{found.port}/", body=b"{}", headers={})
        time.sleep(0.1)
        assert found.came == 1


class Rebinding:
    """Says something else each time it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), 0

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked += 1
        return self.answers.pop(0)


def test_what_a_name_says_the_second_time_does_not_matter():
    """Public first, then this machine: asked once, and nobody comes."""
    with canary() as found:
        rebinding = Rebinding(["203.0.113.7"], ["127.0.0.1"], ["127.0.0.1"])
        with pytest.raises(NotDelivered):  # that network is set aside for documents: nobody is there
            egress.post(f"https://hook.test:{found.port}/", body=b"{}", headers={}, resolve=rebinding, seconds=0.5)
        time.sleep(0.1)
        assert (rebinding.asked, found.came) == (1, 0)


def test_the_connection_goes_to_the_address_that_was_checked(settings):
    """Both are this machine; the first is called, whatever is said later, and the name stands in the call."""
    with receiver("127.0.0.1") as first, canary("127.0.0.2") as second:
        settings.EGRESS_ALLOWED = [f"hook.intranet:{first.port}"]
        rebinding = Rebinding(["127.0.0.1"], ["127.0.0.2"])
        url = f"http://hook.intranet:{first.port}/a/b?c=d"
        assert egress.post(url, body=b"{}", headers={"X-Said": "so"}, resolve=rebinding) == 204
        (heard,) = first.heard
        assert (heard.path, heard.headers["host"], heard.headers["x-said"]) == (
            "/a/b?c=d", f"hook.intranet:{first.port}", "so",
        )  # fmt: skip
        assert (rebinding.asked, second.came) == (1, 0)


def test_the_first_answer_may_fail_and_the_next_is_not_asked():
    with canary() as found:
        rebinding = Rebinding([], ["127.0.0.1"])
        with pytest.raises(NotDelivered) as refused:
            egress.post(f"https://hook.test:{found.port}/", body=b"{}", headers={}, resolve=rebinding)
        assert (refused.value.why, rebinding.asked, found.came) == (UNKNOWN, 1, 0)


def test_where_one_of_its_addresses_is_down_the_next_checked_one_is_called(settings):
    with receiver() as found:
        settings.EGRESS_ALLOWED = [f"hook.intranet:{found.port}"]
        said = ["127.0.0.77", "127.0.0.1", "127.0.0.1"]
        url = f"http://hook.intranet:{found.port}/"
        assert egress.post(url, body=b"{}", headers={}, resolve=lambda *_asked: said) == 204
        with canary(treat=silent) as slow:
            settings.EGRESS_ALLOWED = [f"hook.intranet:{slow.port}"]
            url = f"http://hook.intranet:{slow.port}/"
            assert refusal(url, {"hook.intranet": ["127.0.0.1", "127.0.0.1"]}, seconds=0.3) is Why.SLOW


def test_a_redirect_is_an_answer_and_leads_nowhere(settings):
    with canary() as inside, receiver(otherwise=307) as outside:
        settings.EGRESS_ALLOWED = [outside.listed]
        assert egress.post(outside.url, body=b"{}", headers={}) == 307
        assert (len(outside.heard), inside.came) == (1, 0)


@pytest.mark.parametrize("listed", ["169.254.169.254", "224.0.0.1", "fe80::1", "fd00:ec2::254", "0.0.0.0"])
def test_not_even_an_operator_opens_the_way_to_where_clouds_keep_their_keys(settings, listed):
    settings.EGRESS_ALLOWED = ["hook.intranet:8080"]
    assert refusal("http://hook.intranet:8080/", {"hook.intranet": [listed]}) is INSIDE


def test_what_is_listed_is_meant_with_its_port(settings):
    settings.EGRESS_ALLOWED = ["127.0.0.1:8080"]
    assert refusal("http://127.0.0.1:8081/") is ADDRESS
    assert refusal("https://127.0.0.1:8081/") is ADDRESS


@pytest.mark.parametrize(
    "address",
    ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "2a00:1450:4001:81b::200e"],
)
def test_what_everybody_reaches_is_public(address):
    assert egress.is_public(address)


@pytest.mark.parametrize("treat", [silent, dripping])
def test_whoever_says_nothing_or_says_it_slowly_is_left_in_time(settings, treat):
    with canary(treat=treat) as found:
        settings.EGRESS_ALLOWED = [f"127.0.0.1:{found.port}"]
        began = time.monotonic()
        assert refusal(f"http://127.0.0.1:{found.port}/", {"127.0.0.1": ["127.0.0.1"]}, seconds=0.6) is Why.SLOW
        assert time.monotonic() - began < 1.5
        assert found.came == 1


def test_a_secure_connection_that_never_comes_about_is_left_in_time(settings):
    with canary(treat=silent) as found:
        settings.EGRESS_ALLOWED = [f"127.0.0.1:{found.port}"]
        began = time.monotonic()
        assert refusal(f"https://127.0.0.1:{found.port}/", {"127.0.0.1": ["127.0.0.1"]}, seconds=0.6) is Why.SLOW
        assert time.monotonic() - began < 1.5


def test_a_reader_that_does_not_read_is_left_in_time(settings):
    def deaf(line: socket.socket) -> None:
        time.sleep(3)

    with canary(treat=deaf) as found:
        settings.EGRESS_ALLOWED = [f"127.0.0.1:{found.port}"]
        with pytest.raises(NotDelivered) as left:
            egress.post(f"http://127.0.0.1:{found.port}/", body=b"x" * egress.MOST_BYTES, headers={}, seconds=0.6)
        assert left.value.why is Why.SLOW


def test_a_resolver_that_hangs_is_left_in_time():
    began = time.monotonic()
    with pytest.raises(NotDelivered) as left:
        egress.post(
            "https://hook.test/", body=b"", headers={}, resolve=lambda *_asked: time.sleep(3) or [], seconds=0.3
        )
    assert left.value.why is Why.SLOW and time.monotonic() - began < 1


@pytest.mark.parametrize("treat", [endless, nonsense])
def test_an_answer_without_an_end_or_sense_is_not_read(settings, treat):
    with canary(treat=treat) as found:
        settings.EGRESS_ALLOWED = [f"127.0.0.1:{found.port}"]
        assert refusal(f"http://127.0.0.1:{found.port}/", {"127.0.0.1": ["127.0.0.1"]}) is Why.NONSENSE


def test_an_answer_is_a_status_however_much_it_says(settings):
    with receiver(otherwise=200, said=b"secret of the inside " * 100_000) as found:
        settings.EGRESS_ALLOWED = [found.listed]
        assert egress.post(found.url, body=b"{}", headers={}) == 200


def test_a_closed_port_is_not_reached(settings):
    with canary() as found:
        port = found.port
    settings.EGRESS_ALLOWED = [f"127.0.0.1:{port}"]
    assert refusal(f"http://127.0.0.1:{port}/", {"127.0.0.1": ["127.0.0.1"]}) is Why.UNREACHED


def test_the_other_side_proves_its_name_at_the_pinned_address(settings, tmp_path, monkeypatch):
    tls, maker = certified(tmp_path, "hook.intranet")
    with receiver(tls=tls) as found:
        settings.EGRESS_ALLOWED = [f"hook.intranet:{found.port}", f"other.intranet:{found.port}"]
        said = {"hook.intranet": ["127.0.0.1"], "other.intranet": ["127.0.0.1"]}

        def post(name: str) -> int:
            url = f"https://{name}:{found.port}/"
            return egress.post(url, body=b"{}", headers={}, resolve=lambda host, _port: said[host])

        with pytest.raises(NotDelivered, match="certificate"):  # nobody we know has made it
            post("hook.intranet")
        monkeypatch.setenv("SSL_CERT_FILE", str(maker))
        assert post("hook.intranet") == 204
        with pytest.raises(NotDelivered, match="certificate"):
            post("other.intranet")
        assert len(found.heard) == 1


def test_nothing_goes_out_inside_a_transaction_or_beyond_its_size():
    token = current.set(7)
    try:
        with pytest.raises(RuntimeError, match="transaction"):
            egress.post("https://hook.example.com/", body=b"{}", headers={})
    finally:
        current.reset(token)
    with pytest.raises(ValueError, match="65536"):
        egress.post("https://hook.example.com/", body=b"x" * (egress.MOST_BYTES + 1), headers={})


def test_the_authority_names_a_port_only_where_it_is_another():
    assert egress.target("https://hook.example.com/a").authority == "hook.example.com"
    assert egress.target("https://hook.example.com:8443").authority == "hook.example.com:8443"
    assert egress.target("https://hook.example.com?a=b").path == "/?a=b"
