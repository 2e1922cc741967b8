"""Verbs of the diary: record a deed, keep a file, take a number."""
import hashlib
import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from PIL import Image

from housing_portal.accounts.models import User
from housing_portal.journal import origin
from housing_portal.journal.models import Attachment, Entry, NumberSequence
from housing_portal.kit import text
from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.secrecy import Sealed

# Magic bytes of what an office attaches; anything else is refused whatever its name says.
SIGNATURES = {
    ".pdf": ((b"%PDF-",), "application/pdf"),
    ".png": ((b"\x89PNG\r\n\x1a\n",), "image/png"),
    ".jpg": ((b"\xff\xd8\xff",), "image/jpeg"),
    ".jpeg": ((b"\xff\xd8\xff",), "image/jpeg"),
    ".xlsx": ((b"PK\x03\x04",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".docx": ((b"PK\x03\x04",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".json": ((b"{", b"["), "application/json"),
}
# Lists are known by their reader, not by their first bytes: a .csv has none, and banks call an .xlsx .xls
LISTS = {".xlsx": SIGNATURES[".xlsx"][1], ".xls": "application/vnd.ms-excel", ".csv": "text/csv"}
UNKNOWN = "application/octet-stream"


def plain(value: Any) -> Any:
    """Return ``value`` as something JSON can hold: amounts and days as text, moments to the second, in Shanghai.

    Of a sealed number the diary keeps its mask.
    """
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, Decimal | date):
        return str(value)
    if isinstance(value, models.Model):
        return str(value)
    return value.trace if isinstance(value, Sealed) else value


def snapshot(obj: models.Model, fields: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the fields of ``obj`` by their Chinese label, as the diary stores them.

    Passwords never enter, nor does what is only worked out from other fields.
    """
    wanted = [f for f in obj._meta.concrete_fields if fields is None or f.name in fields]
    kept = [f for f in wanted if not (f.primary_key or f.name == "password" or getattr(f, "is_derived", False))]
    return {str(f.verbose_name): _shown(obj, f) for f in kept}


def _shown(obj: models.Model, field: models.Field) -> Any:
    if field.choices:
        return getattr(obj, f"get_{field.name}_display")()
    if field.is_relation:
        # the id names the record for certain; its name is looked up only when it is already loaded
        return plain(getattr(obj, field.name)) if field.is_cached(obj) else getattr(obj, field.attname)
    return plain(getattr(obj, field.name))


def record(
    *,
    actor: User,
    action: str,
    label: str,
    obj: models.Model | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Write one diary entry. ``before`` and ``after`` keep only what differs when both are given."""
    before, after = before or {}, after or {}
    if before and after:
        changed = {key for key in before | after if before.get(key) != after.get(key)} - _same_records(obj, before)
        before = {key: value for key, value in before.items() if key in changed}
        after = {key: value for key, value in after.items() if key in changed}
    return Entry.objects.create(
        actor=actor,
        actor_name=actor.name,
        unit_id=actor.unit_id,
        address=origin.address.get(),
        action=action,
        label=text.clean(label)[:200],
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=obj.pk if obj is not None else None,
        before=before,
        after=after,
        reason=text.clean(reason),
    )


def _same_records(obj: models.Model | None, before: dict[str, Any]) -> set[str]:
    """Return the labels of relations that were an id ``before`` and still are: a name loaded since is no change."""
    relations = [field for field in obj._meta.concrete_fields if field.is_relation] if obj is not None else []
    held = {str(field.verbose_name): getattr(obj, field.attname) for field in relations}
    return {label for label, pk in held.items() if pk is not None and before.get(label) == pk}


def checked_type(name: str, content: bytes) -> str:
    """Return the content type of an upload or raise ServiceError with what is allowed."""
    suffix = Path(name).suffix.lower()
    magic, content_type = SIGNATURES.get(suffix, ((), ""))
    allowed = "PDF、JPG、PNG、XLSX、DOCX"
    if not content:
        raise ServiceError(f"文件“{name}”是空的，请重新选择。")
    if len(content) > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        raise ServiceError(f"文件“{name}”超过 {limit} MB，请压缩或分成几份上传。")
    if not any(content.startswith(start) for start in magic):
        raise ServiceError(f"文件“{name}”不是可接受的类型或内容与扩展名不符，请上传 {allowed}。")
    if content_type.startswith("image/"):
        try:
            Image.open(io.BytesIO(content)).verify()
        except Exception:  # the library raises a dozen types for damaged content; the user needs one sentence
            raise ServiceError(f"图片“{name}”已损坏或尺寸过大，请重新导出后上传。") from None
    return content_type


def attach(*, actor: User, obj: models.Model, name: str, content: bytes, kind: str = "") -> Attachment:
    """Keep ``content`` as an attachment of ``obj`` under its SHA-256. The same content is stored once."""
    return _attached(actor, obj, name, content, kind, checked_type(name, content))


def attach_list(*, actor: User, obj: models.Model, name: str, content: bytes, kind: str = "") -> Attachment:
    """Keep a list as it came, once its reader has understood it."""
    return _attached(actor, obj, name, content, kind, LISTS.get(Path(name).suffix.lower(), UNKNOWN))


def _attached(
    actor: User, obj: models.Model, name: str, content: bytes, kind: str, content_type: str
) -> Attachment:
    digest = hashlib.sha256(content).hexdigest()
    _store(digest, content)
    return Attachment.objects.create(
        object_type=obj._meta.label_lower, object_id=obj.pk, name=_file_name(name), kind=kind,
        content_type=content_type, size=len(content), sha256=digest, uploaded_by=actor,
    )


def _file_name(name: str) -> str:
    """Return the last part of ``name`` on one line; cut at the front, so that the ending stays."""
    return " ".join(text.clean(Path(name).name).split())[-200:]


def _store(digest: str, content: bytes) -> None:
    """Put ``content`` under its digest, whole or not at all: a broken write never passes for the file."""
    path = Path(default_storage.path(storage_path(digest)))
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as fresh:
        fresh.write(content)
    written = Path(fresh.name)
    try:
        written.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        written.replace(path)
    finally:
        written.unlink(missing_ok=True)


def storage_path(digest: str) -> str:
    """Return where content with this digest lies, in folders of 256."""
    return f"attachments/{digest[:2]}/{digest}"


def content_of(attachment: Attachment) -> bytes:
    """Return the stored bytes, refusing them when they no longer have the recorded digest."""
    try:
        with default_storage.open(storage_path(attachment.sha256)) as file:
            content = file.read()
    except FileNotFoundError:
        raise ServiceError(f"附件“{attachment.name}”的文件不在存储中，请联系系统管理员从备份恢复。") from None
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise ServiceError(f"附件“{attachment.name}”的内容与登记的摘要不符，可能已被改动，请联系系统管理员。")
    return content


def take_number(*, prefix: str, year: int, above: int = 0) -> int:
    """Return the next number of ``prefix`` in ``year``; gap-free, as the caller's transaction holds the row.

    ``above`` is the highest number that came from elsewhere: one that is given is never taken again.
    """
    with transaction.atomic():
        NumberSequence.objects.get_or_create(prefix=prefix, year=year)
        row = NumberSequence.objects.select_for_update(no_key=True).get(prefix=prefix, year=year)
        row.last = max(row.last, above) + 1
        row.save(update_fields=["last"])
        return row.last


def files_permission(obj: models.Model) -> str:
    """Return what one must be allowed in order to open the files of ``obj``; "" where seeing the record is enough."""
    return getattr(obj, "files_permission", "")


@transaction.atomic
def open_personal(*, actor: User, attachment: Attachment, obj: models.Model, reason: str) -> bytes:
    """Return the content of a file of ``obj`` that shows personal data; the diary keeps who has seen it, and why."""
    if not actor.can(files_permission(obj)):
        raise ServiceError("您没有查看个人信息材料的权限，请联系有此权限的同事办理。")
    words = text.clean(reason)
    if not words:
        raise ServiceError({"reason": "请写明查看这份材料的理由。"})
    content = content_of(attachment)
    seen = {"附件": attachment.name}
    record(actor=actor, action="查看附件", label=f"查看附件：{obj}", obj=obj, after=seen, reason=words)
    return content
