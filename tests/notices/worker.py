"""The application as a worker of a test runs it: ours, with the kinds of notices that exist in tests only."""

from perfhub.celery import app

app.conf.include = ["tests.factories.notices"]
