"""滞后与逾期清单 as a workbook of official forms. Nothing is computed here."""
from housing_portal.kit.excel.form import FormSheet, Head, write_forms
from housing_portal.kit.periods import written
from reports.behind import Behind
from reports.workbooks.progress import RATE, SIGNOFF

NUMBER = Head("序号", key="no", width=6, align="center", number="0")
UNIT = Head("责任单位", key="unit", width=20, align="left")
PACE = (
    Head("完成率（%）", key="rate", width=11, number=RATE),
    Head("差距（百分点）", key="gap", width=12, number="+0.00;-0.00;0.00"),
)


def behind_workbook(behind: Behind, filler: str = "") -> bytes:
    """Return the three lists: units, projects, overdue matters."""
    day = written(behind.figures.scope.as_of)
    head = {"filler": f"填报单位（盖章）：{filler}", "signoff": f"{SIGNOFF}{day}"}
    share = f"截至{day}　序时进度 {behind.figures.time_share}%"
    return write_forms([
        FormSheet(
            name="滞后单位", prefix="附件1", title="任务进度滞后单位清单", unit_line=share,
            columns=[
                NUMBER, UNIT, Head("任务", key="programme", width=20, align="left"),
                Head("年度任务", key="target", width=12, number="#,##0.##"),
                Head("完成", key="done", width=12, number="#,##0.##"),
                Head("单位", key="measure", width=8, align="center"), *PACE,
            ],
            rows=[
                {"no": number, "unit": one.unit.name, "programme": one.programme.label, "target": one.pace.target,
                 "done": one.pace.done, "measure": one.programme.unit, "rate": one.pace.rate, "gap": one.pace.gap}
                for number, one in enumerate(behind.units(), 1)
            ],
            notes=["差距＝完成率－序时进度；低于序时进度的列入。"], **head,
        ),
        FormSheet(
            name="滞后项目", prefix="附件2", title="进度滞后项目清单", unit_line=f"{share}　单位：套",
            columns=[
                NUMBER, UNIT, Head("项目", key="project", width=34, align="left"),
                Head("节点", key="step", width=10, align="center"),
                Head("计划", key="target", width=10, number="#,##0"),
                Head("完成", key="done", width=10, number="#,##0"), *PACE,
            ],
            rows=[
                {"no": number, "unit": one.unit.name, "project": one.project.name, "step": one.step,
                 "target": one.target, "done": one.done, "rate": one.rate, "gap": one.gap}
                for number, one in enumerate(behind.projects(), 1)
            ],
            notes=[
                "本年项目比较已复核的开工套数，续建项目比较已复核的基本建成套数。", "老旧小区、农村危房列在逾期事项。",
            ], **head,
        ),
        FormSheet(
            name="逾期事项", prefix="附件3", title="逾期事项清单", unit_line=f"截至{day}",
            columns=[
                NUMBER, UNIT, Head("类别", key="kind", width=12, align="center"),
                Head("事项", key="title", width=52, align="left"),
                Head("到期日", key="due_on", width=13, align="center"),
                Head("逾期（天）", key="days", width=11, number="#,##0"),
            ],
            rows=[
                {"no": number, "unit": one.unit.name, "kind": one.kind, "title": one.title,
                 "due_on": one.due_on.isoformat(), "days": one.days}
                for number, one in enumerate(behind.matters(), 1)
            ],
            notes=["到期日当天不算逾期。"], **head,
        ),
    ])
