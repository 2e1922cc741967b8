"""Files that wait between two posts: under a warning that asks for a reason, and between a preview and its import.

A browser never sends a chosen file a second time by itself, so the portal keeps it and hands the page a signed note.
"""
import hashlib
from contextlib import suppress
from datetime import timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from housing_portal.kit import clock

FOLDER = "waiting"
SALT = "journal.uploads"
LIFE = timedelta(hours=12)


def keep(file: UploadedFile) -> str:
    """Store ``file`` for a while and return the note under which it can be fetched again."""
    _sweep()
    file.seek(0)
    content = file.read()
    digest = hashlib.sha256(content).hexdigest()
    if not default_storage.exists(_path(digest)):
        default_storage.save(_path(digest), ContentFile(content))
    return signing.dumps([file.name, digest], salt=SALT)


def fetch(note: str) -> UploadedFile | None:
    """Return the file of a note, or None when the note is false or too old or the bytes are not the same."""
    with suppress(signing.BadSignature, FileNotFoundError):
        name, digest = signing.loads(note, salt=SALT, max_age=LIFE)
        with default_storage.open(_path(digest)) as stored:
            content = stored.read()
        if hashlib.sha256(content).hexdigest() == digest:
            return SimpleUploadedFile(name, content)
    return None


def _path(digest: str) -> str:
    return f"{FOLDER}/{digest}"


def _sweep() -> None:
    """Remove what nobody came back for."""
    if not default_storage.exists(FOLDER):
        return
    oldest = clock.now() - LIFE
    for name in default_storage.listdir(FOLDER)[1]:
        with suppress(FileNotFoundError):
            if default_storage.get_modified_time(_path(name)) < oldest:
                default_storage.delete(_path(name))
