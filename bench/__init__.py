"""`make bench`: how fast the house is, each figure beside a floor measured in the same run, in turn with it.

`world` makes organizations of a thousand to a hundred thousand people and keeps them as template databases; `pages`
asks over HTTP, through gunicorn; `works` times what workers do; `report` writes bench/results.json and
docs/performance.md.
"""
