"""The demonstration county: alive on any day, consistent, and never among real records."""
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from affordable.models import AffordableProject, AuditFinding, Milestone
from housing_portal.accounts.models import Unit, User
from housing_portal.accounts.roles import ROLES
from housing_portal.journal.models import Entry
from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.numbers import validate_credit_code
from housing_portal.kit.scope import Scope, current
from housing_portal.registry import demo_mark
from housing_portal.registry.enums import DayKind
from housing_portal.registry.models import CalendarDay, Organization
from reports.catalogue import PROGRAMMES
from reports.consistency import check
from reports.demo.fill import fill
from reports.evaluate import evaluate
from reports.models import Document
from reports.verify import verify
from tests.reports.test_demo_escrow import check_supervision
from transactions.models import DailyReport, Room

pytestmark = pytest.mark.django_db


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.mark.parametrize(("day", "more"), [("2026-01-01", 0), ("2028-02-29", 0), ("2026-12-31", 600)])
def test_it_fills_and_keeps_every_rule_on_any_day(day: str, more: int) -> None:
    with time_machine.travel(noon(day), tick=False):
        fill("Yunling-2026", more)
        assert [result for result in verify() if result.breaches] == []
        figures = evaluate(current())
        assert [figures.value(p.target) for p in PROGRAMMES] == [1200, 300, 240, 420, 860, 54120]


def test_the_county_in_the_middle_of_the_year() -> None:
    with time_machine.travel(noon("2026-06-30"), tick=False):
        fill("Yunling-2026")
        figures, warnings = evaluate(current()), check(current())
    assert {p.code: figures.value(p.done) for p in PROGRAMMES} == {
        "shantytown": 548, "old_core": 288, "rental": 97, "continued": 197, "subsidy": 608, "investment": 24008,
    }
    assert {pace.unit.short_name or pace.unit.name: pace.lamp for pace in figures.ranking(PROGRAMMES[0])} == {
        "城关镇": "g", "清溪镇": "g", "县开发公司": "g", "东屏镇": "a", "经开区": "a", "石桥镇": "r", "南麓乡": "r",
        "北沟乡": "n", "县安居公司": "n",
    }
    assert {(w.code, w.subject) for w in warnings} == {
        ("ready_not_started", "南麓乡"), ("investment_before_start", "南麓乡"), ("waiting", "milestones"),
    }
    assert set(Milestone.objects.values_list("status", flat=True)) == {"recorded", "confirmed", "returned", "revoked"}
    assert set(AuditFinding.objects.values_list("status", flat=True)) == {"open", "submitted", "closed"}
    assert AffordableProject.objects.count() == 21
    assert [paper.status for paper in Document.objects.all()] == ["draft"]
    codes = Organization.objects.exclude(credit_code=None).values_list("credit_code", flat=True)
    assert [validate_credit_code(code) for code in codes] == [None] * 7
    reports = list(DailyReport.objects.order_by("on"))
    left = [Room.objects.saleable(Scope(report.on, report.cutoff)).stock()["stock_sets"] for report in reports]
    assert [report.stock_sets for report in reports] == left
    assert min(left) > 100
    days = {kind: CalendarDay.objects.filter(kind=kind, on__year=2026).count() for kind in DayKind.values}
    assert (days, CalendarDay.objects.count()) == ({"holiday": 33, "adjusted_workday": 6}, 39)
    check_supervision()


def test_accounts_and_their_sheet(rf: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "demo-accounts.txt"
    call_command("demo")
    text = sheet.read_text(encoding="utf-8")
    assert capsys.readouterr().out.endswith(text)
    assert oct(sheet.stat().st_mode & 0o777) == "0o600"
    lines = text.splitlines()
    assert lines[2] == "clerk         李文静　经办　住房保障股"
    assert (len(lines), len(lines[-1])) == (14, len("口令：") + 12)

    users = list(User.objects.order_by("pk"))
    assert {role for user in users for role in user.role_codes} == set(ROLES)
    assert {user.must_change_password for user in users} == {False}
    assert signed_in(rf, users, lines[-1].removeprefix("口令：")) == users

    entries = Entry.objects.count()
    call_command("demo")
    names = "、".join(user.username for user in users)
    assert capsys.readouterr().out == f"已是演示数据库。账号：{names}（口令见 {sheet}）\n"
    assert (Entry.objects.count(), sheet.read_text(encoding="utf-8")) == (entries, text)

    call_command("demo", password="demo")
    assert sheet.read_text(encoding="utf-8").splitlines() == [*lines[:-1], "口令：demo"]
    assert signed_in(rf, users, "demo") == users

    sheet.unlink()
    capsys.readouterr()
    call_command("demo")
    assert capsys.readouterr().out == f"已是演示数据库。账号：{names}（口令未留存，可用 --password 重新设置）\n"


def signed_in(rf: Any, users: list[User], password: str) -> list[User | None]:
    return [authenticate(rf.post("/"), username=user.username, password=password) for user in users]


def test_it_is_refused_among_real_records(office: Any, tmp_path: Path) -> None:
    units = Unit.objects.count()
    with pytest.raises(CommandError) as refusal:
        call_command("demo")
    assert str(refusal.value) == (
        "数据库中已有正式记录，不能写入演示数据。请另用一个空数据库（DATABASE_URL=sqlite:///路径）。"
    )
    assert (Unit.objects.count(), demo_mark.is_set(), list(tmp_path.iterdir())) == (units, False, [])
