"""Django's settings for one paper: the folder named by BROADSHEET_PAPER, and BROADSHEET_* from the environment.

Every variable that is read here stands in docs/reference/settings.md, with its default and unit; a test compares them."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from broadsheet.masthead import paper as papers

PACKAGE = Path(__file__).resolve().parent
PAPER = papers.read(Path(os.environ.get("BROADSHEET_PAPER", ".")))

SECRET_KEY = PAPER.secret("secret_key")
DEBUG = False
ALLOWED_HOSTS = sorted({host.rsplit(":", 1)[0] for host in PAPER.hosts})
TRUSTS_PROXY = (
    os.environ.get("BROADSHEET_TRUSTS_PROXY") == "1"
)  # only a proxy of ours, which overwrites X-Forwarded-*, reaches this machine
USE_X_FORWARDED_HOST = TRUSTS_PROXY
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTS_PROXY else None
ROOT_URLCONF = "broadsheet.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

INSTALLED_APPS = [
    "broadsheet.newsroom",
    "broadsheet.editions",
    "broadsheet.wires",
    "broadsheet.news",
    "broadsheet.advertising",
    "broadsheet.membership",
    "broadsheet.accounts",
    "broadsheet.masthead",
    "broadsheet.delivery",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.documents",  # Wagtail's editor asks for its addresses on every page
    "broadsheet.accounts.newsroom_users.NewsroomUsers",  # wagtail.users, with our screens for people
    "wagtail.sites",
    "wagtail.admin",
    "wagtail.search",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",  # passkeys
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "broadsheet.delivery.reading.read_benefits",
    "broadsheet.masthead.policy.add_policy_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "broadsheet.masthead.policy.speak_the_papers_language",
    "broadsheet.accounts.newsroom_door.only_colleagues",
    "broadsheet.delivery.reading.begin_unread",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PAPER.theme_folder / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "broadsheet.masthead.furniture.the_paper",
                "broadsheet.news.furniture.the_sections",
            ],
        },
    },
]


def _database(address: str) -> dict[str, object]:
    """Django's words for DATABASE_URL: empty is SQLite in the paper's folder, else postgresql://user:password@host:port/name."""
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": PAPER.database_path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",  # a read that turns into a write would fail at once otherwise
                "timeout": 20,  # seconds
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728;",
            },
        }
    told = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(told.path.lstrip("/")),
        "USER": unquote(told.username or ""),
        "PASSWORD": unquote(told.password or ""),
        "HOST": unquote(told.hostname or ""),
        "PORT": str(told.port or ""),
        "CONN_MAX_AGE": 600,  # seconds
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(papers.environment_secret("DATABASE_URL"))}
# One table of the paper's own for what must be shared between workers: limits on sign-in tries, above all.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "broadsheet_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # with Django's 300 a stranger could push out the count of their own tries
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# A reader's pass: the key in use, and the one before it for as long as passes signed with it live (7 days).
PASS_SECRETS = [secret for secret in (PAPER.secret("pass_key"), papers.environment_secret("BROADSHEET_PASS_KEY_OLD")) if secret]

# Payments: Stripe with a key; without one the stand-in, on the demo paper only unless it is asked for.
STRIPE_SECRET_KEY = papers.environment_secret("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRET = papers.environment_secret("STRIPE_WEBHOOK_SECRET")
TAKES_REAL_MONEY = "_live_" in STRIPE_SECRET_KEY
TEST_PAYMENTS_ASKED = os.environ.get("BROADSHEET_TEST_PAYMENTS") == "1"
TEST_PAYMENTS = not STRIPE_SECRET_KEY and (TEST_PAYMENTS_ASKED or (PAPER.demo and not PAPER.is_secure))

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_ADAPTER = "broadsheet.accounts.sign_in.Rules"
ACCOUNT_FORMS = {"login": "broadsheet.accounts.sign_in.SignInForm", "request_login_code": "broadsheet.accounts.sign_in.SendCodeForm"}
# Nobody signs up by a form; but allauth's sign-in form has a password only where its sign-up form would have one.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever makes an account vouches for its address; a code by mail proves it anyway
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True  # for how long, accounts/lasting.py says
MFA_ADAPTER = "broadsheet.accounts.passkeys.PasskeyRules"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True

SESSION_COOKIE_NAME = "bs_session"
SESSION_COOKIE_SECURE = PAPER.is_secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # Django's own choice sets a cookie of its own
CSRF_TRUSTED_ORIGINS = sorted({f"{urlsplit(PAPER.address).scheme}://{host}" for host in PAPER.hosts})
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

LANGUAGE_CODE = PAPER.language
LANGUAGES = [("en", _("English")), ("he", _("Hebrew"))]
LOCALE_PATHS = [PACKAGE / "locale", PACKAGE / "locale" / "wagtail"]  # the second: what Wagtail's own Hebrew lacks
TIME_ZONE = PAPER.timezone.key
USE_TZ = True
FORMAT_MODULE_PATH = "broadsheet.masthead.formats"
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = PAPER.static_folder
STATICFILES_DIRS = [PAPER.theme_folder / "static"] if (PAPER.theme_folder / "static").is_dir() else []
STATICFILES_FINDERS = [
    "broadsheet.masthead.stylesheet.JoinedStylesheet",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "broadsheet.masthead.name_face.CutNameFace",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = PAPER.media_folder
_HELD = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PAPER.held_folder, "base_url": "/held/"}}
STORAGES = {
    "default": _HELD,  # what Wagtail keeps by itself, a document say, is not public because a colleague sent it
    "held": _HELD,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}

WAGTAIL_SITE_NAME = PAPER.name
WAGTAILADMIN_BASE_URL = PAPER.address
WAGTAILIMAGES_IMAGE_MODEL = "news.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "broadsheet.newsroom.photo_form.PhotoForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 30 * 1024 * 1024  # bytes: a press photographer's JPEG
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000  # as news/picture_file.py refuses beyond
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_RENDITION_STORAGE = "held"  # the newsroom's own small pictures: drafts are among them
WAGTAIL_AUTOSAVE_INTERVAL = 2000  # milliseconds after a change
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # changed on the account's own page, where older passes end with it
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no call to a third party
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = False
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"Factory", "localtime"})  # the two that no browser knows
TAGGIT_CASE_INSENSITIVE = True


def _mail(address: str) -> dict[str, object]:
    """Django's words for BROADSHEET_MAIL_URL: empty is the console, else smtps://user:password@host, smtp://host:587, file:///folder."""
    told = urlsplit(address or "console:")
    if told.scheme not in MAIL_WAYS or (told.scheme.startswith("smtp") and not told.hostname):
        raise papers.PaperProblem(
            f"BROADSHEET_MAIL_URL is “{told.scheme}:…”, which is no way to send mail. Use one such as smtps://name:password@mail.example."
        )
    if told.scheme == "file":
        return {"BACKEND": MAIL_WAYS["file"], "FOLDER": unquote(told.path)}
    is_here = told.hostname in ("localhost", "127.0.0.1", "::1")  # to the machine's own post office nothing leaves the machine
    return {
        "BACKEND": MAIL_WAYS[told.scheme],
        "HOST": told.hostname or "",
        "PORT": told.port or {"smtps": 465, "smtp": 25 if is_here else 587}.get(told.scheme, 0),
        "USER": unquote(told.username or ""),
        "PASSWORD": unquote(told.password or ""),
        "SSL": told.scheme == "smtps",
        "STARTTLS": told.scheme == "smtp" and not is_here and "tls=no" not in told.query,
    }


MAIL_WAYS = {
    "console": "django.core.mail.backends.console.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "smtps": "django.core.mail.backends.smtp.EmailBackend",
}
_MAIL = _mail(papers.environment_secret("BROADSHEET_MAIL_URL"))
EMAIL_BACKEND = _MAIL["BACKEND"]
EMAIL_FILE_PATH = _MAIL.get("FOLDER")
EMAIL_HOST, EMAIL_PORT = _MAIL.get("HOST", ""), _MAIL.get("PORT", 0)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.get("USER", ""), _MAIL.get("PASSWORD", "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.get("SSL", False), _MAIL.get("STARTTLS", False)
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = '"{}" <{}>'.format(PAPER.name.replace('"', ""), PAPER.email or "paper@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"broadsheet": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
