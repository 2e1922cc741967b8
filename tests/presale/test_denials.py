"""Tries on money that are not one's own to make: refused, and named in the diary once a day."""
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from presale.models import EscrowAccount, LedgerEntry, NodeCertification, Payee, Release
from tests.presale import cases
from tests.presale.cases import Office

Sign = Callable[[User], Client]


@pytest.fixture
def release(who: Office, account: EscrowAccount, payee: Payee, node: NodeCertification) -> Release:
    return cases.verified(who, cases.drafted(who, account, payee, 1_000_000, node))


def told(user: User) -> list[tuple[str, str, str]]:
    rows = Entry.objects.filter(actor=user, action__endswith="被拒").order_by("pk")
    return [(one.action, one.label, one.reason) for one in rows]


@pytest.mark.parametrize(("step", "label"), [
    ("approve", "用款批准"), ("approve_top", "用款局长批准"), ("pay", "用款登记银行回单"), ("verify", "用款财务核额"),
])
def test_the_maker_tries_what_is_others_to_do(
    who: Office, release: Release, client_of: Sign, step: str, label: str
) -> None:
    window, place = client_of(who.clerk), reverse(f"presale:release_{step}", args=[release.pk])
    assert window.get(place).status_code == 403
    assert told(who.clerk) == []
    assert [window.post(place, {"revision": release.revision}).status_code for _ in range(3)] == [403] * 3
    assert told(who.clerk) == [(f"{label}被拒", f"{label}被拒：{release}", "没有办理这一步的权限。")]


def test_the_next_day_and_the_next_person_are_told_again(who: Office, release: Release, client_of: Sign) -> None:
    place = reverse("presale:release_approve", args=[release.pk])
    client_of(who.clerk).post(place)
    client_of(who.second).post(place)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        client_of(who.clerk).post(place)
    assert (len(told(who.clerk)), len(told(who.second))) == (2, 1)


def test_without_a_record_the_page_is_named(who: Office, account: EscrowAccount, client_of: Sign) -> None:
    window = client_of(who.clerk)
    assert window.post(reverse("presale:receipt_create"), {"account": account.pk}).status_code == 403
    assert window.post(reverse("presale:release_approve", args=[10**9])).status_code == 403
    assert told(who.clerk) == [
        ("登记入账被拒", "登记入账被拒", "没有办理这一步的权限。"),
        ("用款批准被拒", "用款批准被拒", "没有办理这一步的权限。"),
    ]
    assert LedgerEntry.objects.filter(recorded_by=who.clerk, bank_serial="").count() == 0
