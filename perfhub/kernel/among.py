"""The lookup `among`, of all fields (`pk__among=rows`): as `pk__in`, for rows of which there are few.

They are found first and kept as an array, so that an index leads from them to what is asked for. In `pk__in` they are
a part of the condition, which PostgreSQL believes to cost as much again for each row it is looked at for: with a few
of those it rather reads the whole table. The array is gone through one by one, so this is not for thousands.
"""

from typing import Any

from django.db.models import Lookup


class Among(Lookup):
    """The column is one of those the rows on the right have; these give one column."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        rows, rows_params = compiler.compile(self.rhs)
        return f"{column} = ANY(ARRAY{rows})", (*column_params, *rows_params)
