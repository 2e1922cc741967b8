"""Leases: signed for what a draw gave, one benefit at a time, rent to the 分, ended with what follows from it."""
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from affordable.enums import BenefitKind
from affordable.measures.rental import MEASURES
from affordable.models import Benefit, Family, Lease
from affordable.services import leases
from affordable.services.leases import monthly_rent
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from housing_portal.kit.scope import current
from housing_portal.registry.models import Setting
from tests.affordable import families, subsidies
from tests.affordable.families import said
from tests.pages import records_rental as rental
from tests.pages.records import Writers

TODAY = date(2026, 5, 20)


def parameter(key: str, value: str) -> None:
    Setting.objects.create(key=f"param.{key}", value=value)


def decline(by: Writers, entry: object, **changes: object) -> object:
    facts = {"actor": by.clerk, "entry": entry, "on": TODAY, "reason": "楼层太高"}
    return leases.decline_offer(**{**facts, **changes})


def end(by: Writers, lease: Lease, **changes: object) -> Lease:
    facts = {"actor": by.chief, "lease": lease, "on": TODAY, "end_reason": "own_wish", "note": "已购住房"}
    return leases.end_lease(**{**facts, **changes})


@pytest.mark.parametrize(("area", "standard", "reduction", "rent"), [
    ("51.35", "3.15", "1", "161.75"), ("51.35", "3.15", "0.5", "80.88"), ("50.00", "2.01", "0.25", "25.13"),
    ("60.00", "3.00", "0", "0.00"),
])
def test_rent(area: str, standard: str, reduction: str, rent: str) -> None:
    assert monthly_rent(Decimal(area), Decimal(standard), Decimal(reduction)) == Decimal(rent)


def test_sign(by: Writers, town: Unit) -> None:
    entry = rental.offered(by, town)
    lease = rental.signed(by, entry)
    entry.refresh_from_db()
    family, home = Family.objects.get(pk=lease.family_id), type(lease.home).objects.get(pk=lease.home_id)
    benefit = family.benefits.get()
    assert (lease.contract_no, lease.monthly_rent) == ("ZL2026-0001", Decimal("80.88"))
    assert (entry.status, entry.is_open, family.status, home.status) == ("signed", False, "allocated", "allocated")
    assert (benefit.kind, benefit.from_on, benefit.is_current) == ("lease", date(2026, 6, 1), True)
    signed = next(one for one in MEASURES if one.key == "allocation_sets")
    assert [signed.evaluate(current(day), None).total.value for day in (date(2026, 5, 19), TODAY)] == [0, 1]


def test_refused_terms(by: Writers, town: Unit) -> None:
    entry = rental.offered(by, town)
    terms = {"by": by, "entry": entry}
    assert said(rental.signed, **terms, to_on=date(2031, 6, 1)) == {
        "to_on": ["租期最长 5 年，租期止最晚为 2031-05-31。"]
    }
    assert said(rental.signed, **terms, signed_on=date(2026, 5, 19)) == {
        "signed_on": ["2026-05-19 早于抽取日期 2026-05-20，请核对。"]
    }
    assert said(rental.signed, **terms, from_on=date(2026, 5, 19)) == {
        "from_on": ["2026-05-19 早于签约日期 2026-05-20，请核对。"]
    }
    assert said(rental.signed, **terms, from_on=date(2026, 9, 1)) == {
        "from_on": ["2026-09-01 比签约日期晚三个月以上，请核对。"]
    }
    assert said(rental.signed, **terms, to_on=date(2026, 6, 1)) == {
        "to_on": ["2026-06-01 早于租期起的次日 2026-06-02，请核对。"]
    }
    assert said(rental.signed, **terms, reduction=Decimal("1.5")) == {
        "__all__": ["减免系数应在 0 到 1 之间，计租面积大于 0，租金标准不能是负数。"]
    }
    rental.signed(by, entry)
    assert said(rental.signed, **terms) == ["这一户的结果是“已签约”，已不能办理。"]


def test_home_and_subsidy_exclude_each_other_in_the_database(by: Writers, town: Unit) -> None:
    lease = rental.lease(by, town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Benefit.objects.create(family=lease.family, kind=BenefitKind.GRANT, from_on=TODAY)
    # nor by a hand in the database that passes the benefit by
    drawing = subsidies.granted(by.clerk, by.chief, town, 1)[0]
    with pytest.raises(DatabaseError, match="lease: the family draws a subsidy"), transaction.atomic():
        Lease.objects.filter(pk=lease.pk).update(family=drawing)
    grant = drawing.grants.get()
    grant.pk, grant.family = None, lease.family
    with pytest.raises(DatabaseError, match="grant: the family rents a public home"), transaction.atomic():
        grant.save(force_insert=True)


def test_declined_twice_goes_to_the_end_of_the_queue(by: Writers, town: Unit) -> None:
    entry = rental.offered(by, town)
    Family.objects.filter(pk=entry.family_id).update(waiting_since=date(2026, 1, 1))
    decline(by, entry)
    family = families.again(entry.family)
    assert (family.status, family.declined, family.waiting_since) == ("waiting", 1, date(2026, 1, 1))
    assert said(decline, by=by, entry=entry) == ["这一户的结果是“放弃”，已不能办理。"]
    allocation = rental.rounds.create_round(
        actor=by.clerk, unit=town, method="queue", families=1, homes=[rental.home(by, town)]
    )
    rental.rounds.publish_round(actor=by.clerk, allocation=allocation, on=TODAY)
    rental.rounds.draw_round(actor=by.chief, allocation=allocation)
    decline(by, allocation.entries.get(family=family))
    family = families.again(family)
    assert (family.status, family.declined, family.waiting_since) == ("waiting", 0, TODAY)


def test_declined_too_often_leaves_the_queue(by: Writers, town: Unit) -> None:
    parameter("allocation_declines", "1")
    parameter("allocation_declines_exit", "1")
    entry = rental.offered(by, town)
    assert said(decline, by=by, entry=entry) == ["这是第 1 次放弃，将退出轮候，请由有复核权限的同事登记。"]
    both = by.clerk
    both.role_grants.create(role="chief", reason="测试授权")
    decline(by, entry, actor=type(both).objects.get(pk=both.pk))
    assert families.again(entry.family).status == "exited"


def test_occupied_empty_and_adjusted(by: Writers, town: Unit) -> None:
    lease = rental.lease(by, town)
    assert said(leases.occupy_lease, actor=by.clerk, lease=lease, on=date(2026, 5, 19)) == {
        "on": ["2026-05-19 早于签约日期 2026-05-20，请核对。"]
    }
    lease = leases.occupy_lease(actor=by.clerk, lease=lease, on=TODAY)
    leases.note_empty(actor=by.clerk, lease=lease, empty_since=TODAY, reason="入户核查无人居住")
    assert [Lease.objects.long_empty(day, 6).count() for day in (date(2026, 11, 19), date(2026, 11, 20))] == [0, 1]
    lease = leases.adjust_rent(
        actor=by.chief, lease=lease, area=lease.area, rent_standard=lease.rent_standard, reduction=Decimal(1),
        reason="年审调整为中等偏下收入",
    )
    assert (lease.status, lease.monthly_rent) == ("occupied", Decimal("161.75"))
    assert [Lease.objects.run_out(day).count() for day in (date(2031, 5, 19), date(2031, 5, 20))] == [0, 1]


def test_renewed(by: Writers, town: Unit) -> None:
    lease = rental.signed(by, rental.offered(by, town), to_on=date(2028, 5, 31))
    facts = {"actor": by.chief, "lease": lease, "reason": "年审通过"}
    assert said(leases.renew_lease, **facts, to_on=date(2028, 5, 31)) == {
        "to_on": ["2028-05-31 早于原租期止的次日 2028-06-01，请核对。"]
    }
    assert said(leases.renew_lease, **facts, to_on=date(2033, 6, 1)) == {
        "to_on": ["租期最长 5 年，续租的租期止最晚为 2033-05-31。"]
    }
    assert leases.renew_lease(**facts, to_on=date(2033, 5, 31)).to_on == date(2033, 5, 31)


def test_end_frees_home_and_family(by: Writers, town: Unit) -> None:
    lease = rental.lease(by, town)
    assert said(end, by=by, lease=lease, note=" ") == {"note": ["请写明终止的情况和依据。"]}
    assert said(end, by=by, lease=lease, actor=by.clerk)[0].startswith("您没有")
    lease = end(by, lease)
    benefit = lease.benefit
    benefit.refresh_from_db()
    assert (lease.status, lease.ended_on, benefit.is_current, benefit.to_on) == (
        "ended", TODAY, False, date(2026, 6, 1)
    )
    assert (families.again(lease.family).status, lease.home.leases.live().count()) == ("exited", 0)
    assert type(lease.home).objects.get(pk=lease.home_id).status == "available"
    assert said(leases.note_empty, actor=by.clerk, lease=lease, empty_since=None, reason="核查") == [
        "这份租约已于 2026-05-20 终止。"
    ]


def test_exchange_waits_again_in_its_old_place(by: Writers, town: Unit) -> None:
    lease = rental.lease(by, town)
    Family.objects.filter(pk=lease.family_id).update(waiting_since=date(2026, 1, 1))
    end(by, lease, end_reason="exchange", note="腿脚不便，申请调换一楼")
    family = families.again(lease.family)
    assert (family.status, family.waiting_since, family.members.current().count()) == ("waiting", date(2026, 1, 1), 2)


def test_pages(by: Writers, town: Unit, pen: Client, seal: Client) -> None:
    entry = rental.offered(by, town)
    typed = {
        "signed_on": "2026-05-20", "from_on": "2026-06-01", "to_on": "2031-05-31", "area": "51.35",
        "rent_standard": "3.15", "reduction": "0.5",
    }
    page = pen.post(reverse("affordable:lease_sign", args=[entry.pk]), {**typed, "to_on": "2036-05-31"})
    assert "租期最长 5 年，租期止最晚为 2031-05-31。" in page.content.decode()
    answer = pen.post(reverse("affordable:lease_sign", args=[entry.pk]), typed)
    lease = Lease.objects.get()
    assert answer.headers["Location"] == lease.get_absolute_url()
    pen.post(reverse("affordable:lease_occupy", args=[lease.pk]), {"on": "2026-05-20"})
    pen.post(reverse("affordable:lease_empty", args=[lease.pk]), {"empty_since": "2026-05-20", "reason": "核查"})
    seal.post(reverse("affordable:lease_rent", args=[lease.pk]), {
        "area": "51.35", "rent_standard": "3.15", "reduction": "1", "reason": "年审调整",
    })
    lease.refresh_from_db()
    assert (lease.status, lease.empty_since, lease.monthly_rent) == ("occupied", TODAY, Decimal("161.75"))
    name = lease.family.members.get(relation="applicant").name
    listed = pen.get(reverse("affordable:lease_list") + f"?person={name}").content.decode()
    assert (lease.contract_no in listed, f"{name}</" in listed) == (True, False)
    seal.post(reverse("affordable:lease_end", args=[lease.pk]), {
        "on": "2026-05-20", "end_reason": "own_wish", "note": "已购住房",
    })
    lease.refresh_from_db()
    assert lease.status == "ended"


def test_matters(by: Writers, town: Unit, client_of: Callable[[User], Client]) -> None:
    lease = rental.lease(by, town)
    leases.note_empty(actor=by.clerk, lease=lease, empty_since=TODAY, reason="核查")

    def found(matter: str, day: str) -> int:
        moment = datetime.fromisoformat(day).replace(hour=10, tzinfo=clock.SHANGHAI)
        with time_machine.travel(moment, tick=False):
            page = client_of(by.clerk).get(reverse("affordable:lease_list") + f"?watched={matter}")
            return len(page.context["table"].paginated_rows)

    assert [found("empty", day) for day in ("2026-11-19", "2026-11-20")] == [0, 1]
    assert [found("run_out", day) for day in ("2031-05-19", "2031-05-20")] == [0, 1]
