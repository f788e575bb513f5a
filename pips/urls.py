"""Addresses of this floor."""

from django.urls import URLPattern

app_name = "pips"

pages: list[URLPattern] = []

api: list[URLPattern] = []
