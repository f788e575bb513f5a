"""Addresses of goals."""

from .api import API_ROWS
from .api_beside import API_BESIDE_ROWS
from .lists import LIST_ROWS
from .metrics import METRIC_ROWS
from .pages import PAGE_ROWS

GOALS_ROWS = [*PAGE_ROWS, *LIST_ROWS, *METRIC_ROWS, *API_ROWS, *API_BESIDE_ROWS]
