#!/usr/bin/env python
"""Django's command line. Platform commands run as the owner of the tables, everything else as the application."""

import os
import sys

OWNER_COMMANDS = {"migrate", "create_organization", "seed_demo", "sqlflush", "flush", "loaddata", "doctor", "test"}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfhub.settings")
    owner = os.environ.pop("DATABASE_OWNER_URL", None)
    if owner and len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["DATABASE_URL"] = owner
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
