"""Settings of the test session: the portal's own, in a throw-away folder of this process.

What a developer's shell says about the office is ignored; only DATABASE_URL is heard, which chooses the database.
"""
import os
import tempfile

for _name in [name for name in os.environ if name.startswith("PORTAL_")]:
    del os.environ[_name]
# kept for the life of the process; every xdist worker makes its own
_folder = tempfile.TemporaryDirectory(prefix="portal-tests-")
os.environ["PORTAL_VAR"] = _folder.name

from housing_portal.settings import *  # noqa: E402, F403
from housing_portal.settings import DATABASES, STORAGES, VAR_DIR  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# looks files up when they are asked for: nothing has been collected
WHITENOISE_AUTOREFRESH = True
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file, not memory: only a file has a write-ahead log, and threads that lock each other out
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
