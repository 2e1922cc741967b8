"""Leases of former days: entered as they stand on paper, for what was approved before, never in place of a round."""
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from affordable.measures.rental import MEASURES
from affordable.models import Family, Lease, RentalHome
from affordable.services import families as cases
from affordable.services import leases, rounds
from affordable.services.former_leases import take_over_lease
from housing_portal.accounts.models import Unit
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import NeedsReason
from housing_portal.kit.scope import current
from tests.affordable import families
from tests.affordable.families import said
from tests.pages import records_rental as rental
from tests.pages.records import Writers

TODAY = date(2026, 5, 20)
CONTRACT = {"contract_no": "公租2024-7", "signed_on": date(2024, 7, 1), "from_on": date(2024, 7, 1),
            "to_on": date(2027, 6, 30)}


def test_family_and_home_are_as_after_any_signature(by: Writers, town: Unit) -> None:
    lease = rental.former_lease(by, town, occupied_on=date(2024, 7, 3), reduction=Decimal("0.5"))
    family, home = families.again(lease.family), RentalHome.objects.get(pk=lease.home_id)
    assert (lease.contract_no, lease.entry, lease.monthly_rent, lease.status, lease.unit) == (
        "城关公租2024-1", None, Decimal("80.88"), "occupied", town
    )
    assert (family.status, home.status) == ("allocated", "allocated")
    assert family.benefits.values_list("kind", "from_on", "is_current").get() == ("lease", date(2024, 7, 1), True)
    assert list(family.steps.order_by("pk").values_list("code", "on")) == [
        ("approved", date(2024, 6, 3)), ("allocated", date(2024, 7, 1))
    ]
    assert home.steps.values_list("code", "on").get() == ("allocated", date(2024, 7, 1))
    figures = {one.key: one.evaluate(current(TODAY), None).total.value for one in MEASURES}
    assert figures["allocation_sets"] == 0
    ended = leases.end_lease(actor=by.chief, lease=lease, on=TODAY, end_reason="own_wish", note="已购住房")
    assert (ended.status, families.again(family).status) == ("ended", "exited")


def test_who_was_queued_since(by: Writers, town: Unit) -> None:
    family = rental.former_family(by, town)
    cases.queue_family(actor=by.clerk, family=family, on=date(2026, 5, 4))
    rental.former_lease(by, town, family=family)
    assert list(family.steps.order_by("pk").values_list("code", "on")) == [
        ("approved", date(2024, 6, 3)), ("waiting", date(2026, 5, 4)), ("allocated", date(2026, 5, 4))
    ]


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"signed_on": date(2024, 6, 2)}, {"signed_on": ["2024-06-02 早于批准日期 2024-06-03，请核对。"]}),
    ({"from_on": date(2024, 6, 2)}, {"from_on": ["2024-06-02 早于批准日期 2024-06-03，请核对。"]}),
    ({"signed_on": date(2026, 1, 5)},
     {"signed_on": ["2026 年起的租约须经分配批次签订，原有租约的签约日期应早于 2026 年。"]}),
    ({"signed_on": date(2027, 1, 5)}, {"signed_on": ["2027-01-05 晚于今天，请填写今天或以前的日期。"]}),
    ({"from_on": date(2025, 1, 1)}, {"from_on": ["2025-01-01 比签约日期晚三个月以上，请核对。"]}),
    ({"to_on": date(2024, 7, 1)}, {"to_on": ["2024-07-01 早于租期起的次日 2024-07-02，请核对。"]}),
    ({"occupied_on": date(2024, 6, 30)}, {"occupied_on": ["2024-06-30 早于签约日期 2024-07-01，请核对。"]}),
    ({"contract_no": " "}, {"contract_no": ["请填写合同编号。"]}),
    ({"contract_no": "zl2026-0003"},
     {"contract_no": ["“zl2026-0003”是本系统签约时自编的编号，请填写原合同上的编号。"]}),
    ({"reduction": Decimal(2)}, {"__all__": ["减免系数应在 0 到 1 之间，计租面积大于 0，租金标准不能是负数。"]}),
])
def test_refused(by: Writers, town: Unit, changes: dict[str, object], sentence: dict[str, list[str]]) -> None:
    facts = {"actor": by.clerk, "family": rental.former_family(by, town), "home": rental.home(by, town), **CONTRACT}
    assert said(take_over_lease, **{**facts, **changes}) == sentence


def test_refused_parties(by: Writers, town: Unit) -> None:
    home = rental.home(by, town)
    facts = {"actor": by.clerk, "family": rental.former_family(by, town), "home": home, **CONTRACT}
    new, draft = families.approved(by, town), families.draft(by, town)
    assert said(take_over_lease, **{**facts, "family": new}) == {
        "family": [f"{new} 在本系统批准，须经分配批次配房后签约。"]
    }
    assert said(take_over_lease, **{**facts, "family": draft}) == [
        "当前状态是“草稿”，不能“登记原有租约”（须为：已批准、轮候中）。请刷新页面查看最新状态。"
    ]
    assert said(take_over_lease, **{**facts, "actor": by.chief})[0].startswith("您没有")
    late = rental.home(by, town, received_on=date(2024, 7, 2))
    assert said(take_over_lease, **{**facts, "home": late}) == {
        "signed_on": ["2024-07-01 早于房源接收日期 2024-07-02，请核对。"]
    }
    idle = rental.idle(by, town)
    assert said(take_over_lease, **{**facts, "home": idle}) == {
        "signed_on": ["2024-07-01 早于房源“闲置”的日期 2024-09-01，请核对。"]
    }
    take_over_lease(**facts)
    other = {**facts, "family": rental.former_family(by, town), "home": rental.home(by, town)}
    assert said(take_over_lease, **other) == {"contract_no": ["合同编号“公租2024-7”已登记，请核对。"]}
    assert said(take_over_lease, **{**other, "home": home, "contract_no": "公租2024-8"}) == {
        "home": ["福安苑 1号楼 101 已分配，不能登记原有租约，请核对房源。"]
    }


def test_who_or_what_is_in_a_round_stays_there(by: Writers, town: Unit) -> None:
    family, home = rental.former_family(by, town), rental.home(by, town)
    cases.queue_family(actor=by.clerk, family=family, on=date(2024, 6, 4))
    listed = rounds.create_round(actor=by.clerk, unit=town, method="queue", families=1, homes=[home])
    facts = {"actor": by.clerk, "home": home, **CONTRACT}
    assert said(take_over_lease, **facts, family=family) == {
        "family": [f"{family} 在分配批次 {listed} 的名单中，请先移出名单。"]
    }
    assert said(take_over_lease, **facts, family=rental.former_family(by, town)) == {
        "home": [f"{home} 在分配批次 {listed} 中，请先办结或作废该批次。"]
    }


@pytest.mark.parametrize(("changes", "question"), [
    ({"rent": Decimal(160)}, "合同月租金 160.00 元，按计租面积 × 租金标准 × 减免系数为 161.75 元，请确认并说明。"),
    ({"to_on": date(2030, 6, 30)}, "租期止 2030-06-30 超过最长 5 年的 2029-06-30，请确认并说明。"),
    ({"from_on": date(2024, 6, 10)}, "租期起 2024-06-10 早于签约日期 2024-07-01，请确认并说明。"),
])
def test_what_must_be_explained(by: Writers, town: Unit, changes: dict[str, object], question: str) -> None:
    facts = {"actor": by.clerk, "family": rental.former_family(by, town), "home": rental.home(by, town), **CONTRACT}
    with pytest.raises(NeedsReason) as caught:
        take_over_lease(**{**facts, **changes})
    assert (caught.value.sentence, Lease.objects.count()) == (question, 0)
    lease = take_over_lease(**{**facts, **changes}, reason="原合同如此")
    entry = Entry.objects.get(action="登记原有租约", object_type="affordable.lease")
    assert (entry.object_id, entry.reason, lease.monthly_rent) == (
        lease.pk, "原合同如此", changes.get("rent", Decimal("161.75"))
    )


def test_who_has_rented_before_rents_anew_afterwards(by: Writers, town: Unit) -> None:
    lease = rental.former_lease(by, town)
    leases.end_lease(actor=by.chief, lease=lease, on=date(2024, 12, 31), end_reason="exchange", note="调换一楼")
    assert families.again(lease.family).waiting_since == date(2024, 6, 3)
    facts = {"actor": by.clerk, "family": lease.family, "home": rental.home(by, town), **CONTRACT}
    assert said(take_over_lease, **{**facts, "contract_no": "公租2024-9"}) == {
        "from_on": ["2024-07-01 早于上一次实物配租终止的次日 2025-01-01，请核对。"]
    }


def test_pages(by: Writers, town: Unit, pen: Client, seal: Client) -> None:
    family, home = rental.former_family(by, town), rental.home(by, town)
    url = reverse("affordable:lease_take_over")
    ways = {
        family.get_absolute_url(): f"{url}?family={family.number}",
        home.get_absolute_url(): f"{url}?home={home.pk}", reverse("affordable:lease_list"): url,
    }
    shown = [(way in pen.get(page).content.decode(), url in seal.get(page).content.decode())
             for page, way in ways.items()]
    assert shown == [(True, False)] * 3
    first = pen.get(f"{url}?home={home.pk}").context["form"].initial
    assert [first[name] for name in ("estate", "building", "room", "area")] == [
        "福安苑", "1号楼", home.room, Decimal("51.35")
    ]
    typed = {
        "family": family.number.lower(), "estate": "福安苑", "building": "１号楼", "room": "999", "contract_no": "老-1",
        "signed_on": "2024-07-01", "from_on": "2024-07-01", "to_on": "2027-06-30", "reduction": "1", "rent": "160",
    }
    page = pen.post(url, typed).content.decode()
    assert ("没有登记“福安苑 1号楼 999”这套房源" in page, "没有编号为“X”的保障对象，请核对。" in pen.post(
        url, {**typed, "family": "x"}).content.decode()) == (True, True)
    asked = pen.post(url, {**typed, "room": home.room})
    assert (asked.context["form"].warning.sentence, Lease.objects.count()) == (
        "合同月租金 160.00 元，按计租面积 × 租金标准 × 减免系数为 161.75 元，请确认并说明。", 0
    )
    done = pen.post(url, {**typed, "room": home.room, "reason": "按原合同"})
    lease = Lease.objects.get()
    assert (done.headers["Location"], lease.monthly_rent, lease.status) == (
        lease.get_absolute_url(), Decimal(160), "signed"
    )
    assert (Family.objects.get().status, url in pen.get(family.get_absolute_url()).content.decode()) == (
        "allocated", False
    )
