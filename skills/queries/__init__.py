"""Reads of this floor, shaped for pages."""
