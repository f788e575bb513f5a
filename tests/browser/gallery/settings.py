"""The product's settings, without its rooms and its database: what the gallery needs and nothing else."""

from perfhub.settings import *  # noqa: F403

INSTALLED_APPS = [
    "perfhub",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "csp",
]
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES[0]["OPTIONS"]["context_processors"] = [  # noqa: F405
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
]
AUTH_USER_MODEL = "auth.User"
DATABASES: dict = {}
DEBUG = True  # serves the static files
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
ROOT_URLCONF = "tests.browser.gallery.urls"
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CSRF_COOKIE_SECURE = False
ALLOWED_HOSTS = ["127.0.0.1"]
