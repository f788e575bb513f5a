"""`python3 -m perfhub.management.local <command>`: finds a Python that is new enough, then starts the launcher."""

import os
import shutil
import sys

# Written so that an old Python can read it, too: it has to say one clear sentence, not a SyntaxError.
NEWER = ("python3.13", "python3.12", "python3.11")

if sys.version_info < (3, 11):  # noqa: UP036 - that is the question here
    for name in NEWER:
        if shutil.which(name):
            os.execvp(name, [name, "-m", "perfhub.management.local", *sys.argv[1:]])
    found = ".".join(map(str, sys.version_info[:2]))
    sys.exit("perfhub: Python 3.11 or newer is needed, this is " + found + ": install it, or name one with PYTHON=….")

from perfhub.management.local.commands import main  # noqa: E402 - an old Python must not read further than this

sys.exit(main(sys.argv[1:]))
