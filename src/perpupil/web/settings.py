"""Settings: everything that differs from one installation to the next comes from the environment; without any, one district on this machine.

PERPUPIL_DISTRICT     the district's folder
PERPUPIL_SECRET_KEY   what sessions are signed with; without it a key is kept in the folder, for its owner alone
PERPUPIL_HOSTS        the names under which the pages are asked for, with commas between them
PERPUPIL_HTTPS        1 behind a proxy that speaks HTTPS
PERPUPIL_TWO_STEPS    1 where an administrator's role works only with two-step sign-in
PERPUPIL_DEMO         a file of made-up people, by role, who can be entered without a password; only for looking
PERPUPIL_TODAY        a date that stands for today, for the demo
PERPUPIL_OIDC_ISSUER  the district's identity provider (OpenID Connect), with PERPUPIL_OIDC_CLIENT, _SECRET, and _NAME as people call it
PERPUPIL_SAML_ENTITY  the same by SAML, with PERPUPIL_SAML_SSO where it asks for the password, _CERTIFICATE a file with its certificate, _NAME
PERPUPIL_MAIL         the mail server: smtp://user:password@host:587 (STARTTLS) or smtps://host:465; without it mails go to the console
PERPUPIL_MAIL_FROM    whom mails are from: PerPupil <budget@example.org>
PERPUPIL_ADDRESS      where people find the pages, for links in mails; without it the first of PERPUPIL_HOSTS
DATABASE_URL          postgresql://user:password@host/name; without it SQLite in the district's folder
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from perpupil.web.environment import DAYS_OF_A_LINK, address_of, database_of, mail_of, secret_key_of
from perpupil.web.sign_on import sign_on_of

WEB = Path(__file__).parent
DISTRICT = Path(os.environ.get("PERPUPIL_DISTRICT", ".")).resolve()
DEMO = os.environ.get("PERPUPIL_DEMO", "")
TODAY = dt.date.fromisoformat(os.environ["PERPUPIL_TODAY"]) if os.environ.get("PERPUPIL_TODAY") else None
HTTPS = os.environ.get("PERPUPIL_HTTPS") == "1"
TWO_STEPS = os.environ.get("PERPUPIL_TWO_STEPS") == "1"

DEBUG = False
SECRET_KEY = secret_key_of(os.environ, DISTRICT)
ALLOWED_HOSTS = os.environ.get("PERPUPIL_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ROOT_URLCONF = "perpupil.web.urls"
WSGI_APPLICATION = "perpupil.web.wsgi.application"
SITE_ID = 1

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks_db",
    "perpupil.web.store",
]
SIGN_ON = sign_on_of(os.environ)
if SIGN_ON is not None:
    INSTALLED_APPS += SIGN_ON.apps
    SOCIALACCOUNT_PROVIDERS = SIGN_ON.providers
    SOCIALACCOUNT_ADAPTER = "perpupil.web.access.signing_on.OfTheDistrict"
    SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
MIDDLEWARE = [
    "perpupil.web.headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "perpupil.web.access.language.own_language",
    "perpupil.web.access.guard.closed_by_default",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "perpupil.web.frame.frame",
            ],
            "builtins": ["perpupil.web.store.templatetags.words"],
        },
    }
]

DATABASES = {"default": database_of(os.environ.get("DATABASE_URL", ""), DISTRICT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0  # who tries passwords is counted by address, not by the proxy's
CSRF_FAILURE_VIEW = "perpupil.web.entrance.not_taken"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_HANDLERS = ["perpupil.web.small_files.InMemory"]

AUTH_USER_MODEL = "store.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "UserAttributeSimilarityValidator")
]
AUTH_PASSWORD_VALIDATORS[0]["OPTIONS"] = {"min_length": 12}  # type: ignore[assignment]  # Django's own form of it
PASSWORD_RESET_TIMEOUT = DAYS_OF_A_LINK * 24 * 3600
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "/sign-in/", "/", "/sign-in/"
ACCOUNT_ADAPTER = "perpupil.web.access.signing_in.Invited"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_FORMS = {"reset_password": "perpupil.web.access.forgotten.Forgotten"}

MAIL, ADDRESS = mail_of(os.environ), address_of(os.environ)
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if MAIL is not None:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.host, MAIL.port, MAIL.user, MAIL.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.is_encrypted_at_once, not MAIL.is_encrypted_at_once
    EMAIL_TIMEOUT = 20
    DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL.sender

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [WEB / "locale"]
FORMAT_MODULE_PATH = ["perpupil.web.formats"]
USE_I18N = USE_TZ = USE_THOUSAND_SEPARATOR = True
TIME_ZONE = os.environ.get("TZ", "America/New_York")

STATIC_URL = "static/"
STATICFILES_DIRS = [WEB / "static"]
STATIC_ROOT = Path(os.environ.get("PERPUPIL_STATIC", DISTRICT / "web" / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    f"form-action 'self'{f' {SIGN_ON.origin}' if SIGN_ON else ''}; base-uri 'none'; frame-ancestors 'none'"
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
