"""The mark of a demonstration database, and the banner that shows it."""
from collections.abc import Callable
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit.clock import SHANGHAI
from housing_portal.registry import demo_mark

BANNER = "演示数据：单位、人名、数字均为虚构"


def test_the_mark_is_put_and_told(clerk: User) -> None:
    assert demo_mark.is_set() is False
    with time_machine.travel(datetime(2026, 6, 30, 12, tzinfo=SHANGHAI), tick=False):
        demo_mark.put(actor=clerk)
    assert demo_mark.is_set() is True
    entry = Entry.objects.get()
    assert (entry.actor, entry.action, entry.after) == (clerk, "生成演示数据", {"内容": "演示数据，生成于 2026-06-30"})


@pytest.mark.parametrize("marked", [True, False])
def test_a_banner_marks_a_demonstration(sysadmin: User, client_of: Callable[[User], Client], marked: bool) -> None:
    if marked:
        demo_mark.put(actor=sysadmin)
    page = client_of(sysadmin).get("/", follow=True).content.decode()
    assert page.count(BANNER) == marked
