import hashlib
from string import ascii_letters, digits

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from perfhub.kernel.keys import Keyring, Unsealable, derived, hash_token, keyring, new_token

OLD, NEW = "old-secret-" * 4, "new-secret-" * 4


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=200), st.text(max_size=30))
def test_what_is_encrypted_is_decrypted_in_its_place(text, context):
    ring = Keyring([NEW])
    assert ring.decrypt(ring.encrypt(text, context="c"), context="c") == text


def test_what_is_stored_shows_neither_the_text_nor_that_two_texts_are_the_same():
    ring = Keyring([NEW])
    one, other = (ring.encrypt("JBSWY3DPEHPK3PXP", context="c") for _ in range(2))
    assert one != other
    assert "JBSWY3DPEHPK3PXP" not in one and NEW not in one
    assert one.isascii() and set(one) <= set(ascii_letters + digits + "-_=.")


def test_a_text_moved_to_another_place_cannot_be_decrypted():
    ring = Keyring([NEW])
    sealed = ring.encrypt("secret", context="people.User.totp:1")
    with pytest.raises(Unsealable, match="altered, or encrypted for another place"):
        ring.decrypt(sealed, context="people.User.totp:2")


def test_not_a_single_character_can_be_altered():
    ring = Keyring([NEW])
    sealed = ring.encrypt("secret", context="c")
    for position, character in enumerate(sealed):
        altered = sealed[:position] + ("A" if character != "A" else "B") + sealed[position + 1 :]
        with pytest.raises(Unsealable):
            ring.decrypt(altered, context="c")


@pytest.mark.parametrize("nonsense", ["", ".", "1", "1.", "1.00000000.", "2.x.y", "secret", "1.é.ü"])
def test_nonsense_is_refused(nonsense):
    with pytest.raises(Unsealable):
        Keyring([NEW]).decrypt(nonsense, context="c")


@pytest.mark.parametrize("body", ["", "AAAA", "A", "=", "é", "A" * 40])
def test_a_mutilated_body_is_refused(body):
    ring = Keyring([NEW])
    form, name, _ = ring.encrypt("secret", context="c").split(".")
    with pytest.raises(Unsealable):
        ring.decrypt(f"{form}.{name}.{body}", context="c")


def test_keys_are_changed_without_stopping():
    before, both, after = Keyring([OLD]), Keyring([NEW, OLD]), Keyring([NEW])
    sealed = before.encrypt("secret", context="c")
    assert both.decrypt(sealed, context="c") == "secret"
    assert before.is_current(sealed) and not both.is_current(sealed)
    with pytest.raises(Unsealable, match="not in PERFHUB_KEYS"):
        after.decrypt(sealed, context="c")
    renewed = both.renew(sealed, context="c")
    assert after.decrypt(renewed, context="c") == "secret"
    assert both.renew(renewed, context="c") == renewed


def test_the_keyring_is_that_of_the_settings():
    with override_settings(PERFHUB_KEYS=[OLD]):
        sealed = keyring().encrypt("secret", context="c")
        assert keyring() is keyring()
    with override_settings(PERFHUB_KEYS=[NEW, OLD]):
        assert keyring().decrypt(sealed, context="c") == "secret"
    with pytest.raises(ValueError, match="at least one key"):
        Keyring([])


def test_keys_for_different_purposes_have_nothing_in_common():
    assert derived(NEW, "a") != derived(NEW, "b") != derived(OLD, "b")
    assert len(derived(NEW, "a")) == 32


def test_a_token_has_256_random_bits_and_only_its_hash_is_stored():
    tokens = {new_token("inv") for _ in range(100)}
    assert len(tokens) == 100
    for token in tokens:
        prefix, _, body = token.partition("_")
        assert prefix == "inv" and len(body) == 43
        assert hash_token(token) == hashlib.sha256(token.encode()).hexdigest()
        assert body not in hash_token(token)
