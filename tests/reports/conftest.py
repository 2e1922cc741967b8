"""A small county year with every kind of record, entered through the services, on a fixed day."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from affordable import services
from affordable.models import AuditCategory
from housing_portal.accounts.models import User
from housing_portal.kit.scope import Scope, current
from housing_portal.registry import services as registry
from reports.models import Document
from reports.services import signing
from reports.services.drafts import draft_document
from tests import material
from tests.reports.course import Course

DAY = date(2026, 6, 30)
NEW_YEAR = date(2026, 1, 1)


@dataclass
class Year:
    """Verbs that enter records for the first day of the tests; the clerk enters, the chief confirms."""

    office: object
    clerk: User
    chief: User

    def target(self, unit, program: str, value: int | Decimal, on: date = NEW_YEAR):
        amount = {"amount": value} if program == "investment" else {"quantity": value}
        return services.issue_target(
            actor=self.clerk, unit=unit, year=2026, program=program, issued_on=on, **amount
        )

    def start(self, unit, sets: int, *, old_core: int = 0, on: date = DAY, confirm: bool = True, code: str = "started",
              continued: bool = False, kind: str = "shantytown"):
        row = services.record_milestone(
            actor=self.clerk, unit=unit, kind=kind, code=code, actual_on=on, sets=sets, old_core_sets=old_core,
            is_continued=continued, note="年度任务已完成", evidence=[("现场照片.pdf", material.pdf_bytes("现场"))],
        )
        return services.confirm_milestone(actor=self.chief, milestone=row) if confirm else row

    def invest(self, unit, wan: int, on: date = DAY, note: str = ""):
        return services.record_investment(
            actor=self.clerk, unit=unit, as_of=on, amount_cum=Decimal(wan * 10000), note=note
        )

    def finding(self, unit, category: str | None = None, *, year: int = 2025, due_on: date | None = None):
        chosen = AuditCategory.objects.get(name=category) if category else None
        return services.list_finding(
            actor=self.clerk, audit_year=year, unit=unit, listed_on=DAY, category=chosen, due_on=due_on
        )

    def paper(self, **content) -> Document:
        return draft_document(actor=self.clerk, **{**PAPER, **content})

    def bulletin(self, **content) -> Document:
        """Return a paper that may be signed: it names what allows it."""
        basis = registry.register_policy(
            actor=self.clerk, number=f"云政督〔2026〕{Document.objects.count() + 1}号", issuer="县人民政府",
            title="关于开展住房保障工作督查的通知",
        )
        return self.paper(basis_doc=basis, **content)


PAPER = {
    "title": "关于全县住房保障工作督查情况的通报", "issuer": "云岭县住房保障办", "mark": "云岭县住房保障办公室文件",
    "prefix": "云房保办发", "addressees": "各乡（镇）人民政府", "copies": "县财政局，县审计局",
    "imprint_office": "云岭县住房保障办公室", "as_of": DAY, "issued_on": date(2026, 7, 2),
    "problems": "部分单位重视不够，手续办理缓慢。", "measures": "加快手续办理，强化要素保障。",
}


@pytest.fixture
def year(time_machine_day, office, clerk, chief) -> Year:
    return Year(office, clerk, chief)


@pytest.fixture
def course(year, deputy, director) -> Course:
    return Course(year.clerk, year.chief, deputy, director)


@pytest.fixture
def light(monkeypatch) -> None:
    """Let the bytes of a paper be few, where the test asks for something else than print."""
    monkeypatch.setattr(signing, "render_pdf", lambda paper: f"%PDF-{paper.number}".encode())


@pytest.fixture
def time_machine_day():
    """Stand on 2 July 2026, so that 30 June is past and nothing is in the future."""
    with time_machine.travel("2026-07-02 10:00:00+08:00", tick=True):
        yield


@pytest.fixture
def scope() -> Callable[[], Scope]:
    """Return what is known now for 30 June 2026."""
    return lambda: current(DAY)
