"""A household's way from the survey to the demolition; no step before the one it rests on."""
from datetime import date
from decimal import Decimal

import pytest

from affordable.enums import ProjectKind
from affordable.models import RelocationHousehold
from affordable.services import compounds, projects, relocated, resettlement
from housing_portal.journal.models import Entry


@pytest.fixture
def project(clerk, unit):
    return projects.create_project(
        actor=clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, name="东关片区", plan_year=2026, households_planned=2
    )


@pytest.fixture
def yard(clerk, project):
    return compounds.add_compound(
        actor=clerk, project=project, no="17号院", address="东关街 17 号", yard_kind="private"
    )


@pytest.fixture
def household(clerk, yard):
    return add(clerk, yard)


def add(clerk, yard, **changes):
    facts = {"owner": "周小静", "legal_area": Decimal("90.00"), "actual_area": Decimal("102.50")}
    return relocated.add_household(actor=clerk, compound=yard, **{**facts, **changes})


def sign(clerk, household, **changes):
    facts = {
        "on": date(2026, 3, 10), "mode": "monetary", "agreement_no": "云征〔2026〕17号",
        "planned_demolish_on": date(2026, 5, 1), "compensation": Decimal("300000.00"),
    }
    return relocated.sign(actor=clerk, household=household, **{**facts, **changes})


def stored(household):
    return RelocationHousehold.objects.get(pk=household.pk)


def test_the_whole_way(clerk, household):
    relocated.negotiate(actor=clerk, household=household, on=date(2026, 3, 1))
    sign(clerk, household)
    relocated.pay(actor=clerk, household=household, on=date(2026, 3, 20))
    relocated.vacate(actor=clerk, household=household, on=date(2026, 4, 1))
    relocated.demolish(actor=clerk, household=household, on=date(2026, 4, 20))
    it = stored(household)
    assert (it.status, it.mode, it.compensation, it.swap_sets) == ("demolished", "monetary", Decimal("300000.00"), 0)
    assert [(step.code, step.on) for step in it.steps.order_by("pk")] == [
        ("negotiating", date(2026, 3, 1)), ("signed", date(2026, 3, 10)), ("paid", date(2026, 3, 20)),
        ("vacated", date(2026, 4, 1)), ("demolished", date(2026, 4, 20)),
    ]


def test_demolished_before_paid_is_refused(clerk, household, refused):
    sign(clerk, household)
    with refused(["当前状态是“已签协议”，不能“登记拆除”（须为：已腾空）。请刷新页面查看最新状态。"]):
        relocated.demolish(actor=clerk, household=household, on=date(2026, 4, 20))
    with refused({"on": ["2026-03-09 早于已签协议日期 2026-03-10，请核对。"]}):
        relocated.pay(actor=clerk, household=household, on=date(2026, 3, 9))
    with refused({"on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}):
        relocated.pay(actor=clerk, household=household, on=date(2026, 5, 21))
    relocated.pay(actor=clerk, household=household, on=date(2026, 3, 20))
    relocated.vacate(actor=clerk, household=household, on=date(2026, 4, 1))
    with refused({"on": ["2026-03-31 早于已腾空日期 2026-04-01，请核对。"]}):
        relocated.demolish(actor=clerk, household=household, on=date(2026, 3, 31))


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"mode": "swap", "compensation": None}, {"swap_sets": ["产权调换须填调换套数。"]}),
        ({"mode": "both", "swap_sets": 1, "compensation": None},
         {"swap_sets": ["货币加调换须同时填补偿金额和调换套数。"]}),
        ({"compensation": None}, {"compensation": ["货币补偿须填补偿金额。"]}),
        ({"swap_sets": 1}, {"swap_sets": ["货币补偿没有调换套数，请清空或改选补偿方式。"]}),
        ({"planned_demolish_on": date(2026, 3, 9)},
         {"planned_demolish_on": ["计划拆除日期 2026-03-09 早于 2026-03-10，请核对。"]}),
        ({"agreement_no": " "}, {"agreement_no": ["请填写协议（决定）编号。"]}),
    ],
)
def test_terms_suit_their_mode(clerk, household, refused, terms, said):
    with refused(said):
        sign(clerk, household, **terms)


def test_an_agreement_number_is_used_once_in_a_yard(clerk, yard, household, refused):
    sign(clerk, household)
    neighbour = add(clerk, yard, owner="周大静")
    with refused({"__all__": ["这个协议编号已用于本院另一户。"]}):
        sign(clerk, neighbour)


def test_a_decision_needs_its_paper_and_leads_on(clerk, household, proof, refused):
    facts = {
        "on": date(2026, 3, 10), "mode": "swap", "agreement_no": "云征决〔2026〕1号", "swap_sets": 1,
        "planned_demolish_on": date(2026, 5, 1),
    }
    relocated.negotiate(actor=clerk, household=household, on=date(2026, 3, 1))
    with refused({"evidence": ["请上传补偿决定书。"]}):
        relocated.decide(actor=clerk, household=household, **facts)
    relocated.decide(actor=clerk, household=household, evidence=proof, **facts)
    assert stored(household).status == "decided"
    assert relocated.pay(actor=clerk, household=household, on=date(2026, 3, 20)).status == "paid"


def test_the_last_step_is_taken_back_by_another(clerk, chief, household, refused):
    sign(clerk, household)
    relocated.pay(actor=clerk, household=household, on=date(2026, 3, 20))
    clerk.role_grants.create(role="chief", reason="代理")
    with refused(["这一步由您本人登记，撤回须由另一位同事进行。"]):
        relocated.undo_step(actor=type(clerk).objects.get(pk=clerk.pk), household=household, reason="登错")
    relocated.undo_step(actor=chief, household=household, reason="登错")
    assert stored(household).status == "signed"
    relocated.undo_step(actor=chief, household=household, reason="登错")
    it = stored(household)
    assert (it.status, it.mode, it.agreement_no, it.compensation, it.planned_demolish_on) == (
        "surveyed", "", "", None, None
    )
    with refused([
        "当前状态是“摸底”，不能“撤回上一步”（须为：商谈、补偿决定、已签协议、已补偿、已腾空、已拆除）。"
        "请刷新页面查看最新状态。"
    ]):
        relocated.undo_step(actor=chief, household=household, reason="登错")


def test_a_demolition_is_planned_anew_with_a_reason(clerk, household, refused):
    with refused(["只有已签协议或已作补偿决定、还没有拆除的户才能调整计划拆除日期。"]):
        relocated.replan_demolition(
            actor=clerk, household=household, planned_demolish_on=date(2026, 6, 1), reason="汛期"
        )
    sign(clerk, household)
    with refused({"reason": ["请写明原因。"]}):
        relocated.replan_demolition(
            actor=clerk, household=household, planned_demolish_on=date(2026, 6, 1), reason=""
        )
    relocated.replan_demolition(
        actor=clerk, household=household, planned_demolish_on=date(2026, 6, 1), reason="汛期"
    )
    entry = Entry.objects.first()
    assert (entry.before, entry.after, entry.reason) == (
        {"计划拆除日期": "2026-05-01"}, {"计划拆除日期": "2026-06-01"}, "汛期"
    )


def test_an_agreement_fixes_what_it_rests_on(clerk, household, refused):
    facts = {"legal_area": Decimal("91.00"), "actual_area": Decimal("103.00")}
    assert relocated.edit_household(actor=clerk, household=household, **facts).actual_area == Decimal("103.00")
    sign(clerk, household)
    with refused(["这一户已签协议或已作补偿决定，权利人和面积不能再改；确需更正请先撤回该步骤。"]):
        relocated.edit_household(actor=clerk, household=household, **facts)


def test_unregistered_buildings_need_their_ruling(clerk, yard, refused):
    with refused({"__all__": ["有未登记建筑的须先有认定结论。"]}):
        add(clerk, yard, unregistered_area=Decimal("12.00"))


def test_more_households_than_planned_need_a_word(clerk, yard, household, asked):
    add(clerk, yard, owner="周大静")
    with asked("“东关片区”征收户将有 3 户，超过计划 2 户，请确认并说明。", "above_plan"):
        add(clerk, yard)
    assert add(clerk, yard, reason="摸底补登").owner == "周小静"


def test_no_diary_keeps_an_owner_in_full(clerk, household):
    relocated.edit_household(
        actor=clerk, household=household, owner="郑大伟", legal_area=Decimal("90.00"), actual_area=Decimal("102.50")
    )
    sign(clerk, household)
    told = [str((entry.label, entry.before, entry.after)) for entry in Entry.objects.about(household)]
    assert ([("周小静" in one, "郑大伟" in one) for one in told], stored(household).owner) == (
        [(False, False)] * 3, "郑大伟"
    )
    assert Entry.objects.about(household)[1].after == {"权利人": "郑*伟"}


def test_only_shantytowns_have_yards(clerk, unit, refused):
    other = projects.create_project(actor=clerk, unit=unit, kind=ProjectKind.RENTAL, name="南关", plan_year=2026)
    with refused({"project": ["“南关”是公租房，只有棚户区改造项目登记征收院落。"]}):
        compounds.add_compound(actor=clerk, project=other, no="1号院", address="南关", yard_kind="block")


# -- resettlement ------------------------------------------------------------------------------------


def quota(clerk, project, household, **changes):
    facts = {"quota_count": 2, "material_checked_on": date(2026, 3, 15)}
    return resettlement.register_quota(actor=clerk, project=project, household=household, **{**facts, **changes})


def swapped(clerk, household):
    return sign(clerk, household, mode="swap", compensation=None, swap_sets=2)


def test_the_way_of_a_claim(clerk, chief, project, household, refused):
    row = quota(clerk, project, swapped(clerk, household))
    with refused({"on": ["2026-03-14 早于材料核验日期 2026-03-15，请核对。"]}):
        resettlement.audit_quota(actor=chief, quota=row, on=date(2026, 3, 14))
    resettlement.audit_quota(actor=chief, quota=row, on=date(2026, 4, 1))
    resettlement.publish_quota(actor=clerk, quota=row, on=date(2026, 4, 10))
    with refused({"sets_allocated": ["这一户有 2 个指标，已分套数应在 1—2 之间。"]}):
        resettlement.allot_quota(actor=clerk, quota=row, on=date(2026, 5, 1), sets_allocated=3)
    done = resettlement.allot_quota(actor=clerk, quota=row, on=date(2026, 5, 1), sets_allocated=2)
    assert (done.status, done.sets_allocated) == ("allotted", 2)


def test_nobody_audits_what_he_registered(clerk, project, household, refused):
    clerk.role_grants.create(role="chief", reason="代理")
    row = quota(clerk, project, swapped(clerk, household))
    with refused(["这条安置指标由您本人登记，须由另一位同事审核。"]):
        resettlement.audit_quota(actor=type(clerk).objects.get(pk=clerk.pk), quota=row, on=date(2026, 4, 1))


def test_a_claim_rests_on_an_agreement(clerk, chief, project, household, refused, asked):
    with refused({"household": ["这一户没有产权调换的协议或补偿决定，没有安置指标。"]}):
        quota(clerk, project, household)
    swapped(clerk, household)
    with asked("指标 3 个多于协议调换的 2 套，请确认并说明。", "above_agreement"):
        quota(clerk, project, household, quota_count=3)
    row = quota(clerk, project, household)
    with refused({"household": ["这一户已登记安置指标。"]}):
        quota(clerk, project, household)
    with refused(["这一户已登记安置指标，签约不能撤回。"]):
        relocated.undo_step(actor=chief, household=household, reason="登错")
    resettlement.audit_quota(actor=chief, quota=row, on=date(2026, 4, 1))
    resettlement.return_quota(actor=chief, quota=row, reason="材料不全")
    row.refresh_from_db()
    assert (row.status, row.steps.standing().count()) == ("preliminary", 0)


def test_the_same_owner_in_a_yard_again_needs_a_word(clerk, yard, household, asked, refused):
    with asked("17号院已登记权利人周*静（实测 102.50 ㎡），请确认并说明不是重复登记。", "again"):
        add(clerk, yard)
    assert add(clerk, yard, reason="同名两户").owner == "周小静"
    with refused({"owner": ["请填写权利人完整姓名，不带星号（*）。"]}):
        add(clerk, yard, owner="周*静")
    with refused({"owner": ["请填写权利人完整姓名，不带星号（*）。"]}):
        relocated.edit_household(
            actor=clerk, household=household, owner="周*静", legal_area=Decimal(1), actual_area=Decimal(1)
        )
