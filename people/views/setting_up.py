"""A second factor while it is being set up: its key stays the same until it is confirmed, in all tabs."""

from perfhub.kernel.keys import Unsealable, keyring

from ..rules.second_factor import new_key

KEY = "second_factor_key"  # in the session, encrypted


def key_of(request) -> str:
    """The key that is being set up; made when there is none."""
    place = f"second factor being set up:{request.user.pk}"
    try:
        return keyring().decrypt(request.session.get(KEY, ""), context=place)
    except Unsealable:
        key = new_key()
        request.session[KEY] = keyring().encrypt(key, context=place)
        return key


def in_fours(key: str) -> str:
    """As one types it."""
    return " ".join(key[n : n + 4] for n in range(0, len(key), 4))
