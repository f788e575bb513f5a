"""Who else reads a check-in."""

from perfhub.kernel.forms import Form, KeyField


class LeaderForm(Form):
    """Who leads a part of the work by a dotted line, by key."""

    leader = KeyField()
