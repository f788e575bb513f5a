"""Every operation of the API says its scope, and a list tells by its filters and orders only what it shows."""

from collections.abc import Iterator

from perfhub.kernel.api import SCOPES, Filters, Order, Out, TextFilter, door, reads
from perfhub.kernel.api.doors import Door, Operation
from perfhub.kernel.api.scopes import TEAMS

from .access import routes
from .access_table import ROWS
from .scope_table import SCOPE_OF


def operations() -> Iterator[tuple[str, str, Operation]]:
    for name, route in routes().items():
        if route.route.startswith("api/v1/"):
            view = getattr(route.view, "cls", None)
            assert view is not None and issubclass(view, Door), f"{name}: use door(GET=…) of perfhub.kernel.api"
            for method, operation in view.operations.items():
                yield name, method, operation


def test_every_operation_needs_the_scope_that_the_table_says():
    said = {(name, method): operation.scope for name, method, operation in operations()}
    assert said == SCOPE_OF
    assert set(said.values()) <= set(SCOPES)


def test_every_scope_is_of_use_and_said_in_plain_words():
    assert set(SCOPES) == set(SCOPE_OF.values())
    assert all(str(words).strip() for words in SCOPES.values())


def test_what_writes_needs_a_scope_to_write():
    wrong = [name for name, method, operation in operations() if operation.writes is (method == "GET")]
    assert wrong == []


def test_every_operation_is_in_the_access_table():
    listed = {(row.name, row.method) for row in ROWS}
    assert [name for name, method, _operation in operations() if (name, method) not in listed] == []


def shown_by(operation: Operation) -> set[str]:
    """The names a list shows, and the columns they are read from."""
    fields = operation.shows().fields
    return set(fields) | {field.source for field in fields.values()}


def told_beside(operation: Operation) -> list[str]:
    """What filters and orders would tell of what is not shown."""
    if operation.pages is None:
        return []
    shown, found = shown_by(operation), []
    for name, filter_ in operation.filters.base_filters.items() if operation.filters else ():
        own = filter_.method is None
        about = (filter_.field_name,) if own else operation.filters.about.get(name, (f"nothing said: {name}",))
        found += [f"{operation.name} filters by {column}" for column in about if column not in shown]
    orders = operation.pages
    for column in {orders.usual, *orders.named.values()}:
        if column[0].lstrip("-") not in shown | DERIVED:
            found.append(f"{operation.name} orders by {column[0]}")
    return found


DERIVED = {"sort_name", "rank"}  # made from the name, and from the level, that are shown


def test_nothing_hidden_can_be_filtered_or_ordered_by():
    assert [told for _name, _method, operation in operations() for told in told_beside(operation)] == []


def test_a_filter_by_what_is_hidden_is_found():
    class Planted(Filters):
        user = TextFilter(field_name="user__password")
        q = TextFilter(method="find")

    @reads(TEAMS, Out, filters=Planted, pages=Order("secret"))
    def planted(request):
        """Planted."""

    assert len(told_beside(planted)) == 3


def test_a_door_that_declares_no_scope_cannot_be_made():
    try:
        door(GET=lambda request: None)
    except AttributeError:
        return
    raise AssertionError("a plain function became an address of the API")
