"""Families entered, published and reviewed by two people at once."""
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from affordable.models import AnnualReview, Family, Member, PublicNotice
from affordable.services import families, notices, reviews
from housing_portal.accounts.models import Unit, User
from tests.affordable import families as make
from tests.concurrency.conftest import Meeting
from tests.pages.records import Writers
from tests.races import at_once

DAY = date(2026, 5, 20)
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_person_enters_one_family(clerk: User, person: Callable[..., User], town: Unit, town2: Unit,
                                    meeting: Meeting) -> None:
    meeting(Member)
    deeds = [
        partial(families.register_family, actor=actor, unit=unit, **make.facts(1))
        for actor, unit in ((clerk, town), (person("clerk"), town2))
    ]
    refused = [
        "这个人已在另一个在办或在保的家庭中。",
        f"吴*1（{make.identity(1)[:6]}********{make.identity(1)[-4:]}）已在保障对象 BZ2026-0001 中（草稿），"
        "一个人只能属于一个在办或在保的家庭。请核对证件，或先在该家庭登记离开。",
    ]
    answers = at_once(*deeds)
    assert (answers[0], answers[1] in refused) == ("", True)
    assert (Family.objects.count(), Member.objects.count()) == (1, 2)


def test_a_family_stands_on_one_notice(clerk: User, chief: User, person: Callable[..., User], town: Unit,
                                       meeting: Meeting) -> None:
    family = make.compared(Writers(clerk, chief), town)
    meeting(PublicNotice)
    deeds = [
        partial(notices.publish_families, actor=actor, unit=town, families=[family], starts_on=DAY, posted_at="公开栏")
        for actor in (clerk, person("clerk"))
    ]
    assert at_once(*deeds) == [
        "", "当前状态是“公示中”，不能“列入公示”（须为：部门比对通过）。请刷新页面查看最新状态。"
    ]
    assert PublicNotice.objects.count() == 1


def test_the_year_s_reviews_are_listed_once(clerk: User, chief: User, person: Callable[..., User], town: Unit) -> None:
    make.tenant(Writers(clerk, chief), town)
    deeds = [
        partial(reviews.open_reviews, actor=actor, year=2026, due_on=date(2026, 9, 30))
        for actor in (clerk, person("clerk"))
    ]
    assert at_once(*deeds) == ["", "2026 年没有需要新列入年审的在保家庭。"]
    assert AnnualReview.objects.count() == 1
