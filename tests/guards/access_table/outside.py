"""Addresses outside of an organization: sign-in is allauth's, each route is mounted by name."""

from random import randrange

from ..access import GET, POST, SIGN_IN, row

OUTSIDE_ROWS = [
    row("arrive", GET, others=302),
    row("organizations", GET, others=200),
    row("healthz", GET, everybody=200, public="A supervisor asks whether the process lives; says nothing else."),
    row("readyz", GET, everybody=200, public="A load balancer asks whether the database answers; says nothing else."),
    row("api", GET, everybody=200, public="Describes the doors of the API; says nothing of anybody."),
    row("api_schema", GET, everybody=200, public="The same for programs."),
    row("metrics", GET, everybody=404, public="For a collector that has the operator's token; nobody signs in there."),
    row("account_login", GET, anon=200, others=302, public="Nobody is signed in yet."),
    row(
        "account_login",
        POST,
        body={"login": "nobody@example.test", "password": "wrong wrong wrong"},
        anon=200,  # the form again, with the same words for every reason
        others=302,
        public="Nobody is signed in yet.",
    ),
    row("account_logout", GET, others=200),
    row("account_logout", POST, others=SIGN_IN),  # signed out, and back where one signs in
    row("account_reset_password", GET, everybody=200, public="Whoever forgot the password cannot sign in."),
    row(
        "account_reset_password",
        POST,
        body=lambda world, subject: {"email": f"nobody{randrange(10**9)}@example.test"},
        everybody=302,
        public="Whoever forgot the password cannot sign in; the answer is the same for every address.",
    ),
    row("account_reset_password_done", GET, everybody=200, public="Says that a mail may come."),
    row(
        "account_reset_password_from_key",
        GET,
        of=lambda world, subject: ("1", "no-such-key"),
        everybody=200,
        public="The mailed link; a bad key is told so on the page.",
    ),
    row(
        "account_reset_password_from_key",
        POST,
        of=lambda world, subject: ("1", "no-such-key"),
        everybody=200,
        public="The mailed link; a bad key is told so on the page.",
    ),
    row("account_reset_password_from_key_done", GET, everybody=200, public="Says that the password is changed."),
    row("account_change_password", GET, anon=SIGN_IN, others=200),
    row("account_change_password", POST, anon=SIGN_IN, others=200),  # the form again: no old password given
    row("mfa_authenticate", GET, anon=SIGN_IN, others=302),
    row("mfa_authenticate", POST, anon=SIGN_IN, others=302),
    row("security", GET, others=200),
    row("security_end", POST, body={"session": "of nobody"}, others=302),
    row("security_end_others", POST, others=302),
    row("security_set_up", GET, others=200),
    row("security_set_up", POST, body={"code": "wrong"}, others=422),
    row("security_qr", GET, others=404),  # a key is drawn only where one is being set up
    row("security_codes", POST, others=302),
    row("security_off", POST, others=302),
    row("recover", GET, of=lambda world, subject: "no-such-token", everybody=410, public="The mailed link is a key."),
    row("recover", POST, of=lambda world, subject: "no-such-token", everybody=410, public="The mailed link is a key."),
    row("account_reauthenticate", GET, anon=SIGN_IN, others=200),
    row("account_reauthenticate", POST, anon=SIGN_IN, others=422),  # no password given,
]
