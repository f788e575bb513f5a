"""The API of this floor, by noun."""
