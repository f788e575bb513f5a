"""Cleaning of input on this floor; a module for each noun."""
