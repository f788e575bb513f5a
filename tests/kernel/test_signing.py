"""What we sign, the verifier of the documentation takes once; replayed, altered, early or late it refuses it."""

import importlib.util
import json
from pathlib import Path

import pytest

from perfhub.kernel import signing

WHERE = Path(__file__).resolve().parents[2] / "docs/webhook_verifier.py"
SPEC = importlib.util.spec_from_file_location("webhook_verifier", WHERE)
verifier = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(verifier)

NOW, UID = 1_772_000_000, "6e7f9c1e-0000-4000-8000-000000000001"
SAID = {"type": "praise.shown", "data": {"praise": {"text": "Ruhig am Telefon – die ganze Woche."}}}
BODY = json.dumps(SAID).encode()
FIRST, SECOND = signing.new_secret(), signing.new_secret()


class Memory:
    """What was here already."""

    def __init__(self):
        self.known = set()

    def __call__(self, uid: str) -> bool:
        new = uid not in self.known
        self.known.add(uid)
        return new


def checking(*secrets, now=NOW, memory=None):
    return verifier.Verifier(secrets or FIRST, is_new=memory or Memory(), now=lambda: now)


def signed(*secrets, second=NOW, uid=UID, body=BODY):
    return signing.headers_of(body, uid=uid, second=second, secrets_good=secrets or (FIRST,))


def test_a_genuine_call_is_taken_once_and_its_replay_is_refused():
    check = checking()
    assert check.event(signed(), BODY)["type"] == "praise.shown"
    with pytest.raises(verifier.SeenBefore):
        check.event(signed(), BODY)
    with pytest.raises(verifier.SeenBefore):  # the same delivery tried again is signed anew
        check.event(signed(second=NOW + 60), BODY)


@pytest.mark.parametrize("away", [-301, 301, 3600, -3600])
def test_a_call_of_another_time_is_refused(away):
    with pytest.raises(verifier.NotGenuine):
        checking(now=NOW + away).event(signed(), BODY)


@pytest.mark.parametrize("away", [-300, -1, 0, 300])
def test_within_five_minutes_clocks_may_differ(away):
    assert checking(now=NOW + away).event(signed(), BODY)


def test_every_altered_byte_is_noticed():
    check = checking()
    for place in range(0, len(BODY), 7):
        other = bytearray(BODY)
        other[place] ^= 1
        with pytest.raises(verifier.NotGenuine):
            check.event(signed(), bytes(other))
    assert check.event(signed(), BODY)  # and nothing of it was remembered


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_every_altered_or_missing_header_is_noticed(name):
    headers = signed()
    without = {other: value for other, value in headers.items() if other != name}
    changed = headers | {name: {"webhook-id": UID[:-1] + "2", "webhook-timestamp": str(NOW + 1)}.get(name, "v1,AAAA")}
    for bad in (without, changed, headers | {name: ""}, headers | {name: "none"}):
        with pytest.raises(verifier.NotGenuine):
            checking().event(bad, BODY)


def test_another_secret_signs_nothing_of_ours():
    with pytest.raises(verifier.NotGenuine):
        checking(SECOND).event(signed(FIRST), BODY)


def test_while_the_secret_changes_either_side_may_be_first():
    both = signed(SECOND, FIRST)
    assert checking(FIRST).event(both, BODY) and checking(SECOND).event(both, BODY)
    assert checking(FIRST, SECOND).event(signed(FIRST), BODY)
    with pytest.raises(verifier.NotGenuine):
        checking(FIRST).event(signed(SECOND), BODY)


def test_headers_are_found_however_they_are_spelled():
    assert checking().event({name.title(): value for name, value in signed().items()}, BODY)


def test_as_the_specification_says():
    """The example of standardwebhooks.com."""
    headers = signing.headers_of(
        b'{"test": 2432232314}',
        uid="msg_p5jXN8AQM9LWM0D4loKWxJek",
        second=1614265330,
        secrets_good=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
