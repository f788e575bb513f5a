"""Addresses of people, a module for each subject."""

from .api import API_ROWS
from .days import DAYS_ROWS
from .joining import JOINING_ROWS
from .organization import ORGANIZATION_ROWS
from .own import OWN_ROWS
from .persons import PERSONS_ROWS
from .rosters import ROSTERS_ROWS
from .teams import TEAMS_ROWS

PEOPLE_ROWS = [
    *OWN_ROWS,
    *PERSONS_ROWS,
    *TEAMS_ROWS,
    *JOINING_ROWS,
    *DAYS_ROWS,
    *ORGANIZATION_ROWS,
    *ROSTERS_ROWS,
    *API_ROWS,
]
