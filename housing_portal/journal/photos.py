"""Photographs of a site: turned upright, made smaller, and without anything that tells more than the picture.

Telephones write place, camera and time into a picture. None of it is kept: the diary notes the day of the picture and
the checksum of the file as it came, so that the original can be recognised when its owner shows it.
"""
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from PIL import ExifTags, Image, ImageFile, ImageOps

from housing_portal.accounts.models import User
from housing_portal.journal.files import FilesField, FilesInput, too_large
from housing_portal.journal.services import attach, record
from housing_portal.kit.errors import ServiceError

DARKROOM = Lock()
KIND = "现场照片"
LONGEST = 2560  # pixels of the longer side
QUALITY = 85  # of JPEG, in percent
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
KINDS = "可多选，手机或相机拍的图片，每张不超过 10 MB；拍摄地点等信息不保存"
Photos = Sequence[tuple[str, bytes]]


@dataclass(frozen=True)
class Photo:
    """A picture as it is kept, with the day it was taken and the SHA-256 of the file that was sent."""

    name: str
    content: bytes
    taken_on: date | None
    original: str

    @property
    def trace(self) -> str:
        """Return what the diary keeps of the original."""
        taken = f"拍摄日期 {self.taken_on}，" if self.taken_on else ""
        return f"{taken}原图 SHA-256 {self.original}"


def read(name: str, content: bytes) -> Photo:
    """Return the picture in ``content``; its bytes decide what it is, whatever ``name`` says."""
    image = _opened(name, content)
    taken_on, original = _day(image), hashlib.sha256(content).hexdigest()
    keeps_alpha = image.format == "PNG"
    try:
        with _one_whole_at_a_time():
            image.thumbnail((LONGEST, LONGEST))  # first of all: a large JPEG is then read at a fraction of its size
            bare = _bare(ImageOps.exif_transpose(image))
    except Exception:  # the library raises a dozen types for damaged content; the user needs one sentence
        raise ServiceError(f"图片“{name}”已损坏，请重新拍照或导出后上传。") from None
    out = io.BytesIO()
    if keeps_alpha:
        bare.save(out, "PNG", optimize=True)
    else:
        bare.convert("RGB").save(out, "JPEG", quality=QUALITY)
    return Photo(f"{Path(name).stem}{'.png' if keeps_alpha else '.jpg'}", out.getvalue(), taken_on, original)


def taken(files: Photos) -> list[tuple[str, bytes]]:
    """Return (name, bytes) of the pictures as they may be kept; refuses with the name of what is none."""
    return [(photo.name, photo.content) for photo in (read(name, content) for name, content in files)]


def keep_photos(*, actor: User, obj: models.Model, files: Photos, kind: str = KIND) -> list[Photo]:
    """Keep pictures as attachments of ``obj`` and note in its diary what they came from."""
    photos = [read(name, content) for name, content in files]
    for photo in photos:
        attach(actor=actor, obj=obj, name=photo.name, content=photo.content, kind=kind)
    if photos:
        record(actor=actor, action=f"上传{kind}", label=f"上传{kind}：{obj}", obj=obj, after=_traces(photos))
    return photos


def not_a_photo(file: UploadedFile) -> str:
    """Return why a file cannot be taken as a photograph, or nothing."""
    if fault := too_large(file):
        return fault
    file.seek(0)
    try:
        _opened(file.name, file.read())
    except ServiceError as error:
        return error.sentence
    return ""


class PhotosInput(FilesInput):
    """Takes pictures alone."""

    fault = staticmethod(not_a_photo)

    def __init__(self) -> None:
        super().__init__({"accept": "image/*"})


class PhotosField(FilesField):
    """Hands out (name, bytes) of every picture, as it was sent."""

    widget = PhotosInput


def photos_box(label: str = KIND, required: bool = False) -> PhotosField:
    """Return the box for photographs."""
    return PhotosField(label=label, required=required, help_text=KINDS)


def _opened(name: str, content: bytes) -> Image.Image:
    """Return the picture, not decoded yet; refuses what is none and what would fill the memory."""
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many(name) from None
    except Exception:  # as above
        raise ServiceError(f"“{name}”不是图片，请上传现场拍的照片（JPG 或 PNG）。") from None
    if image.width * image.height > Image.MAX_IMAGE_PIXELS:
        raise _too_many(name)
    return image


@contextmanager
def _one_whole_at_a_time() -> Iterator[None]:
    """Let no half of a picture pass: the press of papers tells the library to fill up what is missing with grey.

    One at a time: that switch belongs to the process, and a picture that is unpacked takes a lot of memory.
    """
    with DARKROOM:
        usual, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = usual


def _too_many(name: str) -> ServiceError:
    return ServiceError(f"图片“{name}”的像素过多，请缩小到 {Image.MAX_IMAGE_PIXELS // 10_000} 万像素以内再上传。")


def _bare(image: Image.Image) -> Image.Image:
    """Return the pixels alone: whatever stands beside them in the file stays behind."""
    mode = "RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB"
    pixels = image.convert(mode)
    bare = Image.new(mode, pixels.size)
    bare.paste(pixels)
    return bare


def _day(image: Image.Image) -> date | None:
    """Return the day on which a picture says it was taken."""
    with suppress(Exception):  # what a camera writes there may be anything
        known = image.getexif()
        stated = known.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or known[ExifTags.Base.DateTime]
        return datetime.strptime(str(stated)[:10], "%Y:%m:%d").date()
    return None


def _traces(photos: Iterable[Photo]) -> dict[str, str]:
    return {f"{place}. {photo.name}": photo.trace for place, photo in enumerate(photos, 1)}
