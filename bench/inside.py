"""`python -m bench.inside MODULE [WORDS…]`: calls `main(*words)` of a module which needs the application.

The application's registry stands before the module is read, so that the module is one like any other.
"""

import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    import_module(sys.argv[1]).main(*sys.argv[2:])
