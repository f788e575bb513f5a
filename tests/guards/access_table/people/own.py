"""Home, and what everybody has for oneself: settings, tokens, long work, who has seen mine."""

from ...access import GET, POST, row
from ..making import own_job, own_token

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
]
