"""The portal's own settings in a throw-away folder, so that a measurement never touches real records.

``BENCH_DATABASE_URL`` names another database than a new SQLite file; ``BENCH_VAR`` keeps the folder.
"""
import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="portal-bench-")
os.environ["PORTAL_VAR"] = os.environ.get("BENCH_VAR", _folder.name)
os.environ.pop("DATABASE_URL", None)
if "BENCH_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["BENCH_DATABASE_URL"]

from housing_portal.settings import *  # noqa: E402, F403
from housing_portal.settings import INSTALLED_APPS, STORAGES  # noqa: E402

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin", "import_export"]
ROOT_URLCONF = "benchmarks.urls"
SILENCED_SYSTEM_CHECKS = ["admin.E408", "admin.E409", "admin.E410", "admin.E403", "auth.E003"]
