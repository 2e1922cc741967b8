"""The demonstration county as it stands on 30 June 2026: alive, something of everything, and little that is wrong."""
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db.models import Model
from django.test import override_settings

from affordable.models import AffordableProject, AuditFinding, Milestone
from housing_portal.accounts.models import User
from housing_portal.accounts.roles import ROLES
from housing_portal.journal.models import Entry
from housing_portal.kit.numbers import validate_credit_code
from housing_portal.kit.scope import Scope, current
from housing_portal.registry.enums import DayKind
from housing_portal.registry.models import CalendarDay, Organization
from presale.enums import (
    AccountStatus,
    AlertStatus,
    ApplicationStatus,
    EntryKind,
    NodeStatus,
    ReconciliationStatus,
    ReleaseStatus,
)
from presale.models import (
    ClosedMonth,
    EscrowAccount,
    EscrowAlert,
    EscrowEvent,
    Freeze,
    GuaranteeLetter,
    LedgerEntry,
    NodeCertification,
    PermitApplication,
    Reconciliation,
    Refund,
    Release,
)
from reports.catalogue import PROGRAMMES
from reports.consistency import check
from reports.evaluate import evaluate
from reports.models import Document
from transactions.models import DailyReport, Room

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]


@pytest.fixture(scope="module")
def told(kept: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Fill the county and return what the command said; it stands, and time stands still, until the module ends."""
    with (
        time_machine.travel("2026-06-30 12:00:00+08:00", tick=False),
        override_settings(VAR_DIR=tmp_path_factory.mktemp("var")),
    ):
        with redirect_stdout(StringIO()) as words:
            call_command("demo")
        yield words.getvalue()


def test_the_county_in_the_middle_of_the_year() -> None:
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


def test_something_of_everything_in_the_supervised_money() -> None:
    assert states(Release) == set(ReleaseStatus.values)
    assert states(PermitApplication) == set(ApplicationStatus.values)
    assert states(EscrowAccount) == set(AccountStatus.values) - {AccountStatus.CLOSED}
    assert states(Refund) == {"draft", "submitted", "approved", "paid"}
    assert states(NodeCertification) == set(NodeStatus.values) - {NodeStatus.REJECTED}
    assert states(Reconciliation) == set(ReconciliationStatus.values)
    assert states(GuaranteeLetter) == {"proposed", "effective", "ended"}
    assert [freeze.state for freeze in Freeze.objects.order_by("pk")] == ["effective", "effective", "waiting"]
    assert states(LedgerEntry, "kind") == set(EntryKind.values)
    assert Release.objects.unreviewed().count() == 1
    assert str(ClosedMonth.objects.latest("last_day").last_day) == "2026-05-31"
    assert EscrowEvent.objects.count() == 10
    assert states(EscrowAlert) == set(AlertStatus.values)
    assert Counter(EscrowAlert.objects.unclosed().values_list("rule", flat=True)) == {
        "outside_account": 2, "frozen": 2, "expiring": 2, "short_down_payment": 2, "no_down_payment": 2,
        "not_reconciled": 2, "over_ceiling": 1, "gap": 1, "loan_outside": 1, "deduction": 1,
    }


def states(model: type[Model], name: str = "status") -> set[str]:
    return set(model._default_manager.values_list(name, flat=True))


def test_accounts_and_their_sheet(told: str, rf: Any, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = settings.VAR_DIR / "demo-accounts.txt"
    text = sheet.read_text(encoding="utf-8")
    assert told.endswith(text)
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
