"""The doors of this floor, by noun."""
