"""perfhub on one machine: set-up, embedded PostgreSQL and Redis, web, workers and the clock.

Only the standard library is imported here: this package builds the virtual environment that the rest needs.
"""
