"""Modules of the bench in processes of their own; what needs the application starts by `bench.inside`."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping

from perfhub.management.local.children import dies_with
from perfhub.management.local.places import ROOT


def printed(module: str, *words: str, environment: Mapping[str, str]) -> str:
    """What a module printed; it ends when we do."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env=environment,
        preexec_fn=dies_with(os.getpid(), signal.SIGTERM),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def printed_inside(module: str, *words: str, environment: Mapping[str, str]) -> str:
    """The same of a module which needs the application."""
    return printed("bench.inside", module, *words, environment=environment)
