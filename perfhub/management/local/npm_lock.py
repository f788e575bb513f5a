"""`make lock`, the npm half: package-lock.json with versions and hashes, without addresses."""

import json

from perfhub.management.local.assets import npm
from perfhub.management.local.places import ROOT

ADDRESSES = ("resolved", "funding")


def main() -> None:
    """Let npm resolve package.json, then drop every address it wrote down."""
    npm("install", "--package-lock-only")
    path = ROOT / "package-lock.json"
    whole = json.loads(path.read_text())
    for package in whole["packages"].values():
        for address in ADDRESSES:
            package.pop(address, None)
    path.write_text(json.dumps(whole, indent=2) + "\n")


if __name__ == "__main__":
    main()
