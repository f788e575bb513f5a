"""Addresses of this floor."""

from django.urls import path

from .views import places, work

app_name = "people"

pages = [
    path("", places.home, name="home"),
    path("draft/", work.save_draft, name="draft"),
    path("jobs/<int:pk>/", work.job, name="job"),
    path("jobs/<int:pk>/cancel/", work.cancel_job, name="job_cancel"),
]
api: list = []
