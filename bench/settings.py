"""The application as it runs in production, with one page more: the floor that others are compared with."""

from perfhub.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
