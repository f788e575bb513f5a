"""Doors for programs, a module for each noun."""
