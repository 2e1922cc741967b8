"""Files that wait between two posts."""
import hashlib
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import signing
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from housing_portal.journal import uploads
from housing_portal.kit import clock
from tests.material import pdf_bytes

MORNING = datetime(2026, 5, 20, 8, tzinfo=clock.SHANGHAI)


@pytest.fixture
def file() -> SimpleUploadedFile:
    return SimpleUploadedFile("开工令.pdf", pdf_bytes("开工令"))


def test_kept_file_comes_back(file: SimpleUploadedFile) -> None:
    found = uploads.fetch(uploads.keep(file))
    assert (found.name, found.read()) == ("开工令.pdf", pdf_bytes("开工令"))


def test_changed_note_fetches_nothing(file: SimpleUploadedFile) -> None:
    assert uploads.fetch(uploads.keep(file)[:-1] + "~") is None


def test_changed_bytes_are_not_handed_out(file: SimpleUploadedFile) -> None:
    note = uploads.keep(file)
    _name, digest = signing.loads(note, salt=uploads.SALT)
    with default_storage.open(f"{uploads.FOLDER}/{digest}", "wb") as stored:
        stored.write(b"something else")
    assert uploads.fetch(note) is None
    default_storage.delete(f"{uploads.FOLDER}/{digest}")


def test_note_ends_after_half_a_day(file: SimpleUploadedFile) -> None:
    with time_machine.travel(MORNING, tick=False) as now:
        note = uploads.keep(file)
        now.move_to(MORNING + uploads.LIFE - timedelta(seconds=1))
        assert uploads.fetch(note).name == "开工令.pdf"
        now.move_to(MORNING + uploads.LIFE + timedelta(seconds=1))
        assert uploads.fetch(note) is None


def test_what_nobody_fetched_is_swept_away(file: SimpleUploadedFile) -> None:
    uploads.keep(file)
    with time_machine.travel(clock.now() + uploads.LIFE + timedelta(minutes=1), tick=False):
        uploads.keep(SimpleUploadedFile("新.pdf", b"new"))
    kept = default_storage.listdir(uploads.FOLDER)[1]
    assert kept == [hashlib.sha256(b"new").hexdigest()]
