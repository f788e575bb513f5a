"""Reads of this floor, shaped for its pages; a module for each noun."""
