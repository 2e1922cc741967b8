"""Imports in a process of their own: how each ends, what stays of the file, and who may stop one."""
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from tests.transactions.test_import_contracts import sheet
from transactions.enums import BatchKind, BatchStatus
from transactions.imports import runs
from transactions.imports.plan import Given
from transactions.models import ImportBatch, Room, SaleContract

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "imports"


def waiting(actor: User, content: bytes) -> ImportBatch:
    """Return a stored import whose process has not begun: that happens when the caller's transaction ends."""
    return runs.start(actor=actor, kind=BatchKind.CONTRACTS, content=content, name="C:\\旧\\合同.csv",
                      given=Given(actor))


def test_a_right_file_is_taken_and_deleted(clerk: User, room: Room, folder: Path) -> None:
    batch = waiting(clerk, sheet({}))
    assert (batch.status, batch.name, [p.name for p in folder.iterdir()]) == (
        "waiting", "合同.csv", [f"{batch.pk}.upload"]
    )
    assert (runs.run(batch.pk), runs.run(batch.pk)) == (BatchStatus.DONE, BatchStatus.DONE)
    batch.refresh_from_db()
    assert (batch.rows, batch.rows_done, batch.added, SaleContract.objects.count()) == (1, 1, 1, 1)
    assert (list(folder.iterdir()), Entry.objects.filter(action="导入").count()) == ([], 1)
    assert waiting(clerk, sheet({})).pk == batch.pk


def test_a_wrong_file_leaves_nothing_but_its_errors(clerk: User, room: Room, folder: Path) -> None:
    batch = waiting(clerk, sheet({"number": "9999"}, {"contract_no": "B", "filing_no": "F"}))
    assert runs.run(batch.pk) == BatchStatus.REFUSED
    batch.refresh_from_db()
    assert (batch.rows, batch.faults, batch.added, SaleContract.objects.count()) == (2, 1, 0, 0)
    assert list(folder.iterdir()) == [runs.error_list_of(batch)]
    lines = runs.error_list_of(batch).read_text(encoding="utf-8-sig").splitlines()
    assert lines[1] == "1,,2,D,房号,9999,不在这幢楼的楼盘表中,请核对单元和房号，或先导入楼盘表"


def test_what_is_no_table_is_refused(clerk: User, folder: Path) -> None:
    batch = waiting(clerk, b"nothing of the kind")
    assert runs.run(batch.pk) == BatchStatus.REFUSED
    batch.refresh_from_db()
    assert batch.fault == (
        "“合同.csv”前 20 行没有找到表头（应有「楼盘」等列）；请核对是否选错了文件，或下载导入模板填写。"
    )


def test_a_cancelled_import_writes_nothing(clerk: User, chief: User, room: Room) -> None:
    batch = waiting(clerk, sheet({}))
    with pytest.raises(ServiceError) as refusal:
        runs.cancel(actor=chief, batch=batch)
    assert refusal.value.sentence == "只有上传人本人可以取消导入。"
    assert runs.cancel(actor=clerk, batch=batch).status == BatchStatus.FAILED
    assert (runs.run(batch.pk), SaleContract.objects.count()) == (BatchStatus.FAILED, 0)
    with pytest.raises(ServiceError) as late:
        runs.cancel(actor=clerk, batch=batch)
    assert late.value.sentence == "这次导入中断未导入，不能再取消。"


def test_a_cancelled_import_leaves_no_file(
    clerk: User, room: Room, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    batch = waiting(clerk, sheet({}))
    with django_capture_on_commit_callbacks(execute=True):
        runs.cancel(actor=clerk, batch=batch)
    assert list(folder.iterdir()) == []


def test_what_a_dead_process_has_left_is_removed(clerk: User, room: Room, folder: Path) -> None:
    batch = waiting(clerk, sheet({}))
    left = {name: folder / name for name in ("91.upload", "92.upload", "93.csv", "94.csv")}
    for days, path in zip((2, 0, 8, 6), left.values(), strict=True):
        path.touch()
        then = clock.now().timestamp() - days * 86_400
        os.utime(path, (then, then))
    runs.run(batch.pk)
    assert sorted(path.name for path in folder.iterdir()) == ["92.upload", "94.csv"]


def test_a_list_of_errors_names_nobody(clerk: User, room: Room, folder: Path) -> None:
    wrong = {"buyer_1_identity": "620799199001010011"}
    batch = waiting(clerk, sheet(wrong, {"contract_no": "B", "buyer_1_phone": "13800001234" * 3}))
    runs.run(batch.pk)
    lines = runs.error_list_of(batch).read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[5] for line in lines] == ["填写内容", "620799********0011", "周*静"]


def test_the_pages_of_whoever_sent_it(clerk: User, chief: User, room: Room, client_of: Any) -> None:
    batch = waiting(clerk, sheet({"number": "9999"}))
    own, other = client_of(clerk), client_of(chief)
    assert "取消导入" in own.get(batch.get_absolute_url()).content.decode()
    cancel, errors = (reverse(f"transactions:batch_{name}", args=[batch.pk]) for name in ("cancel", "errors"))
    assert [other.get(cancel).status_code, own.get(errors).status_code, own.get(cancel).status_code] == [403, 404, 200]
    runs.run(batch.pk)
    answer = own.get(errors)
    assert b"".join(answer.streaming_content) == runs.error_list_of(batch).read_bytes()
    assert "下载错误清单" in own.get(batch.get_absolute_url()).content.decode()
    second = waiting(clerk, sheet({}))
    own.post(reverse("transactions:batch_cancel", args=[second.pk]))
    second.refresh_from_db()
    assert (second.status, second.fault) == ("failed", "李经办取消了导入。")


def test_who_may_not_import_is_refused(township_clerk: User, room: Room) -> None:
    with pytest.raises(ServiceError):
        waiting(township_clerk, sheet({}))
    assert ImportBatch.objects.count() == 0


def test_a_silent_import_is_shown_as_broken(clerk: User) -> None:
    batch = waiting(clerk, sheet({}))
    assert batch.shown_status == BatchStatus.WAITING
    batch.heartbeat_at = clock.now() - 2 * ImportBatch.SILENCE
    assert batch.shown_status == BatchStatus.FAILED
    batch.status = BatchStatus.DONE
    assert batch.shown_status == BatchStatus.DONE


def test_commands(clerk: User, room: Room, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "合同.csv"
    file.write_bytes(sheet({"number": "9999"}))
    with pytest.raises(CommandError) as refusal:
        call_command("import_contracts", str(file), user=clerk.username, check=True)
    assert str(refusal.value) == "共有 1 处错误，不能导入。"
    file.write_bytes(sheet({}))
    call_command("import_contracts", str(file), user=clerk.username)
    assert capsys.readouterr().out.endswith("已导入：历史合同 合同.csv，新增 1 份合同。\n")
    with pytest.raises(CommandError) as unknown:
        call_command("run_import", "0")
    assert str(unknown.value) == "没有内部号为 0 的导入记录"
