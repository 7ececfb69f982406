"""Django's settings: one file for every environment; what differs is read through `env`."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP

from perps_studio import env

BASE_DIR = Path(__file__).resolve().parent.parent
RUN_DIR = env.folder("PERPS_RUN_DIR", BASE_DIR / ".run")

DEBUG = False
PRODUCTION = env.flag("PRODUCTION")
SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY:
    if PRODUCTION:
        raise SystemExit("SECRET_KEY is not set. Set it to a long random text and start again.")
    SECRET_KEY = "local-development-only-" + "0" * 40

# Hosts are decided by operators.middleware (host → exchange): Domain rows and PLATFORM_HOSTS, nothing else.
ALLOWED_HOSTS = ["*"]
PLATFORM_HOSTS = env.words("PLATFORM_HOSTS", "studio.localhost")
DEMO = env.flag("DEMO")

INSTALLED_APPS = [
    "operators.accounts.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "margin",
    "operators",
    "trading",
    "perps_studio",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "operators.middleware.exchange_by_host",
    "operators.middleware.readable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "operators.accounts.middleware.session_of_this_site",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "operators.accounts.middleware.person_of_this_site",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "perps_studio.urls"
ASGI_APPLICATION = "perps_studio.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "pages"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "operators.context.site",
            ],
        },
    },
]
# Streamed widgets are MiniJinja's; outside Django's folders Django cannot render them by mistake.
WIDGET_TEMPLATES = BASE_DIR / "templates" / "widgets"


def database(url: str) -> dict[str, object]:
    """Django's database settings from a postgresql:// URL; the host may be a socket folder (?host=…)."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "perps_studio",
        "USER": parts.username or "postgres",
        "PASSWORD": parts.password or "",
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(query.get("port") or parts.port or ""),
        "CONN_MAX_AGE": 0,
    }


DATABASES = {
    "default": database(env.text("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/perps_studio"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "operators.User"
AUTHENTICATION_BACKENDS = ["operators.accounts.backend.PasswordOnThisSite"]
SESSION_ENGINE = "operators.accounts.session_store"
LOGIN_URL = "sign-in"
CSRF_FAILURE_VIEW = "operators.accounts.views.sign_in.page_too_old"
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / "staticfiles") if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = env.folder("MEDIA_ROOT", RUN_DIR / "media")

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

OUTBOX = RUN_DIR / "outbox"
SMTP_HOST = env.text("SMTP_HOST")  # without one, mail is kept in the outbox
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": SMTP_HOST,
            "port": env.number("SMTP_PORT", 587),
            "username": env.text("SMTP_USER"),
            "password": env.text("SMTP_PASSWORD"),
            "use_tls": env.flag("SMTP_TLS", True),
            "timeout": 10,
        },
    }
    if SMTP_HOST
    else {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(OUTBOX)},
    }
}
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "no-reply@perps.localhost")

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)  # Celery's name for a Unix socket
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {
    "refresh-instruments": {"task": "trading.tasks.refresh_instruments", "schedule": 300.0},
    "sample-equity": {"task": "trading.tasks.sample_equity", "schedule": 60.0},
    "forget-what-is-over": {"task": "operators.tasks.forget_what_is_over", "schedule": 3600.0},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(RUN_DIR / "celerybeat-schedule")

# Where each venue's networks live: only addresses differ between sandbox, testnet and mainnet.
SANDBOX_URL = env.text("SANDBOX_URL", f"http://127.0.0.1:{env.number('SANDBOX_PORT', 8700)}")
VENUE_URLS = {
    ("hyperliquid", "mainnet"): env.text("HYPERLIQUID_MAINNET_URL", "https://api.hyperliquid.xyz"),
    ("hyperliquid", "testnet"): env.text("HYPERLIQUID_TESTNET_URL", "https://api.hyperliquid-testnet.xyz"),
    ("hyperliquid", "sandbox"): f"{SANDBOX_URL}/hyperliquid",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        name: {"level": "WARNING"}
        for name in ("httpx", "httpcore", "daphne", "django.channels", "twisted", "websockets")
    },
}

os.makedirs(RUN_DIR, exist_ok=True)
