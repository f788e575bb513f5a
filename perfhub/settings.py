"""All settings, driven by the environment; docs/operating.md lists the variables."""

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

import environ

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- who we are --------------------------------------------------------------
LOCAL = env.bool("PERFHUB_LOCAL", False)  # one machine, plain http, mailbox page
DATA_DIR = Path(env("PERFHUB_DATA", default=str(BASE_DIR / ".data")))
PUBLIC_URL = env("PERFHUB_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}").rstrip("/")
SECURE = urlsplit(PUBLIC_URL).scheme == "https"
DEBUG = False
ALLOWED_HOSTS = env.list("PERFHUB_HOSTS", default=[urlsplit(PUBLIC_URL).hostname, "localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]


def derived(key: str) -> str:
    """A signing key made from an encryption key, so that one secret list is enough."""
    return hashlib.sha256(b"perfhub signing" + key.encode()).hexdigest()


# The first key encrypts and signs; the others still open what they closed.
PERFHUB_KEYS = env.list("PERFHUB_KEYS")
SECRET_KEY = derived(PERFHUB_KEYS[0])
SECRET_KEY_FALLBACKS = [derived(key) for key in PERFHUB_KEYS[1:]]

# --- rooms -------------------------------------------------------------------
INSTALLED_APPS = [
    "perfhub",
    "perfhub.kernel",
    "people",
    "notices",
    "goals",
    "skills",
    "feedback",
    "pips",
    "analytics",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "django_prometheus",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.PersonalPagesMiddleware",
    "people.middleware.OrganizationMiddleware",  # last: it runs the view
]

ROOT_URLCONF = "perfhub.urls"
WSGI_APPLICATION = "perfhub.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "perfhub.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "perfhub.kernel.widgets.Renderer"

# --- PostgreSQL --------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["TEST"] = {"TEMPLATE": "template0"}
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 3)  # seconds; then a page says 503
# A statement that is sent apart from its values is kept by PostgreSQL, planned, from its third time on: what home asks
# takes a tenth of the time. A pool of connections has to know of it: PgBouncer with max_prepared_statements. It is the
# same plan for all values; PostgreSQL would else take planning for nearly free and do it anew.
PLAN_CACHE_MODE = ""
if env.bool("PERFHUB_PREPARED", default=True):
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 2
    PLAN_CACHE_MODE = "force_generic_plan"
# How long a statement and the wait for a lock may take, as PostgreSQL spells it; empty: as long as it takes.
# perfhub/wsgi.py sets both for the web: a page that hangs is worse than one that says so.
STATEMENT_TIMEOUT = env("PERFHUB_STATEMENT_TIMEOUT", default="")
LOCK_TIMEOUT = env("PERFHUB_LOCK_TIMEOUT", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ORGANIZATION_MODEL = "people.Organization"
APP_ROLE = env("PERFHUB_APP_ROLE", default="perfhub_app")
# Tables that belong to no organization, and what the application may do with them.
GLOBAL_TABLES = {
    "people_organization": "SELECT",
    "people_user": "SELECT, INSERT, UPDATE",
    "people_operator": "SELECT",
    "people_session": "SELECT, INSERT, UPDATE, DELETE",
    "people_recovery": "SELECT, INSERT, UPDATE, DELETE",
    "people_accountletter": "SELECT, INSERT, UPDATE, DELETE",
    "mfa_authenticator": "SELECT, INSERT, UPDATE, DELETE",
    "account_emailaddress": "SELECT, INSERT, UPDATE, DELETE",
    "account_emailconfirmation": "SELECT, INSERT, UPDATE, DELETE",
    "django_content_type": "SELECT",
    "django_migrations": "SELECT",
    "auth_group": "",
    "auth_group_permissions": "",
    "auth_permission": "",
}
# Functions that look around the walls on purpose.
DEFINER_FUNCTIONS = ("organizations_of(bigint)",)

# Receivers of webhooks that may be inside or without TLS, each as host:port; perfhub/kernel/egress.py says what else.
EGRESS_ALLOWED = env.list("PERFHUB_EGRESS_ALLOWED", default=[])
AUDIT_ANCHORS = env("PERFHUB_ANCHORS", default=str(DATA_DIR / "anchors"))  # where the audit's chain leaves the database

# --- Redis, Celery -----------------------------------------------------------
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
LIMITS_PREFIX = "limit"  # of the counters of perfhub.kernel.limits
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

# --- sign-in -----------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "people.rules.passwords.NotCommon"},
    {"NAME": "people.rules.passwords.NotOurWords"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "people.views.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}  # by name: who has no address; docs/adr/0008
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in_name"
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by its invitation
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # its mail would offer a sign-up, which there is not
# What else is tried is counted by perfhub.kernel.limits.
ACCOUNT_RATE_LIMITS = {"enter_code": "10/5m/ip,10/5m/key"}
MFA_FORMS = {"authenticate": "people.forms.SecondFactorForm"}
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"

# --- cookies and headers -----------------------------------------------------
SESSION_ENGINE = "people.models.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "perfhub-session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "perfhub-csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
BEHIND_PROXY = env.bool("PERFHUB_BEHIND_PROXY", False)  # exactly one, which sets both headers itself
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # rate limits count people, not the proxy
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "people.views.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- API ---------------------------------------------------------------------
REST_FRAMEWORK = {  # what holds for every operation stands in perfhub.kernel.api.doors.Door
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "perfhub.kernel.api.answer_exception",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "perfhub",
    "VERSION": "1",
    "DESCRIPTION": "What the pages show and do, for programs: the same nouns, the same rules.",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [],  # words to choose from stand where they are asked for
}

# --- language, time, words ---------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# --- files -------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static", *(p for p in [BASE_DIR / ".assets"] if p.is_dir())]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # files live in people.File
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

# --- mail --------------------------------------------------------------------
MAILBOX_DIR = DATA_DIR / "mailbox"
MAIL_DOMAIN = urlsplit(PUBLIC_URL).hostname or "localhost"  # of the Message-IDs
if EMAIL_URL := env("EMAIL_URL", default=""):
    vars().update(env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "perfhub.kernel.mailbox.EmailBackend"
    EMAIL_FILE_PATH = MAILBOX_DIR
MAILBOX = LOCAL and not EMAIL_URL  # the page that shows those files
EMAIL_TIMEOUT = 5  # seconds until a mail server has said something
DEFAULT_FROM_EMAIL = env("PERFHUB_MAIL_FROM", default=f"perfhub <perfhub@{urlsplit(PUBLIC_URL).hostname}>")

METRICS_TOKEN = env("PERFHUB_METRICS_TOKEN", default="")  # without one, /metrics is not there

# --- logs: no bodies, no names -----------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "perfhub.kernel.logs.Redact"}},
    "formatters": {
        "line": {"()": "perfhub.kernel.logs.Line", "format": "{levelname} {name}: {message}", "style": "{"},
        "json": {"format": "%(message)s"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["redact"]},
        "requests": {"class": "logging.StreamHandler", "formatter": "json"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},  # the line below says it already
        "django_structlog": {"handlers": ["requests"], "level": "WARNING", "propagate": False},
    },
}
