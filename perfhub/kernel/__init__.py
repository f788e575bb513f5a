"""The ground: mechanisms without tables. It imports nothing of ours."""
