"""Addresses of this floor."""

app_name = "analytics"

pages: list = []
api: list = []
