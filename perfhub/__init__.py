"""The project: ground and roof."""

import gc

gc.set_threshold(50_000, 10, 10)  # what is loaded stays: Python looks through all of it again and again, usually
