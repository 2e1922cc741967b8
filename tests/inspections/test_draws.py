"""双随机: a list by one person, the draw by another, nothing changed afterwards, the result repeats from the seed."""
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import Unit, User
from housing_portal.kit.errors import NeedsReason
from inspections.enums.ground import TargetKind
from inspections.models.draw import DrawInspector, DrawPair, DrawTarget, RandomDraw
from inspections.models.inspection import Inspection
from inspections.models.target import InspectionTarget
from inspections.services import campaigns, dictionaries, draws, inspections, inspectors, targets
from tests.inspections.duty import said, with_role
from tests.pages import records_inspections as make
from tests.pages.records import Writers


@pytest.fixture
def third(by: Writers, person: object) -> User:
    return person("clerk", name="孙经办")


def offices(by: Writers, count: int) -> list[InspectionTarget]:
    domain = make.domain(by)
    return [
        targets.register_target(actor=by.clerk, domain=domain, kind=TargetKind.OTHER, name=f"第{n}户")
        for n in range(1, count + 1)
    ]


def listed(by: Writers, town: Unit, third: User, count: int = 5, **facts: object) -> RandomDraw:
    offices(by, count)
    team = [*make.team(by), make.inspector_of(by, third)]
    given = {"kinds": [TargetKind.OTHER], "inspectors": team, "number": 2, **facts}
    return draws.prepare_draw(actor=by.clerk, campaign=make.running(by, town), **given)


def test_a_draw_is_stored_and_repeats(by: Writers, town: Unit, third: User) -> None:
    drawing = listed(by, town, third)
    drawing = draws.draw_lots(actor=by.chief, drawing=drawing, witness=" 云岭 3 ")
    assert (drawing.status, drawing.seed.endswith("-云岭 3")) == ("drawn", True)
    assert draws.stored(drawing) == draws.repeat(drawing)
    assert draws.list_digest(drawing) == drawing.list_digest
    ranks = list(drawing.targets.order_by("rank").values_list("rank", "is_chosen"))
    assert ranks == [(1, True), (2, True), (3, False), (4, False), (5, False)]
    assert [row.pairs.count() for row in drawing.targets.order_by("rank")] == [2, 2, 0, 0, 0]
    out = StringIO()
    call_command("repeat_check_draw", str(drawing.pk), stdout=out)
    assert out.getvalue().splitlines()[-1] == "重演结果与登记的结果一致。"


def test_the_list_is_not_drawn_by_whoever_made_it(by: Writers, town: Unit, third: User) -> None:
    drawing = listed(by, town, third)
    assert said(draws.draw_lots, actor=with_role(by.clerk, "chief"), drawing=drawing) == [draws.OWN_LIST]
    assert RandomDraw.objects.get().seed == ""


def test_list_and_result_cannot_be_touched(by: Writers, town: Unit, third: User) -> None:
    drawing = listed(by, town, third)
    rows = DrawTarget.objects.filter(draw=drawing)
    tries = [
        lambda: rows.filter(order=1).update(name="换一户"), lambda: rows.filter(order=1).delete(),
        lambda: DrawInspector.objects.filter(draw=drawing).update(certificate="换人"),
        lambda: RandomDraw.objects.filter(pk=drawing.pk).update(number=3),
    ]
    draws.draw_lots(actor=by.chief, drawing=drawing)
    tries += [
        lambda: rows.filter(rank=2).update(rank=1), lambda: DrawPair.objects.all().delete(),
        lambda: RandomDraw.objects.filter(pk=drawing.pk).update(seed="好种子"),
        lambda: RandomDraw.objects.filter(pk=drawing.pk).update(status="void"),
    ]
    refused = 0
    for attempt in tries:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
        refused += 1
    assert refused == 8


def test_a_result_that_was_tampered_with_is_found_out(by: Writers, town: Unit, third: User) -> None:
    drawing = draws.draw_lots(actor=by.chief, drawing=listed(by, town, third))
    DrawPair.objects.bulk_create([DrawPair(
        target=drawing.targets.order_by("rank").last(), inspector=make.inspector_of(by, third), rank=1
    )])
    with pytest.raises(CommandError, match="重演的结果与登记的结果不一致"):
        call_command("repeat_check_draw", str(drawing.pk), stdout=StringIO())
    with pytest.raises(CommandError, match="没有已抽取的双随机批次 0"):
        call_command("repeat_check_draw", "0", stdout=StringIO())


@pytest.mark.parametrize(("facts", "refusal"), [
    ({"number": 6}, {"number": ["名单有 5 个对象，抽取数量应在 1 与 5 之间。"]}),
    ({"number": None}, {"number": ["抽取数量和抽取比例填一个。"]}),
    ({"share": 20}, {"number": ["抽取数量和抽取比例填一个。"]}),
    ({"kinds": [TargetKind.BROKER]}, {"kinds": ["这个领域没有所选类别的检查对象，请先登记检查对象。"]}),
    ({"per_target": 1}, {"per_target": ["每个对象至少派两名检查人员。"]}),
    ({"per_target": 4}, {"inspectors": [
        "第1户可派的检查人员只有 3 名（其他人须回避），每个对象要 4 名，请增加人员。"
    ]}),
])
def test_a_list_that_cannot_be_drawn(by: Writers, town: Unit, third: User, facts: dict, refusal: dict) -> None:
    assert said(listed, by, town, third, **facts) == refusal
    assert RandomDraw.objects.count() == 0


def test_a_share_is_rounded_up(by: Writers, town: Unit, third: User) -> None:
    assert listed(by, town, third, number=None, share=21).number == 2  # 1.05 of 5


def test_ties_keep_somebody_from_a_target_and_new_ones_stop_the_draw(
    by: Writers, town: Unit, third: User
) -> None:
    office = make.office(by, town)
    team = [*make.team(by), make.inspector_of(by, third)]
    tie = {"organization": office.organization, "relation": "shares", "from_on": make.ON}
    inspectors.declare_tie(actor=by.clerk, inspector=team[0], **tie)
    facts = {"campaign": make.running(by, town), "kinds": [TargetKind.SALES_OFFICE], "number": 1}
    assert said(draws.prepare_draw, actor=by.clerk, inspectors=team[:2], **facts) == {"inspectors": [
        f"{office}可派的检查人员只有 1 名（其他人须回避），每个对象要 2 名，请增加人员。"
    ]}
    drawing = draws.prepare_draw(actor=by.clerk, inspectors=team, **facts)
    avoided = dict(drawing.inspectors.order_by("order").values_list("certificate", "avoids"))
    assert avoided == {team[0].certificate_no: [1], team[1].certificate_no: [], team[2].certificate_no: []}
    inspectors.declare_tie(actor=third, inspector=team[2], **tie)
    assert said(draws.draw_lots, actor=by.chief, drawing=drawing) == {"inspectors": [
        f"{office}可派的检查人员只有 1 名（其他人须回避），每个对象要 2 名，请增加人员。"
    ]}
    assert draws.void_draw(actor=by.chief, drawing=drawing, reason="人员变化").status == "void"
    assert said(draws.draw_lots, actor=by.chief, drawing=drawing) == [
        "当前状态是“已作废”，不能“抽取”（须为：名单已编制）。请刷新页面查看最新状态。"
    ]


def test_whoever_lost_the_certificate_is_not_drawn(by: Writers, town: Unit, third: User) -> None:
    drawing = listed(by, town, third)
    one = make.inspector_of(by, third)
    inspectors.edit_inspector(
        actor=by.chief, inspector=one, certificate_no=one.certificate_no, valid_to=make.ON, is_active=True
    )
    assert said(draws.draw_lots, actor=by.chief, drawing=drawing) == {
        "inspectors": ["孙经办不在岗或执法证已过期，不能列入。"]
    }


def test_what_was_drawn_is_inspected_by_whoever_was_drawn(by: Writers, town: Unit, third: User) -> None:
    drawing = draws.draw_lots(actor=by.chief, drawing=listed(by, town, third))
    chosen, *_more = drawing.targets.chosen()
    left = drawing.targets.filter(is_chosen=False).order_by("rank").first()
    sent = [pair.inspector for pair in chosen.pairs.all()]
    other = [one for one in [*make.team(by), make.inspector_of(by, third)] if one not in sent]
    facts = {"drawn": chosen, "inspectors": sent}
    assert said(make.visit, by, left.target, **facts) == {
        "target": [f"双随机抽中的不是“{left.target}”，请从抽取结果登记。"]
    }
    with pytest.raises(NeedsReason) as asked:
        make.visit(by, chosen.target, drawn=chosen, inspectors=[sent[0], *other])
    names = "、".join(map(str, sent))
    assert asked.value.sentence == f"双随机抽取的检查人员是{names}，改派他人请说明原因。"
    visit = make.visit(by, chosen.target, **facts)
    people = {"leader": by.chief, "inspectors": [sent[0], *other], "methods": ["site"], "log_text": make.LOG}
    with pytest.raises(NeedsReason):
        inspections.edit_inspection(actor=by.clerk, inspection=visit, **people)
    assert (visit.campaign, visit.drawn) == (drawing.campaign, chosen)
    again = {**facts, "on": drawing.drawn_on}
    assert said(make.visit, by, chosen.target, **again) == {"__all__": ["这个抽中的对象已登记检查。"]}
    inspections.void_inspection(actor=by.chief, inspection=visit, reason="填错对象")
    assert make.visit(by, chosen.target, **again).drawn == chosen


def test_a_campaign_does_not_end_silently_before_what_was_drawn_is_inspected(
    by: Writers, town: Unit, third: User
) -> None:
    drawing = listed(by, town, third)
    campaign = drawing.campaign
    assert said(campaigns.close_campaign, actor=by.chief, campaign=campaign) == [
        "还有 1 份双随机名单没有抽取，抽取或作废后再结束。"
    ]
    draws.draw_lots(actor=by.chief, drawing=drawing)
    with pytest.raises(NeedsReason) as asked:
        campaigns.close_campaign(actor=by.chief, campaign=campaign)
    assert asked.value.sentence == "双随机抽中的对象还有 2 个没有检查，结束请说明原因。"
    assert campaigns.close_campaign(actor=by.chief, campaign=campaign, reason="两户已停业").status == "closed"


# -- pages ------------------------------------------------------------------------------------------------------


def test_a_draw_on_pages(pen: Client, seal: Client, by: Writers, town: Unit, third: User) -> None:
    offices(by, 3)
    campaign = make.running(by, town)
    team = [*make.team(by), make.inspector_of(by, third)]
    form = {"campaign": campaign.pk, "kinds": ["other"], "number": "", "share": "", "per_target": "2",
            "inspectors": [one.pk for one in team]}
    page = pen.post(reverse("inspections:draw_create"), form)
    assert page.context["form"].errors == {"number": ["抽取数量和抽取比例填一个。"]}
    page = pen.post(reverse("inspections:draw_create"), {**form, "share": "40"})
    drawing = RandomDraw.objects.get()
    assert (page.url, drawing.number) == (drawing.get_absolute_url(), 2)
    url = reverse("inspections:draw_draw", args=[drawing.pk])
    assert seal.get(url).context["blocked"] == ""
    assert seal.post(url, {"witness": "长城"}).url == drawing.get_absolute_url()
    drawing.refresh_from_db()
    content = pen.get(drawing.get_absolute_url()).content.decode()
    chosen = list(drawing.targets.chosen())
    links = [f"{reverse('inspections:inspection_create')}?drawn={row.pk}" in content for row in chosen]
    assert (drawing.seed in content, links) == (True, [True, True])
    assert "登记检查" not in seal.get(drawing.get_absolute_url()).content.decode()
    page = pen.get(reverse("inspections:draw_repeat", args=[drawing.pk]))
    table = page.context["parts"]["details"][0][1]
    assert [row.record["agrees"] for row in table.rows] == ["一致"] * 3
    page = pen.get(f"{reverse('inspections:inspection_create')}?drawn={chosen[0].pk}")
    sent = sorted(pair.inspector_id for pair in chosen[0].pairs.all())
    assert sorted(page.context["form"].initial["inspectors"]) == sent
    assert Inspection.objects.count() == 0


def test_an_item_of_another_domain_is_not_offered(by: Writers, town: Unit) -> None:
    make.item(by)
    other = dictionaries.add_domain(actor=by.chief, code="town_gas", name="城镇燃气")
    assert inspections.items_for(InspectionTarget(domain=other, kind="other")) == []


def test_a_drawn_target_whose_inspection_is_void_is_inspected_again(pen: Client, by: Writers, town: Unit) -> None:
    drawing = make.drawn(by, town)
    row = drawing.targets.chosen().get()
    again = f"{reverse('inspections:inspection_create')}?drawn={row.pk}"
    visit = make.visit(by, row.target, drawn=row)
    assert again not in pen.get(drawing.get_absolute_url()).content.decode()
    inspections.void_inspection(actor=by.chief, inspection=visit, reason="登错日期")
    assert again in pen.get(drawing.get_absolute_url()).content.decode()
