"""Addresses of this floor."""

app_name = "feedback"

pages: list = []
api: list = []
