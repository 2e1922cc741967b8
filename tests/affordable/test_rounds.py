"""Rounds: the head of the queue, a published list, a draw by somebody else that anybody can repeat."""
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from affordable.draw import Candidate, draw
from affordable.measures.rental import MEASURES
from affordable.models import AllocationEntry, AllocationRound, Family, RoundHome
from affordable.services import rounds
from affordable.services.families import exit_family
from housing_portal.accounts.models import Unit
from housing_portal.kit.scope import current
from tests.affordable import families
from tests.affordable.families import said
from tests.conftest import Office
from tests.pages import records_rental as rental
from tests.pages.records import Writers

TODAY = date(2026, 5, 20)


def statuses(allocation: AllocationRound) -> list[tuple[str, str]]:
    entries = allocation.entries.select_related("family").order_by("rank", "order")
    return [(one.status, one.family.status) for one in entries]


def publish(by: Writers, allocation: AllocationRound) -> AllocationRound:
    return rounds.publish_round(actor=by.clerk, allocation=allocation, on=TODAY)


def drawn_count(day: date) -> object:
    measure = next(one for one in MEASURES if one.key == "allocation_rounds")
    return measure.evaluate(current(day), None).total.value


def test_the_list_is_the_head_of_the_queue(by: Writers, town: Unit, town2: Unit) -> None:
    first, second, third = (families.waiting(by, town) for _ in range(3))
    Family.objects.filter(pk=third.pk).update(waiting_since=date(2026, 5, 1))
    families.waiting(by, town2)
    families.subsidized(by, town)
    made = rounds.create_round(
        actor=by.clerk, unit=town, method="lottery", families=2, homes=[rental.home(by, town)]
    )
    assert [one.family for one in made.entries.order_by("order")] == [third, first]
    assert (made.number, made.status, list(rounds.eligible().filter(unit=town))) == ("FP2026-001", "draft", [second])


def test_the_whole_takes_from_all_units(by: Writers, office: Office, town: Unit, town2: Unit) -> None:
    places = [rental.home(by, unit) for unit in (town, town2)]
    for unit in (town, town2):
        families.waiting(by, unit)
    made = rounds.create_round(actor=by.clerk, unit=office.whole, method="lottery", families=2, homes=places)
    assert (made.entries.count(), made.places.count()) == (2, 2)


def test_refused_lists(by: Writers, town: Unit, town2: Unit) -> None:
    families.waiting(by, town)
    home, foreign = rental.home(by, town), rental.home(by, town2)
    facts = {"actor": by.clerk, "unit": town, "method": "lottery", "families": 1, "homes": [home]}
    assert said(rounds.create_round, **{**facts, "families": 2}) == {
        "families": ["轮候中可列入的只有 1 户，请核对户数。"]
    }
    assert said(rounds.create_round, **{**facts, "homes": []}) == {"homes": ["请至少选择一套房源。"]}
    assert said(rounds.create_round, **{**facts, "homes": [foreign]}) == {
        "homes": [f"{foreign} 现在不能分配（不是可分配或闲置，已在另一批次，或不属于{town}）。"]
    }
    rounds.create_round(**facts)
    families.waiting(by, town)
    assert said(rounds.create_round, **facts) == {
        "homes": [f"{home} 现在不能分配（不是可分配或闲置，已在另一批次，或不属于{town}）。"]
    }


def test_draw_gives_what_seed_and_list_say(by: Writers, town: Unit) -> None:
    allocation = rental.drawn(by, town, families_in=3, homes_in=2)
    assert statuses(allocation) == [("offered", "offered"), ("offered", "offered"), ("unlucky", "waiting")]
    assert (allocation.seed[32:], allocation.drawn_on, allocation.drawn_by) == ("-7 3 9", TODAY, by.chief)
    listed = allocation.entries.select_related("family").order_by("order")
    candidates = [Candidate(one.order, one.family.number) for one in listed]
    drawn = draw(allocation.seed, "lottery", candidates, [1, 2])
    assert (rounds.stored(allocation), rounds.repeat(allocation)) == (drawn, drawn)
    assert (drawn_count(date(2026, 5, 19)), drawn_count(TODAY), drawn_count(date(2027, 1, 1))) == (0, 1, 0)
    assert AllocationEntry.objects.filter(is_open=True).count() == 2


def test_whoever_made_the_list_does_not_draw(by: Writers, town: Unit, person: object) -> None:
    allocation = rental.published(by, town)
    both = by.clerk
    both.role_grants.create(role="chief", reason="测试授权")
    both = type(both).objects.get(pk=both.pk)
    assert said(rounds.draw_round, actor=both, allocation=allocation) == ["名单由您本人编制，须由另一位同事抽取。"]
    assert said(rounds.draw_round, actor=by.chief, allocation=rental.drafted(by, town)) == [
        "当前状态是“拟定”，不能“抽取（排序）”（须为：名单公示）。请刷新页面查看最新状态。"
    ]


def test_a_list_that_was_changed_is_not_drawn(by: Writers, town: Unit) -> None:
    allocation = rental.published(by, town)
    allocation.entries.filter(order=2).update(order=7)
    assert said(rounds.draw_round, actor=by.chief, allocation=allocation) == [
        "名单与公示时不一致，不能抽取；请作废本批次后重新编制。"
    ]


def test_who_has_left_the_queue_is_struck_off_first(by: Writers, town: Unit) -> None:
    allocation = rental.published(by, town, families_in=3)
    entry = allocation.entries.select_related("family").get(order=2)
    exit_family(actor=by.chief, family=entry.family, on=TODAY, reason="收入超过标准")
    assert said(rounds.draw_round, actor=by.chief, allocation=allocation) == [
        f"{entry.family} 已不在轮候，请先移出名单。"
    ]
    assert said(rounds.strike_entry, actor=by.clerk, entry=entry, reason=" ") == {"reason": ["请写明移出的原因。"]}
    rounds.strike_entry(actor=by.clerk, entry=entry, reason="已退出")
    allocation = rounds.draw_round(actor=by.chief, allocation=allocation)
    assert sorted(statuses(allocation)) == [("offered", "offered"), ("struck", "exited"), ("unlucky", "waiting")]
    assert (rounds.repeat(allocation), rounds.list_digest(allocation)) == (
        rounds.stored(allocation), allocation.list_digest
    )
    assert said(rounds.strike_entry, actor=by.clerk, entry=allocation.entries.get(status="unlucky"), reason="误") == [
        "抽取之前、还在名单中的家庭才能移出名单。"
    ]


def test_scores_decide(by: Writers, town: Unit) -> None:
    allocation = rental.drafted(by, town, method="scoring", families_in=3)
    assert said(publish, by=by, allocation=allocation) == ["还有 3 户没有评分，请先登记评分。"]
    keys = list(allocation.entries.order_by("order").values_list("pk", flat=True))
    scores = dict(zip(keys, map(Decimal, ("60.5", "90", "75")), strict=True))
    rounds.score_entries(actor=by.clerk, allocation=allocation, scores=scores)
    allocation = rounds.draw_round(actor=by.chief, allocation=publish(by, allocation))
    assert [one.score for one in allocation.entries.order_by("rank")] == [
        Decimal("90.00"), Decimal("75.00"), Decimal("60.50")
    ]
    assert said(rounds.score_entries, actor=by.clerk, allocation=allocation, scores=scores) == [
        "只有拟定中的评分批次可以登记评分。"
    ]


def test_queue_keeps_its_order(by: Writers, town: Unit) -> None:
    allocation = rental.drawn(by, town, method="queue", families_in=3)
    assert [one.rank for one in allocation.entries.order_by("order")] == [1, 2, 3]


def test_void_and_close_free_homes_and_families(by: Writers, town: Unit) -> None:
    rounds.void_round(actor=by.chief, allocation=rental.drafted(by, town), reason="房源调整")
    assert (RoundHome.objects.filter(is_open=True).count(), rounds.eligible().count()) == (0, 2)
    allocation = rental.drawn(by, town)
    assert said(rounds.close_round, actor=by.chief, allocation=allocation) == [
        "还有 1 户没有签约也没有放弃，办完后再办结。"
    ]
    rental.signed(by, allocation.entries.get(status="offered"))
    assert rounds.close_round(actor=by.chief, allocation=allocation).status == "closed"
    assert RoundHome.objects.filter(is_open=True).count() == 0


def test_command_repeats(by: Writers, town: Unit) -> None:
    allocation, out = rental.drawn(by, town), StringIO()
    call_command("repeat_draw", allocation.number, stdout=out)
    assert out.getvalue().splitlines()[-1] == "重演结果与登记的结果一致。"
    first, second = allocation.entries.order_by("rank")
    AllocationEntry.objects.filter(pk=first.pk).update(rank=2)
    AllocationEntry.objects.filter(pk=second.pk).update(rank=1)
    with pytest.raises(CommandError, match="重演的结果与登记的结果不一致。"):
        call_command("repeat_draw", allocation.number, stdout=out)
    with pytest.raises(CommandError, match="没有已抽取的批次“FP2020-001”。"):
        call_command("repeat_draw", "FP2020-001", stdout=out)


def test_sheet_is_masked(by: Writers, town: Unit, pen: Client) -> None:
    allocation = rental.drawn(by, town)
    answer = pen.get(reverse("affordable:round_sheet", args=[allocation.pk]))
    book = load_workbook(BytesIO(answer.content))
    cells = [str(cell.value) for sheet in book for line in sheet for cell in line if cell.value is not None]
    names = [one.family.members.get(relation="applicant").name for one in allocation.entries.all()]
    assert [name for name in names if name in cells] == []
    assert [name[0] + "*" * (len(name) - 2) + name[-1] in cells for name in names] == [True, True]
    proof = f"抽取日期：2026年5月20日；抽取种子：{allocation.seed}"
    assert [text for text in cells if allocation.seed in text] == [proof]


def test_pages(by: Writers, town: Unit, pen: Client, seal: Client) -> None:
    for _ in range(2):
        families.waiting(by, town)
    home = rental.home(by, town)
    pen.post(reverse("affordable:round_create"), {
        "unit": town.pk, "method": "scoring", "families": "2", "homes": [home.pk], "note": "第一批",
    })
    allocation = AllocationRound.objects.get()
    here = [allocation.pk]
    keys = allocation.entries.order_by("order").values_list("pk", flat=True)
    pen.post(reverse("affordable:round_scores", args=here), {f"score_{pk}": "80" for pk in keys})
    pen.post(reverse("affordable:round_publish", args=here), {"on": "2026-05-20"})
    blocked = pen.get(reverse("affordable:round_draw", args=here))
    assert blocked.status_code == 403
    seal.post(reverse("affordable:round_draw", args=here), {"witness": "3 8"})
    allocation.refresh_from_db()
    assert (allocation.status, len(allocation.list_digest), allocation.seed[-4:]) == ("drawn", 64, "-3 8")
    page = pen.get(allocation.get_absolute_url()).content.decode()
    assert ("按种子重演" in page, "签约" in page) == (True, True)
    again = pen.get(reverse("affordable:round_repeat", args=here))
    assert [figure.text for figure in again.context["figures"]] == ["一致", "一致"]
    table = again.context["parts"]["details"][0][1]
    assert [row.record["agrees"] for row in table.rows] == ["一致", "一致"]
