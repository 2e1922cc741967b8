"""公租房分配名单、结果公示: what is put up for a round, names masked."""
from affordable.enums import AllocationMethod
from affordable.models import AllocationRound, Member
from affordable.querysets.families import applicant_name, person_count
from housing_portal.kit.excel.form import FormSheet, Head, write_forms
from housing_portal.kit.periods import written
from housing_portal.kit.secrecy import mask_name

SIGNOFF = "公示单位（盖章）：　　　　　　经办人：　　　　　　监督电话：　　　　　　日期："


def round_workbook(allocation: AllocationRound) -> bytes:
    """Return the list of families and the list of homes of a round as an Excel file."""
    return write_forms([families_sheet(allocation), homes_sheet(allocation)])


def families_sheet(allocation: AllocationRound) -> FormSheet:
    """Return one row per family that takes part: in the order of the result once it is drawn, else of the list."""
    is_drawn = allocation.drawn_on is not None
    entries = allocation.entries.in_draw().select_related("family", "home").annotate(
        applicant_name=applicant_name(Member.objects, "family_id"), persons=person_count(Member.objects, "family_id")
    ).order_by("rank" if is_drawn else "order", "pk")
    columns = [
        Head("名单序号", key="order", width=9, align="center", number="0"),
        Head("保障对象编号", key="number", width=16, align="center"),
        Head("申请人", key="name", width=12, align="center"),
        Head("家庭人口", key="persons", width=9, align="center", number="0"),
        Head("家庭类别", key="category", width=18, align="center"),
        Head("轮候起始", key="since", width=13, align="center"),
    ]
    if allocation.method == AllocationMethod.SCORING:
        columns.append(Head("评分", key="score", width=9, number="0.00"))
    if is_drawn:
        columns += [Head("结果序号", key="rank", width=9, align="center", number="0"),
                    Head("配租房源", key="home", width=30, align="left")]
    rows = [
        {
            "order": one.order, "number": one.family.number, "name": mask_name(one.applicant_name or ""),
            "persons": one.persons, "category": one.family.get_category_display(),
            "since": one.family.waiting_since, "score": one.score, "rank": one.rank,
            "home": str(one.home) if one.home else None,
        }
        for one in entries
    ]
    what = "结果" if is_drawn else "名单"
    return FormSheet(
        name=f"分配{what}", title=f"公共租赁住房分配{what}公示", filler=f"批次：{allocation}",
        unit_line=f"{allocation.get_method_display()}，{len(rows)} 户", columns=columns, rows=rows,
        notes=["申请人姓名已作遮盖处理。", *_proof(allocation)], signoff=SIGNOFF,
    )


def homes_sheet(allocation: AllocationRound) -> FormSheet:
    """Return the homes of a round; area in ㎡, rent in 元 per ㎡ and month."""
    places = allocation.places.select_related("home").order_by("order")
    rows = [
        {"order": one.order, "home": str(one.home), "area": one.home.area, "rent": one.home.rent_standard}
        for one in places
    ]
    return FormSheet(
        name="房源", title="公共租赁住房分配房源", filler=f"批次：{allocation}", unit_line=f"{len(rows)} 套",
        columns=[
            Head("房源序号", key="order", width=10, align="center", number="0"),
            Head("房源", key="home", width=36, align="left"),
            Head("建筑面积（㎡）", key="area", width=16, number="0.00"),
            Head("租金标准（元/㎡·月）", key="rent", width=20, number="#,##0.00"),
        ],
        rows=rows, signoff=SIGNOFF,
    )


def _proof(allocation: AllocationRound) -> list[str]:
    """Return what lets everybody repeat the draw."""
    lines = []
    if allocation.published_on:
        lines.append(f"名单公示日期：{written(allocation.published_on)}；名单校验值：{allocation.list_digest}")
    if allocation.drawn_on:
        lines.append(f"抽取日期：{written(allocation.drawn_on)}；抽取种子：{allocation.seed}")
    return lines
