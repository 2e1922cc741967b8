"""住房保障月报表: one official form per programme, every figure an indicator. Nothing is computed here."""
from collections.abc import Sequence
from dataclasses import dataclass

from housing_portal.kit.excel.form import FormSheet, Head, write_forms
from housing_portal.kit.periods import written
from reports.evaluate import IndicatorSet
from reports.workbooks.progress import RATE, SIGNOFF, WAN

# 一级栏目、（列名，指标键）
Sections = Sequence[tuple[str, Sequence[tuple[str, str]]]]


@dataclass(frozen=True)
class Programme:
    """The form of one programme; ``bureau`` ones rest on records that are the bureau's alone."""

    name: str
    title: str
    sections: Sections
    note: str
    bureau: bool = False


PROGRAMMES: Sequence[Programme] = (
    Programme("棚户区改造", "棚户区改造进展情况表", (
        ("年度任务", (("开工任务（套）", "shantytown_target_sets"), ("总投资（万元）", "shanty_invest"),
                  ("计划户数（户）", "shanty_hh"))),
        ("开工", (("已开工（套）", "shantytown_started_sets"), ("开工率（%）", "shantytown_start_rate"))),
        ("征收签约", (("院", "yards_signed"), ("户", "hh_signed"))),
        ("已拆迁", (("院", "yards_demo"), ("户", "hh_demo"))),
        ("未拆迁", (("院", "yards_left"), ("户", "hh_left"))),
        ("正在商谈", (("院", "yards_nego"),)),
    ), "已签约＝已拆迁＋未拆迁；正在商谈的不在签约之内；户与套、院与户不能互代。"),
    Programme("老旧小区", "城镇老旧小区改造进展情况表", (
        ("改造规模", (("小区（个）", "old_cnt"), ("楼栋（栋）", "old_bld"), ("户数（户）", "old_hh"),
                  ("面积（万㎡）", "old_area"))),
        ("总投资", (("合计（亿元）", "old_invest"), ("主体改造（万元）", "old_main"),
                 ("基础设施（万元）", "old_infra"))),
        ("进展", (("已开工（个）", "old_started"), ("已完工（个）", "old_completed"),
                ("完成工程量（%）", "old_pct"))),
        ("资金", (("计划（万元）", "old_fund_planned"), ("到位（万元）", "old_fund_arrived"))),
    ), "只列国家计划内的小区；完成工程量＝Σ（预算×完成量÷总量）÷Σ预算。"),
    Programme("保障性租赁住房", "保障性租赁住房建设进展情况表", (
        ("年度任务", (("总投资（万元）", "gar_invest"), ("计划（套）", "gar_sets"))),
        ("进展", (("已开工（套）", "gar_started"), ("开工率（%）", "gar_start_rate"), ("基本建成（套）", "gar_done"))),
    ), "开工、基本建成以经第二人复核的里程碑为准。"),
    Programme("农村危房", "农村危房改造进展情况表", (
        ("改造对象", (("合计（户）", "rural_cnt"),)),
        ("进展（户）", (("已鉴定", "rural_appraised"), ("已批准", "rural_approved"), ("已开工", "rural_started"),
                    ("已竣工", "rural_completed"), ("已验收", "rural_accepted"))),
        ("进度（%）", (("开工率", "rural_start_rate"), ("竣工率", "rural_done_rate"))),
        ("补助（万元）", (("批准", "rural_subsidy"), ("已拨付", "rural_subsidy_paid"))),
    ), "对象类别以民政、乡村振兴部门的名单为准。"),
    Programme("公租房", "公租房管理情况表", (
        ("房源（套）", (("实有", "rental_homes_held"), ("可分配", "rental_homes_available"),
                    ("闲置", "rental_homes_idle"), ("长期闲置", "rental_homes_long_idle"))),
        ("信息录入", (("房源（套）", "rent_units_in"), ("保障对象（户）", "hh_in"))),
        ("本年分配", (("次数（次）", "allocation_rounds"), ("套数（套）", "allocation_sets"))),
        ("年审", (("已年审（户）", "reviewed_tenants"),)),
        ("租金", (("本年应收（元）", "rent_due"), ("已缴（元）", "rent_paid"),
                ("收缴率（%）", "rent_collection_rate"), ("累计欠租（元）", "rent_arrears"))),
    ), "实有＝可分配＋已分配＋维修＋闲置；累计欠租含往年；全域批次的分配次数只列在合计。", bureau=True),
    Programme("租赁补贴", "住房租赁补贴发放情况表", (
        ("年度任务", (("任务（户）", "subsidy_target_households"),)),
        ("本年到账", (("户数（户）", "subsidy_paid_hh"), ("金额（万元）", "subsidy_paid_wan"))),
        *((f"第{number}季度", (("应发（户）", f"subsidy_q{quarter}_listed_hh"),
                            ("到账（户）", f"subsidy_q{quarter}_paid_hh"),
                            ("到账率（%）", f"subsidy_q{quarter}_rate")))
          for quarter, number in enumerate("一二三四", 1)),
        ("退票", (("未补发（笔）", "subsidy_returned_hh"),)),
    ), "户数为户，不是户次；退票不算到账；补发计入原季度。", bureau=True),
)


def programme_workbook(figures: IndicatorSet, filler: str = "") -> bytes:
    """Return the forms of all programmes that the reader of ``figures`` may see."""
    seen = [one for one in PROGRAMMES if figures.scope.unit_ids is None or not one.bureau]
    return write_forms([_sheet(figures, one, number, filler) for number, one in enumerate(seen, 1)])


def _sheet(figures: IndicatorSet, form: Programme, number: int, filler: str) -> FormSheet:
    keys = [key for _, columns in form.sections for _, key in columns]
    day = written(figures.scope.as_of)
    return FormSheet(
        name=form.name, prefix=f"附件{number}", title=f"{figures.scope.year}年{form.title}",
        filler=f"填报单位（盖章）：{filler}", unit_line=f"截至{day}",
        columns=[
            Head("序号", key="no", width=6, align="center", number="0"),
            Head("县（市、区）\n责任单位", key="unit", width=18, align="left"),
            *(Head(title, *(Head(label, key=key, width=11, number=_format(figures, key)) for label, key in columns))
              for title, columns in form.sections),
        ],
        rows=[
            {"no": place, "unit": unit.name, **{key: figures.value(key, unit) for key in keys}}
            for place, unit in enumerate(figures.reporting_units, 1)
        ],
        total={"no": "合　计", **{key: figures.value(key) for key in keys}},
        notes=[form.note, "“——”为没有记录。"], signoff=f"{SIGNOFF}{day}", frozen_columns=2,
    )


def _format(figures: IndicatorSet, key: str) -> str:
    return {"%": RATE, "元": "#,##0.00", "万元": WAN, "亿元": WAN, "万平方米": WAN}.get(
        figures.indicators[key].unit, "#,##0")
