"""Home, and what everybody has for oneself: settings, tokens, long work, who has seen mine."""

from ...access import GET, POST, row
from ..making import answered_data_request, data_request, own_job, own_token, the_person

# Who asked is known to them and to whoever leads HR; nobody answers about themselves.
OWN_DATA = {"employee": 200, "hr": 200}
ANSWERS = {"employee": 403, "hr_subject": 403, "hr": 303}

OWN_ROWS = [
    row("people:home", GET, others=200),
    row("people:draft", POST, body={"draft_key": "check-in", "mood": "4"}, others=204),
    row("people:job", GET, of=own_job, employee=200, hr=200, others=404),
    row("people:job_cancel", POST, of=own_job, employee=302, hr=302, others=404),
    row("people:settings", GET, others=200),
    row("people:settings", POST, body={"language": "en-gb", "theme": ""}, others=302),
    row("people:tokens", GET, others=200),
    row("people:tokens", POST, body={"name": "Script", "days": "30", "scopes": ["me:read"]}, others=200),
    row("people:token_revoke", POST, of=own_token, employee=303, hr=303, others=404),
    row("people:tokens_held", GET, hr=200, others=403),
    row("people:search", GET, query="q=emma", others=200),
    row("people:seen", GET, others=200),
    row("people:my_data", GET, others=200),
    row("people:my_data", POST, others=302),
    row("people:data_requests", GET, hr=200, others=403),
    row("people:data_request", GET, of=data_request, **OWN_DATA, others=404),
    row("people:answer_data_request", POST, of=data_request, **ANSWERS, others=404),
    row("people:reopen_data_request", POST, of=answered_data_request, **ANSWERS, others=404),
    row("people:withdraw_data_request", POST, of=data_request, employee=303, hr=303, others=404),
    row("people:ask_for_data", POST, of=the_person, employee=302, hr=302, others=403),
]
