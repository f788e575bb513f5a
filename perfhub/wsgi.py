"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfhub.settings")
os.environ.setdefault("PERFHUB_STATEMENT_TIMEOUT", "15s")
os.environ.setdefault("PERFHUB_LOCK_TIMEOUT", "2s")
application = get_wsgi_application()
