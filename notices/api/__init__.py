"""This floor for programs."""
