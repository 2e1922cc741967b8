"""The demonstration county: alive on any day, consistent, and never among real records."""
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from pytest_django.fixtures import SettingsWrapper

from affordable.models import AffordableProject, AuditFinding, Milestone
from housing_portal.accounts.models import Unit, User
from housing_portal.accounts.roles import ROLES
from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.numbers import validate_credit_code
from housing_portal.kit.scope import current
from housing_portal.registry import demo_mark
from housing_portal.registry.models import CalendarDay, Organization
from reports.catalogue import PROGRAMMES
from reports.consistency import check
from reports.demo.fill import fill
from reports.evaluate import evaluate
from reports.models import Document
from reports.verify import verify

pytestmark = pytest.mark.django_db


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _own_folder(settings: SettingsWrapper, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.mark.parametrize("day", ["2026-01-01", "2028-02-29", "2026-12-31"])
def test_it_fills_and_keeps_every_rule_on_any_day(day: str) -> None:
    with time_machine.travel(noon(day), tick=False):
        fill("Yunling-2026")
        assert [result for result in verify() if result.breaches] == []
        figures = evaluate(current())
        assert [figures.value(p.target) for p in PROGRAMMES] == [1200, 300, 240, 420, 860, 54120]


def test_the_county_in_the_middle_of_the_year() -> None:
    with time_machine.travel(noon("2026-06-30"), tick=False):
        fill("Yunling-2026")
        figures = evaluate(current())
        assert {p.code: figures.value(p.done) for p in PROGRAMMES} == {
            "shantytown": 536, "old_core": 256, "rental": 95, "continued": 193, "subsidy": 616,
            "investment": Decimal(24158),
        }
        lamps = {pace.unit.name: pace.lamp for pace in figures.ranking(PROGRAMMES[0]) if pace.rate is not None}
        assert lamps == {
            "城关镇": "g", "清溪镇": "g", "县城": "g",
        }
        assert {(w.code, w.subject) for w in check(current())} == {
            ("ready_not_started", "南麓乡"), ("investment_before_start", "南麓乡"), ("waiting", "milestones"),
        }


def test_there_is_something_in_every_state() -> None:
    fill("Yunling-2026")
    assert set(Milestone.objects.values_list("status", flat=True)) == {"recorded", "confirmed", "returned", "revoked"}
    assert set(AuditFinding.objects.values_list("status", flat=True)) == {"open", "submitted", "closed"}
    assert AffordableProject.objects.count() == 21
    assert [paper.status for paper in Document.objects.all()] == ["draft"]


def test_invented_credit_codes_are_valid() -> None:
    fill("Yunling-2026")
    codes = Organization.objects.exclude(credit_code=None).values_list("credit_code", flat=True)
    assert len(codes) == 7
    for code in codes:
        validate_credit_code(code)


def test_the_calendar_has_the_year_that_is_published() -> None:
    fill("Yunling-2026")
    assert {day.year for day in CalendarDay.objects.values_list("on", flat=True)} == {2026}
    assert CalendarDay.objects.filter(kind="holiday").count() == 33
    assert CalendarDay.objects.filter(kind="adjusted_workday").count() == 6


def test_one_account_per_role_signs_in_with_the_password(rf: Any, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", password="demo")
    users = list(User.objects.order_by("pk"))
    assert {role for user in users for role in user.role_codes} == set(ROLES)
    assert {user.must_change_password for user in users} == {False}
    signed_in = [authenticate(rf.post("/"), username=user.username, password="demo") for user in users]
    assert signed_in == users
    assert capsys.readouterr().out.splitlines()[-1] == "口令：demo"


def test_the_sheet_is_for_its_owner_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo")
    sheet = tmp_path / "demo-accounts.txt"
    assert oct(sheet.stat().st_mode & 0o777) == "0o600"
    first = capsys.readouterr().out
    assert first.endswith(sheet.read_text(encoding="utf-8"))
    lines = sheet.read_text(encoding="utf-8").splitlines()
    assert lines[2] == "clerk         李文静　经办　住房保障股"
    assert (len(lines), len(lines[-1])) == (14, len("口令：") + 12)


def test_a_second_time_it_names_the_accounts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo")
    sheet = (tmp_path / "demo-accounts.txt").read_text(encoding="utf-8")
    entries = Milestone.objects.count()
    capsys.readouterr()
    call_command("demo")
    names = "sysadmin、clerk、chief、deputy、director、finance、auditor、deliv_office、bank、developer、undertaker、town.clerk"
    assert capsys.readouterr().out == f"已是演示数据库。账号：{names}（口令见 {tmp_path / 'demo-accounts.txt'}）\n"
    assert (tmp_path / "demo-accounts.txt").read_text(encoding="utf-8") == sheet
    assert Milestone.objects.count() == entries


def test_a_password_given_later_replaces_the_first(rf: Any, tmp_path: Path) -> None:
    call_command("demo")
    call_command("demo", password="Yunling-2027")
    assert authenticate(rf.post("/"), username="clerk", password="Yunling-2027") == User.objects.get(username="clerk")
    assert (tmp_path / "demo-accounts.txt").read_text(encoding="utf-8").splitlines()[-1] == "口令：Yunling-2027"


def test_it_is_refused_among_real_records(office: Any, tmp_path: Path) -> None:
    units = Unit.objects.count()
    with pytest.raises(CommandError) as refusal:
        call_command("demo")
    assert str(refusal.value) == (
        "数据库中已有正式记录，不能写入演示数据。请另用一个空数据库（DATABASE_URL=sqlite:///路径）。"
    )
    assert (Unit.objects.count(), demo_mark.is_set(), list(tmp_path.iterdir())) == (units, False, [])
