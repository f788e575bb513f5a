"""The settings under test: the owner makes the database, the application works in it (tests/conftest.py)."""

import os

os.environ["DATABASE_URL"] = os.environ.get("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])
if worker := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):  # nobody reads another one's queues
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("db=0", f"db={int(worker) + 1}")
os.environ.setdefault("PERFHUB_KEYS", "a key for tests")

from perfhub.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow on purpose
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
DATABASES["default"]["TEST"]["NAME"] = os.environ.get("PERFHUB_TEST_DB", "test_perfhub")  # noqa: F405
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # files as they lie, nothing collected
