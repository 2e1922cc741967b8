"""漂移清单 as a workbook. Nothing is computed here."""
from collections.abc import Sequence

from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.excel.form import FormSheet, Head, write_forms
from reports.drift import Drift
from reports.models import MonthSnapshot
from reports.workbooks.progress import SIGNOFF

COLUMNS = (
    Head("序号", key="no", width=6, align="center", number="0"),
    Head("指标", key="label", width=34, align="left"),
    Head("单位", key="unit", width=20, align="left", empty="合计"),
    Head("快照", key="then", width=14, number="#,##0.##"),
    Head("现数", key="now", width=14, number="#,##0.##"),
    Head("增减", key="delta", width=14, number="+#,##0.##;-#,##0.##;0"),
    Head("计量单位", key="measure", width=16, align="center"),
    Head("新计入的记录", key="entered", width=44, align="left", empty=""),
    Head("不再计入的记录", key="dropped", width=44, align="left", empty=""),
)


def drift_workbook(snapshot: MonthSnapshot, found: Sequence[Drift], at: str, filler: str = "") -> bytes:
    """Return the list of differences as looked up ``at`` a moment."""
    lock = snapshot.lock
    locked_at = lock.cutoff.astimezone(SHANGHAI)
    return write_forms([FormSheet(
        name="漂移清单", title=f"{lock.label}快照与现数对照表", filler=f"填报单位（盖章）：{filler}",
        unit_line=f"第 {lock.revision} 版，{locked_at:%Y-%m-%d %H:%M} 锁定；{at} 核对", columns=COLUMNS,
        rows=[
            {"no": number, "label": one.label, "unit": one.unit and one.unit.name, "then": one.then, "now": one.now,
             "delta": one.delta, "measure": one.measure, "entered": "；".join(map(str, one.entered)),
             "dropped": "；".join(map(str, one.dropped))}
            for number, one in enumerate(found, 1)
        ],
        notes=["快照是锁定时的数字，不再改动；现数是同一截至日按现在的记录算出的数字。"], signoff=f"{SIGNOFF}{at[:10]}",
    )])
