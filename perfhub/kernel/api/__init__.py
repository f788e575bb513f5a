"""The ground of the API: who asks, with which scope, paging, filters, editions, and one place where errors answer.

**How to add a noun** (look at `people/api/employees.py`; the API is the same nouns and the same rules as the pages)

1. `scopes.py`: one line in `NOUNS`, with the words a person reads when ticking the scope.
2. The room's `api.py`: `…Out` shows, `…In` cleans (unknown fields are refused), then one function per operation:

        @reads(ABSENCES, AbsenceOut, pages=Order("start_date"), filters=AbsenceFilters)
        def list_absences(request):
            "When the people this viewer looks after are not at work, the earliest first."
            return page_of(request, access.visible_absences(request.viewer))

        @writes(ABSENCES, AbsenceOut, takes=AbsenceIn, status=201)
        def add_absence(request, said):
            "From one day to another, both included."
            return rules.add_absence(by=request.viewer, at=request.at, **said)

   A function fetches through `access`, calls one rule or one query, and returns a row, a `page_of(…)` or nothing (204).
   Its name is the operation's name in the schema, its docstring the description.
3. `urls.py`: `path("absences/", door(GET=api.list_absences, POST=api.add_absence), name="absences")`. An act is a POST
   below its row, named as in MOVES: `absences/<int:pk>/remove/`.
4. Whatever may be edited has an edition: `class AbsenceOut(Out): edition = "version"` makes every answer carry an ETag,
   `@writes(…, edition=True)` asks for If-Match (missing 428) and passes `seen=` to the function for the rule, which
   raises `Conflict` (412).
5. The access table gets a row for each method, `tests/guards/scope_table.py` its scope. Filters and orders are
   allow-lists of what is shown: `about` says what a filter of several fields is about, and a guard compares.

Everything else comes along: sign-in or bearer token, Idempotency-Key, problem+json, the schema, the page at /api/.
"""

from .doors import Operation, door, page_of, reads, writes
from .entry import HasViewer, InScope, SignedInOrToken
from .filters import ChoiceFilter, DateFilter, Filters, IdFilter, TextFilter, YesNoFilter
from .paging import Order
from .problems import answer_exception, problem_response
from .scopes import NOUNS, SCOPES, Noun
from .shapes import AlwaysJSON, Day, Id, In, JSONParser, Key, Out, Sheet, ZoneField

__all__ = [
    "NOUNS",
    "SCOPES",
    "AlwaysJSON",
    "ChoiceFilter",
    "DateFilter",
    "Day",
    "Filters",
    "HasViewer",
    "Id",
    "IdFilter",
    "In",
    "InScope",
    "JSONParser",
    "Key",
    "Noun",
    "Operation",
    "Order",
    "Out",
    "Sheet",
    "SignedInOrToken",
    "TextFilter",
    "YesNoFilter",
    "ZoneField",
    "answer_exception",
    "door",
    "page_of",
    "problem_response",
    "reads",
    "writes",
]
