"""States and moves of this floor: the ladder, its plans, the support that is owed in them, diagnoses and findings."""

from .diagnosis import *  # noqa: F403
from .ladder import *  # noqa: F403
from .plans import *  # noqa: F403
