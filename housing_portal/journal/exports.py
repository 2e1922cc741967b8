"""Verbs of the export register: request, cancel, run in a process of its own, download.

The file lies outside whatever a web server shows, only who asked for it can have it, and only for a week.
"""
import hashlib
import logging
import subprocess
import sys
from functools import partial
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import listing
from housing_portal.journal.enums import UNFINISHED, ExportState
from housing_portal.journal.models import Export
from housing_portal.journal.pulse import Cancelled, Pulse
from housing_portal.journal.services import record, take_number
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.stream import write_rows
from housing_portal.kit.pages import ListPage
from housing_portal.kit.tables import sheet_columns, sheet_rows
from housing_portal.kit.tables.totals import total_of

log = logging.getLogger("portal.exports")
BROKEN = "导出时出错，已记入系统日志。请重新导出；仍然失败请联系系统管理员。"
CLOSED = "导出人没有打开这个列表的权限。"


@transaction.atomic
def request_export(*, actor: User, path: str, query: str, is_unmasked: bool = False, reason: str = "") -> Export:
    """Enter an export of the list at ``path`` into the register and start it once the entry is safe."""
    page, reason, now = listing.open_list(path, query, actor), text.clean(reason), clock.now()
    _must_be_allowed(page, is_unmasked)
    if is_unmasked and not reason:
        raise ServiceError({"reason": "导出未脱敏数据须写明理由。"})
    serial = take_number(prefix="导出", year=now.year)
    export = Export.objects.create(
        number=f"导出〔{now.year}〕{serial}号", title=page.get_title(), path=path, query=Export.sealed(query),
        conditions=listing.conditions(page), columns="、".join(listing.column_heads(page)),
        is_unmasked=is_unmasked, reason=reason, requested_by=actor,
    )
    what = {"列表": export.title, "查询条件": export.conditions, "导出列": export.columns,
            "未脱敏": is_unmasked}
    record(actor=actor, action="申请导出", label=f"申请导出：{export}", obj=export, after=what, reason=reason)
    transaction.on_commit(partial(start, export.pk))
    return export


@transaction.atomic
def cancel_export(*, actor: User, export: Export) -> Export:
    """Stop an export that has not finished; its process notices within seconds."""
    export = Export.objects.select_for_update(no_key=True).get(pk=export.pk)
    if export.requested_by_id != actor.pk:
        raise ServiceError("只有申请人本人可以取消导出。")
    if export.state not in UNFINISHED:
        raise ServiceError(f"这项导出{export.get_state_display()}，不能再取消。")
    export.state, export.finished_at = ExportState.CANCELLED, clock.now()
    export.save(update_fields=["state", "finished_at"])
    record(actor=actor, action="取消导出", label=f"取消导出：{export}", obj=export)
    return export


@transaction.atomic
def download_export(*, actor: User, export: Export) -> Path:
    """Return the file of a finished export for whoever asked for it, and write the download into the diary."""
    path = file_of(export)
    if export.requested_by_id != actor.pk:
        raise ServiceError("只有申请人本人可以下载。")
    if export.state != ExportState.DONE:
        raise ServiceError("导出还没有完成，请稍后再下载。")
    if clock.now() > export.kept_until or not path.exists():
        raise ServiceError("文件只保留 7 天，已经清除，请重新导出。")
    try:
        _must_be_allowed(listing.open_list(export.path, export.plain_query, actor), export.is_unmasked)
    except PermissionDenied:
        raise ServiceError(CLOSED) from None
    if _digest(path) != export.sha256:
        raise ServiceError("文件与登记的摘要不符，可能已被改动，请重新导出并告知系统管理员。")
    record(actor=actor, action="下载导出", label=f"下载导出：{export}", obj=export, reason=export.reason)
    return path


def start(pk: int) -> Thread:
    """Run an export in a process of its own; the thread only waits for its end, so that nothing of it stays behind."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_export", str(pk)]
    waiting = Thread(target=subprocess.run, args=(command,), daemon=True,
                     kwargs={"stdin": subprocess.DEVNULL, "check": False, "start_new_session": True})
    waiting.start()
    return waiting


def run_export(pk: int) -> ExportState:
    """Write the file of a waiting export and return how it ended; what is not waiting any more is left alone."""
    if not Export.objects.filter(pk=pk, state=ExportState.WAITING).update(
        state=ExportState.RUNNING, heartbeat_at=clock.now()
    ):
        return Export.objects.get(pk=pk).shown_state
    export = Export.objects.select_related("requested_by").get(pk=pk)
    _clear_old_files()
    try:
        _write(export)
    except Cancelled:
        log.info("export %s cancelled", export.number)
    except PermissionDenied:
        _fail(export, CLOSED)
    except ServiceError as refusal:
        _fail(export, refusal.sentence)
    except Exception:  # whatever it is, the register must say that it failed
        log.exception("export %s failed", export.number)
        _fail(export, BROKEN)
    finally:
        _part_of(export).unlink(missing_ok=True)
    return ExportState(Export.objects.get(pk=pk).state)


def _write(export: Export) -> None:
    page = listing.open_list(export.path, export.plain_query, export.requested_by)
    _must_be_allowed(page, export.is_unmasked)
    page.table.unmasked = export.is_unmasked
    Export.objects.filter(pk=export.pk).update(rows_total=total_of(page.object_list, exact=True))
    # who holds personal data in plain text holds a sheet that says from whom it is
    heading = f"{export.title}（未脱敏）　{export.number}　{export.requested_by.name}" if export.is_unmasked else ""
    with Pulse(export.pk) as pulse, _part_of(export).open("wb") as target:
        rows = write_rows(target, sheet_columns(page.table), sheet_rows(page.table), export.title, heading,
                          pulse.progress)
    _finish(export, rows)


@transaction.atomic
def _finish(export: Export, rows: int) -> None:
    export = Export.objects.select_for_update(no_key=True).get(pk=export.pk)
    if export.state != ExportState.RUNNING:
        raise Cancelled
    part = _part_of(export)
    part.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    export.state, export.finished_at, export.rows_done = ExportState.DONE, clock.now(), rows
    export.size, export.sha256 = part.stat().st_size, _digest(part)
    export.save()
    part.replace(file_of(export))


def _fail(export: Export, sentence: str) -> None:
    Export.objects.filter(pk=export.pk, state=ExportState.RUNNING).update(
        state=ExportState.FAILED, fault=sentence, finished_at=clock.now()
    )


def _must_be_allowed(page: ListPage, is_unmasked: bool) -> None:
    if is_unmasked and not page.may_unmask():
        raise ServiceError({"is_unmasked": "没有导出未脱敏数据的权限，请导出脱敏数据或联系有此权限的同事办理。"})


def file_of(export: Export) -> Path:
    """Return where the file of an export lies."""
    return _folder() / f"{export.pk}.xlsx"


def _part_of(export: Export) -> Path:
    return _folder() / f"{export.pk}.part"


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _clear_old_files() -> None:
    """Remove the files that nobody can download any more; the register keeps their entries."""
    oldest = (clock.now() - Export.KEPT).timestamp()
    for path in _folder().iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
