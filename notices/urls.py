"""Addresses of this floor."""

app_name = "notices"

pages: list = []
api: list = []
