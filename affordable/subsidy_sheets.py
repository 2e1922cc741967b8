"""What a batch shows to others: the masked list for publication, the form of the quarter by unit."""
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from affordable.enums import FamilyCategory
from affordable.models import SubsidyBatch
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit
from housing_portal.accounts.office import office_names
from housing_portal.kit import clock
from housing_portal.kit.excel.form import FormSheet, Head, write_forms
from housing_portal.kit.excel.stream import Column, write_rows
from housing_portal.kit.figures import Ratio
from housing_portal.kit.periods import written
from housing_portal.kit.secrecy import mask_names

COLUMNS = (
    Column("序号", "int", 8), Column("编号", width=16), Column("领取人", width=12), Column("家庭类别", width=18),
    Column("计补人数", "int", 10), Column("所属季度", width=18), Column("月补贴额（元）", "money", 16),
    Column("月数", "int", 8), Column("金额（元）", "money", 16),
)
BLOCK = 2_000
MONEY = "#,##0.00"
SUMS = ("listed_hh", "listed", "paid_hh", "paid", "back_hh", "back")
SIGNOFF = "单位负责人：　　　　　　审核人：　　　　　　填表人：　　　　　　联系电话：　　　　　　填报日期："
POSTED = (
    "领取人姓名已作遮盖处理。对以上发放有异议的，请在公示期内向住房保障部门实名反映。",
    "公示单位（盖章）：　　　　　　经办人：　　　　　　监督电话：　　　　　　公示期：",
)


def publication_sheet(batch: SubsidyBatch) -> bytes:
    """Return the families of a batch for the notice board: names masked, neither documents nor cards."""
    target = BytesIO()
    write_rows(target, COLUMNS, _published(batch), "公示表", f"{batch}发放公示表")
    return target.getvalue()


def _published(batch: SubsidyBatch) -> Iterator[Sequence[Any]]:
    rows = batch.payments.live().order_by("family__number", "year", "quarter", "pk").values_list(
        "family__number", "payee_name", "grant__category", "grant__persons", "year", "quarter", "monthly_amount",
        "months", "amount",
    )
    total = Decimal(0)
    for place, (number, name, category, persons, year, quarter, *amounts) in enumerate(rows.iterator(BLOCK), 1):
        total += amounts[-1]
        yield [place, number, mask_names(name), FamilyCategory(category).label, persons,
               f"{year} 年第 {quarter} 季度", *amounts]
    blank = [None] * (len(COLUMNS) - 2)
    yield [None, "合　计", f"{batch.households} 户", *blank[2:], total]
    yield from ([None, words, *blank] for words in POSTED)


def quarter_form(batch: SubsidyBatch) -> bytes:
    """Return the official form: one row per responsible unit with what was listed, paid and returned."""
    found = batch.payments.live().by_unit()
    units = Unit.objects.filter(pk__in=found)
    if batch.unit.kind == UnitKind.WHOLE:
        units |= Unit.objects.reporting()
    rows = []
    for place, unit in enumerate(units.distinct().order_by("order", "pk"), 1):
        figures = found.get(unit.pk, dict.fromkeys(SUMS, 0))
        rows.append({"no": place, "unit": str(unit), **{name: figures[name] for name in SUMS},
                     "rate": str(Ratio(figures["paid_hh"], figures["listed_hh"]))})
    total = {name: sum(row[name] for row in rows) for name in SUMS}
    return write_forms([FormSheet(
        name="发放情况表", title=f"{batch.year} 年第 {batch.quarter} 季度租赁补贴发放情况表",
        filler=f"填报单位（盖章）：{office_names()[0]}", unit_line="单位：户、元",
        columns=[
            Head("序号", key="no", width=6, align="center", number="0"),
            Head("责任单位", key="unit", width=20, align="left"),
            Head("应　发", Head("户数", key="listed_hh", width=10), Head("金额", key="listed", width=16, number=MONEY)),
            Head("已到账", Head("户数", key="paid_hh", width=10), Head("金额", key="paid", width=16, number=MONEY)),
            Head("退票未补", Head("户数", key="back_hh", width=10), Head("金额", key="back", width=16, number=MONEY)),
            Head("到账率（%）", key="rate", width=12),
        ],
        rows=rows,
        total={"no": "合　计", **total, "rate": str(Ratio(total["paid_hh"], total["listed_hh"]))},
        notes=[f"批次状态：{batch.get_status_display()}。已到账以银行回单为准；退票不计已发；补发成功仍归原季度。"],
        signoff=f"{SIGNOFF}{written(clock.today())}", frozen_columns=2,
    )])
