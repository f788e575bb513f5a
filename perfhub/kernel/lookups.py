"""Ways of looking that PostgreSQL answers from an index, though rows of others are held back."""

from django.db.models import Lookup


class Begins(Lookup):
    """`sort_name__begins="kov"`: the text begins so. Unlike LIKE it may be asked before the row-level policy."""

    lookup_name = "begins"

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} ^@ {right}", (*left_params, *right_params)
