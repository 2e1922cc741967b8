"""Families of former years: confirmed and put in the queue many at once, all or none, by the right people."""
from datetime import date

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from affordable.models import Family
from affordable.services.family_many import queue_families, take_over_families
from housing_portal.accounts.models import Unit
from tests.affordable.families import again, approved, said
from tests.pages.records import Writers
from tests.pages.records_families import draft, former

TAKE_OVER, QUEUE = reverse("affordable:family_take_over_many"), reverse("affordable:family_queue_many")
APPROVED = date(2024, 6, 3)


def shown(answer: HttpResponse) -> list[int]:
    return [family.pk for family, _applicant, _box in answer.context["form"].rows]


def test_confirmed_at_once(by: Writers, town: Unit, seal: Client, pen: Client) -> None:
    first, second, third, _fresh = former(by, town), former(by, town), former(by, town), draft(by, town)
    page = seal.get(TAKE_OVER)
    assert (shown(page), pen.get(TAKE_OVER).status_code) == ([first.pk, second.pk, third.pk], 403)
    picked = {f"pick_{first.pk}": "on", f"pick_{third.pk}": "on"}
    answer = seal.post(TAKE_OVER, {**picked, "note": "已核对档案"}, follow=True)
    assert "已确认 2 户的原批准。" in answer.content.decode()
    assert [(again(one).status, [step.on for step in one.steps.all()]) for one in (first, second, third)] == [
        ("approved", [APPROVED]), ("draft", []), ("approved", [APPROVED]),
    ]
    seal.post(TAKE_OVER, {"whole_page": "on"})
    assert again(second).status == "approved"


def test_queue_since_the_approval_or_a_day(by: Writers, town: Unit, seal: Client, pen: Client) -> None:
    first, second = former(by, town), former(by, town)
    take_over_families(actor=by.chief, families=[first, second])
    assert (shown(pen.get(QUEUE)), seal.get(QUEUE).status_code) == ([first.pk, second.pk], 403)
    pen.post(QUEUE, {f"pick_{first.pk}": "on"})
    pen.post(QUEUE, {f"pick_{second.pk}": "on", "on": "2024-07-01"})
    assert [(again(one).status, again(one).waiting_since) for one in (first, second)] == [
        ("waiting", APPROVED), ("waiting", date(2024, 7, 1)),
    ]


def test_all_or_none(by: Writers, town: Unit, pen: Client) -> None:
    old, new = former(by, town), approved(by, town)
    take_over_families(actor=by.chief, families=[old])
    answer = pen.post(QUEUE, {"whole_page": "on", "on": "2024-07-01"})
    assert answer.context["form"].errors == {
        f"pick_{new.pk}": ["2024-07-01 早于“已批准” 2026-05-20，请核对。"]
    }
    assert again(old).status == "approved"
    assert pen.post(QUEUE, {}).context["form"].errors == {"__all__": ["请至少勾选一个家庭。"]}


def test_a_page_out_of_date(by: Writers, town: Unit, seal: Client) -> None:
    former(by, town)
    seen = seal.get(TAKE_OVER).context["seen"]
    other = former(by, town)
    assert list(seal.post(TAKE_OVER, {"whole_page": "on", "seen": seen}).context["form"].errors) == ["__all__"]
    assert again(other).status == "draft"


def test_nobody_confirms_his_own(by: Writers, town: Unit, seal: Client) -> None:
    own, other = former(by, town), former(by, town)
    Family.objects.filter(pk=own.pk).update(recorded_by=by.chief)
    assert shown(seal.get(TAKE_OVER)) == [other.pk]
    assert said(take_over_families, actor=by.chief, families=[own, other]) == {
        f"pick_{own.pk}": ["这个家庭的申请或审核步骤由您本人登记，须由另一位同事决定。"]
    }
    assert again(other).status == "draft"
    assert said(take_over_families, actor=by.clerk, families=[other])[0].startswith("您没有")
    assert said(queue_families, actor=by.chief, families=[other])[0].startswith("您没有")


def test_buttons(by: Writers, town: Unit, seal: Client, pen: Client) -> None:
    families, queue = reverse("affordable:family_list"), reverse("affordable:waiting_list")
    assert [TAKE_OVER in one.get(families).content.decode() for one in (seal, pen)] == [True, False]
    assert [QUEUE in one.get(queue).content.decode() for one in (seal, pen)] == [False, True]
