"""The access table: every address and method, and who gets which answer.

When you add an address, add its rows here, under your floor. One row per method:

    row("feedback:check_in", GET, of=due_check_in, employee=200, manager=200, others=404),

`of` makes a valid object about the person it is given (see `row` in access.py for all that can be said). Write the
codes from the specification, not from what the code answers: what one may not see is 404, what one may not do is 403.
"""

from random import randrange

from tests.factories import people as make

from .access import GET, POST, SIGN_IN, row


def own_job(world, subject):
    return make.JobFactory(started_by=subject)


# --- outside of an organization: sign-in is allauth's, each route is mounted by name ---------------

OUTSIDE_ROWS = [
    row("arrive", GET, others=302),
    row("organizations", GET, others=200),
    row("healthz", GET, everybody=200, public="A supervisor asks whether the process lives; says nothing else."),
    row("readyz", GET, everybody=200, public="A load balancer asks whether the database answers; says nothing else."),
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
    row("account_reauthenticate", GET, anon=SIGN_IN, others=200),
    row("account_reauthenticate", POST, anon=SIGN_IN, others=200),
]

# --- people -----------------------------------------------------------------------------------------

PEOPLE_ROWS = [
    row("people:home", GET, others=200),
    row("people:draft", POST, body={"draft_key": "check-in", "mood": "4"}, others=204),
    row("people:job", GET, of=own_job, employee=200, hr=200, others=404),
    row("people:job_cancel", POST, of=own_job, employee=302, hr=302, others=404),
]

# --- notices ----------------------------------------------------------------------------------------

NOTICES_ROWS: list = []

# --- feedback ---------------------------------------------------------------------------------------

FEEDBACK_ROWS: list = []

# --- analytics --------------------------------------------------------------------------------------

ANALYTICS_ROWS: list = []

ROWS = [*OUTSIDE_ROWS, *PEOPLE_ROWS, *NOTICES_ROWS, *FEEDBACK_ROWS, *ANALYTICS_ROWS]
