"""The export register: request, run, cancel, download, and what refuses."""
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import load_workbook

from housing_portal.accounts.models import RoleGrant, Unit, User
from housing_portal.journal import exports
from housing_portal.journal.enums import ExportState
from housing_portal.journal.models import Entry, Export
from housing_portal.journal.pulse import Cancelled, Pulse
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError

pytestmark = pytest.mark.urls("tests.journal.export_urls")
Sign = Callable[[User], Client]
PEOPLE = "/people/"


@pytest.fixture(autouse=True)
def _folder(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def ask(chief: User) -> Callable[..., Export]:
    """Return a maker of exports that the head of the section asks for."""
    User.objects.filter(pk=chief.pk).update(phone="13812345678")

    def make(query: str = "q=股长", *, actor: User = chief, **given: object) -> Export:
        return exports.request_export(actor=actor, path=PEOPLE, query=query, **given)
    return make


def cells(export: Export) -> list[list[object]]:
    sheet = load_workbook(exports.file_of(export)).active
    return [list(row) for row in sheet.values]


def run(export: Export) -> ExportState:
    state = exports.run_export(export.pk)
    export.refresh_from_db()
    return state


# -- request --------------------------------------------------------------------------------------------


def test_request_is_numbered_and_says_what_is_taken_out(ask: Callable[..., Export]) -> None:
    year = clock.today().year
    first, second = ask("q=股长&is_active=true&unit=&columns=phone"), ask("")
    assert [first.number, second.number] == [f"导出〔{year}〕1号", f"导出〔{year}〕2号"]
    assert (first.title, first.conditions, first.columns) == ("人员", "姓名：股长；可登录：是", "姓名、办公电话")
    assert (second.conditions, second.columns, second.state) == ("全部", "姓名、办公电话、所属单位", "waiting")
    entry = Entry.objects.about(first).get()
    assert (entry.action, entry.after) == ("申请导出", {
        "列表": "人员", "查询条件": "姓名：股长；可登录：是", "导出列": "姓名、办公电话", "未脱敏": False,
    })


def test_conditions_are_in_words(ask: Callable[..., Export], chief: User) -> None:
    query = f"unit={chief.unit_id}&created_at_after=2020-01-02&role=chief"
    assert ask(query).conditions == f"所属单位：{chief.unit}；建立日期：2020-01-02 至 ；角色：股长"


def test_plain_text_needs_permission_and_reason(ask: Callable[..., Export], clerk: User) -> None:
    with pytest.raises(ServiceError) as lacking:
        ask(is_unmasked=True, reason="  ")
    with pytest.raises(ServiceError) as refused:
        ask(actor=clerk, is_unmasked=True, reason="核对")
    assert [lacking.value.message_dict, refused.value.message_dict] == [
        {"reason": ["导出未脱敏数据须写明理由。"]},
        {"is_unmasked": ["没有导出未脱敏数据的权限，请导出脱敏数据或联系有此权限的同事办理。"]},
    ]
    assert (Export.objects.count(), Entry.objects.filter(action="申请导出").count()) == (0, 0)


def test_process_starts_when_the_request_is_safe(
    ask: Callable[..., Export], settings: object, tmp_path: Path, django_capture_on_commit_callbacks: Callable
) -> None:
    said = tmp_path / "said"
    (tmp_path / "manage.py").write_text(f"import sys\nopen({str(said)!r}, 'w').write(' '.join(sys.argv[1:]))\n")
    settings.BASE_DIR = tmp_path
    with django_capture_on_commit_callbacks() as waiting:
        export = ask()
    assert (len(waiting), said.exists()) == (1, False)
    waiting[0]().join()
    assert said.read_text() == f"run_export {export.pk}"


# -- run ------------------------------------------------------------------------------------------------


def test_run_writes_the_masked_rows(ask: Callable[..., Export]) -> None:
    export = ask()
    assert run(export) == ExportState.DONE
    assert cells(export) == [["姓名", "办公电话", "所属单位"], ["王*长", "138****5678", "住房保障股"]]
    assert (export.rows_total, export.rows_done, export.fault) == (1, 1, "")
    assert export.size == exports.file_of(export).stat().st_size
    assert run(export) == ExportState.DONE


def test_plain_sheet_says_from_whom_it_is(ask: Callable[..., Export]) -> None:
    export = ask("q=股长&columns=phone", is_unmasked=True, reason="核对预留电话")
    run(export)
    assert cells(export) == [
        [f"人员（未脱敏）　{export.number}　王股长", None], ["姓名", "办公电话"], ["王股长", "13812345678"],
    ]


def test_rows_are_those_the_person_may_see(
    ask: Callable[..., Export], person: Callable[..., User], office: object
) -> None:
    outside = person("chief", office.townships[0], name="钱镇长")
    export = ask("", actor=outside)
    run(export)
    assert [row[0] for row in cells(export)[1:]] == ["钱*长"]


def test_lost_permission_stops_a_waiting_export(ask: Callable[..., Export], chief: User) -> None:
    closed, plain = ask(), ask(is_unmasked=True, reason="核对")
    chief.role_grants.update(role="deputy")
    RoleGrant.objects.filter(user=chief).update(role="deputy")
    assert [run(plain), plain.fault] == [
        ExportState.FAILED, "没有导出未脱敏数据的权限，请导出脱敏数据或联系有此权限的同事办理。",
    ]
    RoleGrant.objects.filter(user=chief).delete()
    assert [run(closed), closed.fault] == [ExportState.FAILED, "导出人没有打开这个列表的权限。"]


def test_fault_is_registered_and_nothing_is_left(ask: Callable[..., Export], caplog: pytest.LogCaptureFixture) -> None:
    export = ask("fail=1")
    assert run(export) == ExportState.FAILED
    assert export.fault == "导出时出错，已记入系统日志。请重新导出；仍然失败请联系系统管理员。"
    assert list(exports.file_of(export).parent.iterdir()) == []
    assert [record.message for record in caplog.records] == [f"export {export.number} failed"]


def test_pulse_writes_progress_and_hears_of_a_cancellation(ask: Callable[..., Export], chief: User) -> None:
    export = ask()
    Export.objects.update(state=ExportState.RUNNING, rows_total=3000)
    pulse = Pulse(export.pk)
    pulse.progress(1000)
    pulse.beat()
    export.refresh_from_db()
    assert (export.rows_done, export.percent, export.heartbeat_at is None) == (1000, 33, False)
    exports.cancel_export(actor=chief, export=export)
    pulse.progress(2000)
    pulse.beat()
    with pytest.raises(Cancelled):
        pulse.progress(3000)
    export.refresh_from_db()
    assert (export.rows_done, export.state) == (1000, "cancelled")


def test_cancelled_export_leaves_no_file(ask: Callable[..., Export], chief: User) -> None:
    waiting, running = ask(), ask("cancel=1")
    exports.cancel_export(actor=chief, export=waiting)
    assert [run(waiting), run(running)] == [ExportState.CANCELLED, ExportState.CANCELLED]
    assert [exports.file_of(export).exists() for export in (waiting, running)] == [False, False]
    assert Entry.objects.about(waiting).first().action == "取消导出"
    with pytest.raises(ServiceError, match="这项导出已取消，不能再取消。"):
        exports.cancel_export(actor=chief, export=waiting)


def test_command(ask: Callable[..., Export], capsys: pytest.CaptureFixture) -> None:
    call_command("run_export", ask().pk)
    assert capsys.readouterr().out == "已完成\n"
    with pytest.raises(CommandError, match="没有内部号为 0 的导出登记"):
        call_command("run_export", 0)


def test_silent_export_has_failed(ask: Callable[..., Export]) -> None:
    export = ask()
    shown = []
    for seconds in (119, 121):
        with time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False):
            shown.append(export.shown_state)
    assert shown == [ExportState.WAITING, ExportState.FAILED]


# -- download -------------------------------------------------------------------------------------------


def test_only_the_person_downloads_and_every_time_is_written_down(
    ask: Callable[..., Export], chief: User, person: Callable[..., User], client_of: Sign
) -> None:
    export = ask()
    run(export)
    place = f"/journal/exports/{export.pk}/file/"
    answer = client_of(chief).get(place)
    assert b"".join(answer.streaming_content) == exports.file_of(export).read_bytes()
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    others = [client_of(person(role)).get(place).status_code for role in ("chief", "auditor", "sysadmin")]
    assert others == [404, 404, 404]
    assert [entry.action for entry in Entry.objects.about(export)] == ["下载导出", "申请导出"]


def refusal(client: Client, export: Export) -> tuple[int, bool]:
    answer = client.get(f"/journal/exports/{export.pk}/file/")
    return answer.status_code, answer.content.decode().split("<p>")[1].split("</p>")[0]


def test_what_cannot_be_downloaded(ask: Callable[..., Export], chief: User, client_of: Sign) -> None:
    export, client = ask(), client_of(chief)
    early = refusal(client, export)
    run(export)
    file = exports.file_of(export)
    content = file.read_bytes()
    file.write_bytes(content + b"x")
    changed = refusal(client, export)
    file.write_bytes(content)
    Export.objects.filter(pk=export.pk).update(finished_at=clock.now() - timedelta(days=7, seconds=1))
    late = refusal(client, export)
    Export.objects.filter(pk=export.pk).update(finished_at=clock.now())
    RoleGrant.objects.filter(user=chief).delete()
    closed = refusal(client, export)
    assert [early, changed, late, closed] == [
        (409, "导出还没有完成，请稍后再下载。"),
        (409, "文件与登记的摘要不符，可能已被改动，请重新导出并告知系统管理员。"),
        (409, "文件只保留 7 天，已经清除，请重新导出。"),
        (409, "导出人没有打开这个列表的权限。"),
    ]
    assert Entry.objects.filter(action="下载导出").count() == 0


def test_old_files_are_cleared_by_the_next_run(ask: Callable[..., Export]) -> None:
    old = ask()
    run(old)
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        fresh = ask()
        run(fresh)
        assert [exports.file_of(export).exists() for export in (old, fresh)] == [False, True]
    assert Export.objects.get(pk=old.pk).state == "done"


# -- pages ----------------------------------------------------------------------------------------------

ASK = "/journal/exports/new/?path=/people/&query="


def test_page_shows_what_will_be_exported(chief: User, clerk: User, client_of: Sign) -> None:
    page = client_of(chief).get(f"{ASK}q%3D股长%26columns%3Dphone")
    assert page.context["parts"]["facts"] == [("条数", "1"), ("查询条件", "姓名：股长"), ("导出列", "姓名、办公电话")]
    assert [list(client_of(user).get(ASK).context["form"].fields) for user in (clerk, chief)] == [
        [], ["is_unmasked", "reason"],
    ]
    assert page.context["form"]["is_unmasked"].value() == "0"


def test_masked_is_what_one_gets_without_a_choice(chief: User, client_of: Sign) -> None:
    client_of(chief).post(ASK, {"is_unmasked": "0", "reason": ""})
    client_of(chief).post(ASK, {})
    assert list(Export.objects.values_list("is_unmasked", "reason")) == [(False, ""), (False, "")]


def test_form_asks_for_the_reason_and_leads_to_the_progress(chief: User, client_of: Sign) -> None:
    client = client_of(chief)
    refused = client.post(ASK, {"is_unmasked": "1", "reason": ""})
    assert refused.context["form"].errors == {"reason": ["导出未脱敏数据须写明理由。"]}
    answer = client.post(f"{ASK}q%3D股长", {"is_unmasked": "1", "reason": "核对"})
    export = Export.objects.get()
    assert (answer.url, export.plain_query, export.is_unmasked, export.reason) == (
        f"/journal/exports/{export.pk}/", "q=%E8%82%A1%E9%95%BF", True, "核对",
    )


@pytest.mark.parametrize("path", ["", "/people", "/nowhere/", "/journal/exports/new/", "/journal/", "x"])
def test_no_list_no_export(path: str, clerk: User, client_of: Sign) -> None:
    # the diary is a list, but closed to a clerk
    expected = 403 if path == "/journal/" else 404
    assert client_of(clerk).get("/journal/exports/new/", {"path": path}).status_code == expected


def test_progress_page_follows_until_the_end(ask: Callable[..., Export], chief: User, client_of: Sign) -> None:
    export, client = ask(), client_of(chief)
    Export.objects.update(state=ExportState.RUNNING, rows_total=4000, rows_done=1000, heartbeat_at=clock.now())
    page = client.get(export.get_absolute_url())
    assert ('value="25"' in page.content.decode(), "data-live" in page.content.decode()) == (True, True)
    assert [button.label for button in page.context["buttons"]] == ["取消导出"]
    Export.objects.update(state=ExportState.WAITING)
    run(export)
    done = client.get(export.get_absolute_url())
    assert ("data-live" in done.content.decode(), [b.label for b in done.context["buttons"]]) == (
        False, ["重新导出", "下载"],
    )
    assert client.get(done.context["buttons"][0].url).status_code == 200


def test_cancel_page(ask: Callable[..., Export], chief: User, client_of: Sign) -> None:
    export = ask()
    assert client_of(chief).post(f"/journal/exports/{export.pk}/cancel/").url == export.get_absolute_url()
    assert Export.objects.get().state == "cancelled"


def test_register_shows_the_own_and_to_auditors_all(
    ask: Callable[..., Export], chief: User, clerk: User, auditor: User, office: object, person: Callable[..., User],
    client_of: Sign,
) -> None:
    ask(is_unmasked=True, reason="核对")
    ask(actor=clerk)
    readers = [chief, clerk, auditor, person("clerk"), person("chief", office.townships[0])]
    seen = [len(client_of(user).get("/journal/exports/").context["table"].rows) for user in readers]
    assert seen == [2, 1, 2, 0, 0]
    sheet = client_of(auditor).get("/journal/exports/?q=人员&is_unmasked=true")
    assert [row.record.reason for row in sheet.context["table"].rows] == ["核对"]


def test_unit_is_not_needed_to_see_ones_own(ask: Callable[..., Export], chief: User, client_of: Sign) -> None:
    export = ask()
    User.objects.filter(pk=chief.pk).update(unit=Unit.objects.get(name="东屏镇"))
    assert client_of(User.objects.get(pk=chief.pk)).get(export.get_absolute_url()).status_code == 200
