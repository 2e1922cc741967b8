"""The portal's own settings in a throw-away folder, so that a measurement never touches real records."""
import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="portal-bench-")
os.environ["PORTAL_VAR"] = _folder.name
os.environ.pop("DATABASE_URL", None)

from housing_portal.settings import *  # noqa: E402, F403
from housing_portal.settings import STORAGES  # noqa: E402

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
