"""The rows of the access table, apart by what they do; programs."""

from tests.api.conftest import program as program
from tests.guards.access import GET
from tests.guards.access_table import ROWS

READS = [row for row in ROWS if row.method == GET]
WRITES = [row for row in ROWS if row.method != GET]
