"""The demonstration county: consistent on any day, and never among real records."""
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from housing_portal.accounts.models import Unit
from housing_portal.kit import clock
from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.scope import current
from housing_portal.registry import demo_mark
from reports.catalogue import PROGRAMMES
from reports.demo.fill import fill
from reports.demo.past import Agenda
from reports.evaluate import evaluate
from reports.verify import verify

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


def test_it_is_refused_among_real_records(office: Any, tmp_path: Path) -> None:
    units = Unit.objects.count()
    with pytest.raises(CommandError) as refusal:
        call_command("demo")
    assert str(refusal.value) == (
        "数据库中已有正式记录，不能写入演示数据。请另用一个空数据库（DATABASE_URL=sqlite:///路径）。"
    )
    assert (Unit.objects.count(), demo_mark.is_set(), list(tmp_path.iterdir())) == (units, False, [])


def test_deeds_of_the_past_are_told_in_the_order_of_days() -> None:
    noon = datetime(2026, 6, 30, 12, tzinfo=SHANGHAI)
    with time_machine.travel(noon, tick=False):
        agenda, done = Agenda(), []

        def deed(word: str) -> None:
            done.append((word, clock.today().isoformat()))
            if word == "first":
                agenda.on(clock.today(), deed, "thereupon")

        for on, word in (("2026-03-01", "second"), ("2026-02-01", "first"), ("2026-06-30", "now"), ("2026-07-01", "-")):
            agenda.on(date.fromisoformat(on), deed, word)
        agenda.run()
        assert clock.now() == noon
    assert done == [("first", "2026-02-01"), ("thereupon", "2026-02-01"), ("second", "2026-03-01"),
                    ("now", "2026-06-30")]
