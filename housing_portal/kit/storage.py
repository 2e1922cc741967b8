"""Static files with a digest in their name, so that browsers may keep them for ever."""
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Refuses a page that names a file which was not collected, instead of serving a broken link."""

    manifest_strict = True
