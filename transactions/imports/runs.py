"""Importing a long file in a process of its own: start, cancel, progress, and the list of its errors.

The file holds plain document numbers: it lies outside whatever a web server shows and is deleted after the run.
"""
import logging
import subprocess
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path, PurePath
from threading import Thread

from django.conf import settings
from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.pulse import Cancelled, Pulse
from housing_portal.journal.services import record
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.bulk import ExcelError, error_csv
from housing_portal.kit.saving import save_checked
from transactions.enums import BatchKind, BatchStatus
from transactions.imports import contracts
from transactions.imports.plan import Given, digest_of
from transactions.models import ImportBatch
from transactions.services.entry import must

log = logging.getLogger("portal.imports")
PERMISSION = "transactions.import"
KEPT = {".upload": timedelta(days=1), ".csv": timedelta(days=7)}
UNFINISHED = (BatchStatus.WAITING, BatchStatus.RUNNING)
BROKEN = "导入时出错，已记入系统日志，没有写入任何内容。请重新导入；仍然失败请联系系统管理员。"


class ImportPulse(Pulse):
    """Says how far an import has come."""

    def beat(self) -> None:
        running = ImportBatch.objects.filter(pk=self.pk, status=BatchStatus.RUNNING)
        self.cancelled = not running.update(rows_done=self.rows, heartbeat_at=clock.now())


@transaction.atomic
def start(*, actor: User, kind: str, content: bytes, name: str, given: Given) -> ImportBatch:
    """Store a file of historical contracts and import it in the background; a file already imported stays alone."""
    must(actor, PERMISSION)
    digest, now = digest_of(content, given), clock.now()
    if earlier := ImportBatch.objects.filter(kind=kind, digest=digest, status=BatchStatus.DONE).first():
        return earlier
    batch = ImportBatch(
        kind=kind, name=PurePath(name.replace("\\", "/")).name[-200:], digest=digest, recorded_by=actor,
        recorded_at=now, heartbeat_at=now,
    )
    save_checked(batch)
    label = f"上传待导入文件：{batch.name}"
    record(actor=actor, action="上传导入文件", label=label, obj=batch, after={"类别": BatchKind(kind).label})
    path = _file_of(batch)
    path.write_bytes(content)
    path.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    transaction.on_commit(partial(_spawn, batch.pk))
    return batch


@transaction.atomic
def cancel(*, actor: User, batch: ImportBatch) -> ImportBatch:
    """Stop an import that has not finished; its process notices within seconds and writes nothing."""
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if batch.recorded_by_id != actor.pk:
        raise ServiceError("只有上传人本人可以取消导入。")
    if batch.status not in UNFINISHED:
        raise ServiceError(f"这次导入{batch.get_status_display()}，不能再取消。")
    batch.status, batch.finished_at, batch.fault = BatchStatus.FAILED, clock.now(), f"{actor.name}取消了导入。"
    batch.save(update_fields=["status", "finished_at", "fault"])
    transaction.on_commit(partial(_file_of(batch).unlink, missing_ok=True))
    record(actor=actor, action="取消导入", label=f"取消导入：{batch}", obj=batch)
    return batch


def run(pk: int) -> BatchStatus:
    """Import the file of a waiting batch and return how it ended; what is not waiting any more is left alone."""
    waiting = ImportBatch.objects.filter(pk=pk, status=BatchStatus.WAITING)
    if not waiting.update(status=BatchStatus.RUNNING, heartbeat_at=clock.now()):
        return BatchStatus(ImportBatch.objects.get(pk=pk).status)
    batch = ImportBatch.objects.select_related("recorded_by").get(pk=pk)
    _clear_old_files()
    try:
        must(batch.recorded_by, PERMISSION)
        _import(batch)
    except Cancelled:
        log.info("import %s cancelled", pk)
    except ExcelError as refusal:
        _end(batch, BatchStatus.REFUSED, fault=refusal.sentence)
    except ServiceError as refusal:
        _end(batch, BatchStatus.FAILED, fault=refusal.sentence)
    except Exception:  # whatever it is, the record of the import must say that it failed
        log.exception("import %s failed", pk)
        _end(batch, BatchStatus.FAILED, fault=BROKEN)
    finally:
        _file_of(batch).unlink(missing_ok=True)
    return BatchStatus(ImportBatch.objects.get(pk=pk).status)


def error_list_of(batch: ImportBatch) -> Path:
    """Return where the list of errors of a refused file lies."""
    return _folder() / f"{batch.pk}.csv"


def _import(batch: ImportBatch) -> None:
    actor, content = batch.recorded_by, _file_of(batch).read_bytes()
    with ImportPulse(batch.pk) as pulse:
        plan = contracts.read(content, batch.name, Given(actor), pulse.progress)
        if plan.errors:
            target = error_list_of(batch)
            target.write_bytes(error_csv(plan.errors))
            target.chmod(settings.FILE_UPLOAD_PERMISSIONS)
            faulty = len({error.row for error in plan.errors})
            sentence = f"{faulty} 行有错，没有导入任何内容。"
            _end(batch, BatchStatus.REFUSED, rows=plan.rows, faults=faulty, fault=sentence)
            return
        with transaction.atomic():
            plan.commit(actor, pulse.progress)
            if not _end(batch, BatchStatus.DONE, rows=plan.rows, rows_done=plan.rows, added=plan.added):
                raise Cancelled
            label = f"导入{batch.get_kind_display()}：{batch.name}"
            record(actor=actor, action="导入", label=label, obj=batch, after=dict(plan.summary))


def _end(batch: ImportBatch, status: BatchStatus, **facts: object) -> bool:
    """Write how a running import ended; False when it was no longer running."""
    running = ImportBatch.objects.filter(pk=batch.pk, status=BatchStatus.RUNNING)
    return bool(running.update(status=status, finished_at=clock.now(), **facts))


def _spawn(pk: int) -> Thread:
    """Run an import in a process of its own; the thread only waits for its end, so that nothing of it stays behind."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_import", str(pk)]
    waiting = Thread(target=subprocess.run, args=(command,), daemon=True,
                     kwargs={"stdin": subprocess.DEVNULL, "check": False, "start_new_session": True})
    waiting.start()
    return waiting


def _clear_old_files() -> None:
    """Remove lists of errors that are old, and what processes that died have left behind."""
    now = clock.now().timestamp()
    for path in _folder().iterdir():
        if now - path.stat().st_mtime > KEPT[path.suffix].total_seconds():
            path.unlink(missing_ok=True)


def _file_of(batch: ImportBatch) -> Path:
    return _folder() / f"{batch.pk}.upload"


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
