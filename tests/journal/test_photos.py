"""Photographs: turned upright, smaller, without place, camera and time; whatever is no picture is refused."""
import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageFile

from housing_portal.journal import photos
from housing_portal.journal.models import Attachment, Entry
from housing_portal.kit.errors import ServiceError
from tests.material import pdf_bytes


def picture(size: tuple[int, int] = (400, 300), form: str = "JPEG", mode: str = "RGB", **tags: object) -> bytes:
    """Return a picture, its upper left corner red, with what a telephone writes into it."""
    image = Image.new(mode, size, "white")
    image.paste("red", (0, 0, size[0] // 4, size[1] // 4))
    exif = image.getexif()
    exif[ExifTags.Base.Make] = "电话厂"
    exif[ExifTags.Base.Orientation] = tags.get("orientation", 1)
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = tags.get("at", "2026:05:18 09:30:00")
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (35.0, 30.0, 0.0)
    out = io.BytesIO()
    image.save(out, form, exif=exif, **({"comment": b"secret place"} if form == "JPEG" else {}))
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def test_nothing_but_the_pixels_is_kept() -> None:
    sent = picture()
    kept = photos.read("现场.jpg", sent)
    image = opened(kept.content)
    assert (dict(image.getexif()), "comment" in image.info, b"secret place" in sent) == ({}, False, True)
    assert (kept.name, image.format, str(kept.taken_on)) == ("现场.jpg", "JPEG", "2026-05-18")
    assert kept.original == hashlib.sha256(sent).hexdigest()
    assert kept.trace == f"拍摄日期 2026-05-18，原图 SHA-256 {kept.original}"


def test_a_picture_is_turned_upright() -> None:
    image = opened(photos.read("倒.jpg", picture(orientation=6)).content)
    assert image.size == (300, 400)
    red, green, _blue = image.getpixel((295, 5))  # turned by a quarter: the red corner is at the upper right
    assert (red > 200, green < 60) == (True, True)


def test_a_large_picture_is_made_smaller_and_a_small_one_is_not() -> None:
    assert opened(photos.read("大.jpg", picture((5120, 1000))).content).size == (2560, 500)
    assert opened(photos.read("小.jpg", picture((64, 48))).content).size == (64, 48)


def test_the_bytes_decide_what_a_file_is() -> None:
    kept = photos.read("其实是.jpg", picture(form="PNG", mode="RGBA"))
    assert (kept.name, opened(kept.content).format, dict(opened(kept.content).getexif())) == ("其实是.png", "PNG", {})
    assert photos.taken([("a.dat", picture(form="WEBP"))])[0][0] == "a.jpg"


@pytest.mark.parametrize(("content", "sentence"), [
    (pdf_bytes("开工令"), "“照片.jpg”不是图片，请上传现场拍的照片（JPG 或 PNG）。"),
    (b"", "“照片.jpg”不是图片，请上传现场拍的照片（JPG 或 PNG）。"),
    (picture((900, 700))[:3000], "图片“照片.jpg”已损坏，请重新拍照或导出后上传。"),
])
def test_what_is_no_picture_is_refused(content: bytes, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the press of papers leaves it
    with pytest.raises(ServiceError) as refused:
        photos.read("照片.jpg", content)
    assert refused.value.sentence == sentence


def test_a_picture_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100_000)
    for size in ((400, 300), (600, 400)):  # Pillow warns at the limit, and refuses at twice as much
        with pytest.raises(ServiceError) as refused:
            photos.read("炸弹.png", picture(size, "PNG"))
        assert refused.value.sentence == "图片“炸弹.png”的像素过多，请缩小到 10 万像素以内再上传。"


def test_a_day_that_is_none_is_left_out() -> None:
    assert photos.read("a.jpg", picture(at="昨天")).taken_on is None


def test_the_box_says_what_is_wrong_with_a_file() -> None:
    box = photos.photos_box()
    fine, none = SimpleUploadedFile("a.png", picture()), SimpleUploadedFile("b.jpg", b"text")
    assert [name for name, _content in box.clean([fine])] == ["a.png"]
    assert photos.not_a_photo(none) == "“b.jpg”不是图片，请上传现场拍的照片（JPG 或 PNG）。"


@pytest.mark.django_db
def test_pictures_are_attached_and_the_diary_knows_the_originals(person: object, office: object) -> None:
    sent = picture()
    clerk = person("clerk")
    photos.keep_photos(actor=clerk, obj=office.bureau, files=[("现场.jpg", sent)])
    assert list(Attachment.objects.about(office.bureau).values_list("name", "kind")) == [("现场.jpg", "现场照片")]
    entry = Entry.objects.about(office.bureau).get()
    digest = hashlib.sha256(sent).hexdigest()
    assert (entry.action, entry.after) == (
        "上传现场照片", {"1. 现场.jpg": f"拍摄日期 2026-05-18，原图 SHA-256 {digest}"}
    )
