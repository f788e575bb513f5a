"""States and moves of this floor: the ladder, its plans and the support that is owed in them."""

from .ladder import *  # noqa: F403
from .plans import *  # noqa: F403
