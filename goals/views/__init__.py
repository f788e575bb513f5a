"""Doors of this floor for people."""
