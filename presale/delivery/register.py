"""保交房台账 as an official form: the nine columns of source 001 in their order, and nothing else."""
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from housing_portal.accounts.office import office_names
from housing_portal.kit import clock
from housing_portal.kit.excel.form import FormSheet, Head, write_forms
from housing_portal.kit.periods import written
from housing_portal.kit.scope import Scope
from presale.delivery.enums.estates import WorkState
from presale.delivery.enums.problems import ProblemKind
from presale.delivery.models import DeliveryProblem, TroubledEstate
from presale.delivery.models.estates import delay_days

SIGNOFF = "单位负责人：　　　　　　审核人：　　　　　　填表人：　　　　　　联系电话：　　　　　　填报日期："
AREA = "#,##0.00"
SUMMED = ("total_floor_area", "sold_area", "undelivered")


def kinds_of(it: TroubledEstate) -> str:
    """Return the kinds of the open problems in words, each once; ``problems_left`` is loaded beforehand."""
    kinds = {one.kind for one in it.problems_left}
    return "、".join(kind.label for kind in ProblemKind if kind.value in kinds)


def delay_of(it: TroubledEstate, scope: Scope) -> int:
    """Return 延期天数 at the scope; ``with_figures`` has loaded what it takes."""
    delivered_on = it.state_on if it.state == WorkState.DELIVERED else None
    return delay_days(it.contract_delivery_on, it.expected_on, delivered_on, scope.as_of)


def register_rows(scope: Scope) -> list[TroubledEstate]:
    """Return the estates of the ledger on the day with all that the form says of them."""
    problems = Prefetch("problems", DeliveryProblem.objects.open_at(scope).order_by("pk"), to_attr="problems_left")
    rows = TroubledEstate.objects.listed(scope).with_figures(scope).prefetch_related(problems)
    named = rows.select_related("estate", "developer", "builder_unit", "general_contractor")
    return list(named.order_by("estate__record_name", "pk"))


def register_sheet(estates: Sequence[TroubledEstate], scope: Scope) -> FormSheet:
    """Return the form; days are not added up, what nobody has stated stays empty."""
    return FormSheet(
        name="保交房台账", title="保交房项目台账", filler=f"填报单位（盖章）：{office_names()[0]}",
        unit_line=f"截至{written(scope.as_of)}　单位：㎡、套、天",
        columns=[
            Head("序号", key="no", width=6, align="center", number="0"),
            Head("项目名称", key="name", width=18, align="left"),
            Head("开发企业", key="developer", width=24, align="left"),
            Head("建设单位", key="builder", width=24, align="left", empty=""),
            Head("总包单位", key="contractor", width=24, align="left", empty=""),
            Head("总建筑面积", key="total_floor_area", width=14, number=AREA),
            Head("已售面积", key="sold_area", width=14, number=AREA, empty=""),
            Head("未交房套数", key="undelivered", width=11, number="#,##0", empty=""),
            Head("延期时间", key="delay", width=10, number="#,##0"),
            Head("主要问题", key="problems", width=26, align="left", empty=""),
        ],
        rows=[_row(number, it, scope) for number, it in enumerate(estates, start=1)],
        total={"no": "合　计", **{name: _sum(estates, name) for name in SUMMED}},
        notes=[
            "延期时间＝预计交房日－合同约定交房日，提前的为 0；没有承诺或已过预计交房日的算到截至日，"
            "已交付的算到交付之日。",
            "一个项目可有多类问题，各类问题涉及的项目数不能相加。",
            f"取数时刻：{scope.cutoff.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}。",
        ],
        signoff=SIGNOFF, frozen_columns=2,
    )


def register_workbook(scope: Scope) -> bytes:
    return write_forms([register_sheet(register_rows(scope), scope)])


def _row(number: int, it: TroubledEstate, scope: Scope) -> dict[str, Any]:
    return {
        "no": number, "pk": it.pk, "name": str(it.estate), "developer": str(it.developer),
        "builder": str(it.builder_unit or ""), "contractor": str(it.general_contractor or ""),
        **{name: getattr(it, name) for name in SUMMED},
        "delay": delay_of(it, scope), "problems": kinds_of(it),
    }


def _sum(estates: Sequence[TroubledEstate], name: str) -> int | Decimal:
    return sum(value for it in estates if (value := getattr(it, name)) is not None)
