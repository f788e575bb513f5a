"""Doors of this floor for programs."""
