"""The scored sheet that a team really published."""

from pathlib import Path

import pytest

NAME = "cluster_2019q2_scored.csv"


def published() -> bytes:
    above = [folder / "shared" / "data" / "okr" / NAME for folder in Path(__file__).resolve().parents]
    path = next((path for path in above if path.exists()), None)
    if path is None:
        pytest.skip(f"the published sheet {NAME} is not here")
    return path.read_bytes()
