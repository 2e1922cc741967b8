"""Settings. Everything a bureau may change comes from the environment; the defaults run the portal as it is.

DATABASE_URL      postgres://… for production; SQLite in var/portal.sqlite3 otherwise
PORTAL_VAR        folder of everything that is not code: database, secrets, uploads
PORTAL_OFFICE     full name of the office, shown in the head and printed on forms
PORTAL_PROFILE    "standard" or "dengbao" (等保: stricter passwords, for production)
PORTAL_HTTPS      "1" behind a TLS proxy: secure cookies, HSTS
PORTAL_HOSTS      comma-separated host names that may be asked for
"""
import os
from pathlib import Path

import dj_database_url

from housing_portal import secret_store

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("PORTAL_VAR", BASE_DIR / "var"))
SECRETS = secret_store.load(VAR_DIR / "secrets.json")
SECRET_KEY = SECRETS["secret_key"]
DEBUG = False
ALLOWED_HOSTS = os.environ.get("PORTAL_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
HTTPS = os.environ.get("PORTAL_HTTPS") == "1"
PROFILE = os.environ.get("PORTAL_PROFILE", "standard")
OFFICE_NAME = os.environ.get("PORTAL_OFFICE", "住房和城乡建设局")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # the templates of the built-in widgets, which kit/ overrides
    "django_tables2",
    "django_filters",
    "axes",
    "housing_portal.kit",
    "housing_portal.accounts",
    "housing_portal.journal",
    "housing_portal.registry",
    "presale",
    "presale.delivery",
    "transactions",
    "affordable",
    "inspections",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "housing_portal.kit.middleware.SecurityHeaders",
    "housing_portal.kit.middleware.BadInput",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "housing_portal.journal.origin.Origin",
    "housing_portal.accounts.middleware.SessionLimits",
    "housing_portal.accounts.middleware.PasswordDue",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "housing_portal.urls"
WSGI_APPLICATION = "housing_portal.wsgi.application"

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
                "housing_portal.context.portal",
            ],
        },
    },
]
FORM_RENDERER = "housing_portal.kit.widgets.QuickRenderer"

# -- database: one code path, two databases ----------------------------------------------------------
SQLITE_OPTIONS = {
    # IMMEDIATE takes the write lock when a transaction begins: what select_for_update gives on PostgreSQL.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;",
}
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:  # compiling a question takes longer than answering it, at the sizes of a county
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- people and sessions -----------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_IDLE_SECONDS = int(os.environ.get("PORTAL_SESSION_IDLE", 30 * 60))
SESSION_ABSOLUTE_SECONDS = int(os.environ.get("PORTAL_SESSION_ABSOLUTE", 10 * 3600))
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "housing_portal.kit.views.csrf_failure"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours: 15 minutes
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "housing_portal.accounts.views.locked_out"
AXES_CLIENT_IP_CALLABLE = "housing_portal.journal.origin.client_address"
AXES_VERBOSE = False

# 等保: at least 10 characters of three kinds, 90 days, no reuse of the last five.
PASSWORD_PROFILES = {
    "standard": {"min_length": 8, "kinds": 2, "max_age_days": 0, "history": 1},
    "dengbao": {"min_length": 10, "kinds": 3, "max_age_days": 90, "history": 5},
}
PASSWORD_RULES = PASSWORD_PROFILES[PROFILE]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "housing_portal.accounts.passwords.LengthRule", "OPTIONS": {"min_length": PASSWORD_RULES["min_length"]}},
    {"NAME": "housing_portal.accounts.passwords.KindsRule", "OPTIONS": {"kinds": PASSWORD_RULES["kinds"]}},
    {"NAME": "housing_portal.accounts.passwords.PersonalRule"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "housing_portal.accounts.passwords.HistoryRule", "OPTIONS": {"history": PASSWORD_RULES["history"]}},
]

# -- language and clock ------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [BASE_DIR / "housing_portal/locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y%m%d"]

# -- files -------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "housing_portal.kit.storage.StaticStorage"},
}
WHITENOISE_USE_FINDERS = False
MEDIA_ROOT = VAR_DIR / "uploads"
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
UPLOAD_MAX_BYTES = 10 * 1024 * 1024

# -- web security: nothing inline, nothing from elsewhere --------------------------------------------
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "style-src": ["'self'"],
    "script-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
}

DJANGO_TABLES2_TEMPLATE = "kit/table.html"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"portal": {"level": "INFO"}},
}
