"""Averages of small groups: the one way out, for page, CSV and API alike.

Who may read the answers of people one by one needs no protection from their average. Everybody else
is shown averages from which no fewer than five people (`K`) can be worked out, neither from one
number nor by subtracting numbers from one another. `release` decides, for a tree of groups over weeks:

1. **Few.** An average over 1 to 4 people whom the viewer may not read is withheld.
2. **Rest.** A group minus those of its subgroups which are shown leaves nobody, or at least five
   people; otherwise the smallest subgroup shown is withheld too.
3. **Change.** Between two weeks, whatever part of the groups can be told apart by what is shown in
   both differs by nobody, or by at least five people; otherwise the later week is withheld, from the
   smallest group upwards, until it does. "Part" includes what is left when the changes of one group are
   subtracted from those of another (six joined the team around it, five of them this team).

Every decision rests on counts of people alone, never on what they answered, so that a gap tells nothing.

**What this stops**, proven against an attacker who adds and subtracts everything shown: within one week,
any combination that depends on one to four people alone; between two weeks the same, even if everybody
answered alike in both. **What it does not stop:** more than two weeks played off against one
another; weeks further apart than the flows given; somebody who knows by other means that a certain
person did not answer in one of two weeks (rule 3 is about who belongs to a group, not who answered);
two viewers who put together what each may read; and a mean at the very end of a scale, which says what
everybody answered. See docs/adr/0005-averages-of-small-groups.md.

Give `release` the whole tree which the viewer may see and all weeks from a fixed start, then show the part
a page is about: what is withheld on one page must not be shown on another, or next week.
"""

from .cells import LAGS, Cell, Decision, Flow, Group, K, Key, Released, Withheld, flows_between
from .deciding import release

__all__ = ["LAGS", "Cell", "Decision", "Flow", "Group", "K", "Key", "Released", "Withheld", "flows_between", "release"]
