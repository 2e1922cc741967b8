"""保交房月通报 (dossier §6.4): each estate with its works, homes, money and problems, and what comes next month."""
from dataclasses import replace

from housing_portal.kit.gongwen import Attachment, Block, Heading, Paragraph, Run
from housing_portal.kit.periods import written
from presale.delivery.enums.estates import WorkState
from presale.delivery.models import PlanMeasure, TroubledEstate
from presale.delivery.register import kinds_of, register_rows, register_sheet
from reports.documents.tables import Row, attachment
from reports.slots.estates import next_days, promised, resumed, said
from reports.slots.parts import Facts

NOTHING_NEXT = "下月没有到期的措施和承诺。"
# columns of the register → the figure that stands in each row, and in the last one
CELLS = {
    "total_floor_area": ("estate_floor_area", "estates_floor_area"),
    "sold_area": ("estate_sold_area", "estates_sold_area"),
    "undelivered": ("estate_left", "handover_left_sets"),
    "delay": ("estate_delay", ""),
}


def each_estate(facts: Facts) -> list[Block]:
    """Say of every estate of the ledger how far it is; what nobody has stated is left out."""
    tell = (_works, _homes, _money, _problems)
    return [Heading(3, (f"{one}。",), tuple(run for part in tell for run in part(facts, one)))
            for one in register_rows(facts.scope)]


def _works(facts: Facts, estate: TroubledEstate) -> list[Run]:
    if estate.state is None:
        runs: list[Run] = ["施工状态未登记"]
    else:
        runs = [f"{written(estate.state_on)}起{WorkState(estate.state).label}", *_halt(facts, estate)]
    if done := said("estate_percent", facts, estate):
        runs += ["，完成工程量", done]
    return [*runs, "。"]


def _halt(facts: Facts, estate: TroubledEstate) -> list[Run]:
    """Say for how many months works have stood still, or stood still before they went on."""
    months = said("estate_halted", facts, estate)
    if months is None or months.text == "0个月":
        return []
    went_on = resumed(facts, estate)
    if went_on is None:
        # the months run from the day on which works first stood still, wholly or in part
        return ["，停工、半停工已" if estate.state == WorkState.SEMI_STOPPED else "，已停工", months]
    return ["，此前停工", months, "" if went_on == estate.state_on else f"，{written(went_on)}复工"]


def _homes(facts: Facts, estate: TroubledEstate) -> list[Run]:
    due, left = said("estate_due", facts, estate), said("estate_left", facts, estate)
    households = said("estate_households", facts, estate)
    runs: list[Run] = ["购房群众", households, "，"] if households else []
    runs += ["已售应交付", due, "，"] if due else []
    delivered = said("estate_delivered", facts, estate)
    runs += ["已交付", delivered]
    if delivered.text != "0套":
        runs += ["，其中本期交付", said("estate_period", facts, estate)]
    runs += ["，未交付", left] if left else []
    delay = said("estate_delay", facts, estate)
    runs += [f"。合同约定{written(estate.contract_delivery_on)}交房"]
    if estate.expected_on:
        runs.append(f"，承诺{written(estate.expected_on)}交房")
    return [*runs, *(["，延期", delay] if delay and delay.text != "0天" else []), "。"]


def _money(facts: Facts, estate: TroubledEstate) -> list[Run]:
    parts = [(label, figure) for label, code in (
        ("专项借款到账", "estate_drawn"), ("拨付", "estate_paid"), ("筹措专项贷款", "estate_credit"),
        ("盘活存量资产", "estate_assets"), ("资金缺口", "estate_gap"),
    ) if (figure := said(code, facts, estate)) and (code != "estate_gap" or figure.text != "0万元")]
    runs: list[Run] = []
    for label, figure in parts:
        runs += ["，" if runs else "", label, figure]
    return [*runs, "。"] if runs else []


def _problems(facts: Facts, estate: TroubledEstate) -> list[Run]:
    kinds, days = kinds_of(estate), said("estate_replanned", facts, estate)
    runs: list[Run] = ["规划调整用时", days, "。"] if days else []
    return [*runs, f"存在问题：{kinds}。" if kinds else "没有未销号的问题。"]


def next_month(facts: Facts) -> list[Block]:
    """Name the measures that fall due in the month after the day, and the deliveries promised for it."""
    blocks: list[Block] = [
        Paragraph(f"{one.plan.estate}：{one.text.rstrip('。')}，由{one.responsible}负责，于{written(one.due_on)}前完成。")
        for one in _due(facts)
    ]
    blocks += [Paragraph(f"{one.estate}：按承诺于{written(one.delivery_on)}前交房。") for one in promised(facts)]
    return blocks or [Paragraph(NOTHING_NEXT)]


def _due(facts: Facts) -> list[PlanMeasure]:
    open_ones = PlanMeasure.objects.in_force_at(facts.scope).exclude(
        pk__in=PlanMeasure.objects.done_at(facts.scope).values("pk")
    )
    rows = open_ones.filter(due_on__range=next_days(facts.scope.as_of)).select_related("plan__estate__estate")
    return list(rows.order_by("due_on", "plan__estate__estate__record_name", "pk"))


def register(facts: Facts) -> Attachment | None:
    """Return the ledger as its form, each number a figure of its estate; nothing when no estate is listed."""
    rows = register_rows(facts.scope)
    if not rows:
        return None
    sheet = register_sheet(rows, facts.scope)
    # when the figures were taken stands with the capture
    signoff = f"{sheet.signoff}{written(facts.scope.as_of)}"
    sheet = replace(sheet, filler=f"填报单位（盖章）：{facts.document.issuer}", notes=sheet.notes[:2], signoff=signoff)
    return attachment(sheet, _figure_of)


def _figure_of(row: Row, column: str) -> str:
    of_estate, of_all = CELLS.get(column, ("", ""))
    return of_all if "pk" not in row else of_estate and f"{of_estate}.{row['pk']}"


PASSAGES = {"保交房各项目进展": each_estate, "保交房下月计划": next_month}
ANNEXES = {"保交房项目台账": register}
