"""公示名单: the list of a notice as it is put up, names and document numbers masked."""
from affordable.enums import Relation
from affordable.models import Member, PublicNotice
from affordable.querysets.families import applicant_name, person_count
from housing_portal.kit.excel.form import FormSheet, Head, write_forms
from housing_portal.kit.periods import written
from housing_portal.kit.secrecy import mask_name

AREA, MONEY = "0.00", "#,##0.00"
SIGNOFF = "公示单位（盖章）：　　　　　　经办人：　　　　　　监督电话：　　　　　　日期："


def notice_workbook(notice: PublicNotice) -> bytes:
    """Return the list of a notice as an Excel file."""
    return write_forms([notice_sheet(notice)])


def notice_sheet(notice: PublicNotice) -> FormSheet:
    """Return one row per family, in the order of their numbers; amounts in 元, areas in ㎡."""
    families = notice.families.select_related("unit").annotate(
        applicant_name=applicant_name(Member.objects), persons=person_count(Member.objects)
    )
    applicants = Member.objects.filter(family__notice=notice, relation=Relation.APPLICANT).order_by("is_current", "pk")
    numbers = {one.family_id: str(one.identity) for one in applicants}
    rows = [
        {
            "no": place, "number": family.number, "name": mask_name(family.applicant_name or ""),
            "identity": numbers.get(family.pk, ""), "persons": family.persons,
            "category": family.get_category_display(), "wanted": family.get_wanted_display(),
            "income": family.income_pc, "area": family.house_area_pc, "unit": str(family.unit),
        }
        for place, family in enumerate(families.order_by("number", "pk"), start=1)
    ]
    return FormSheet(
        name="公示名单", title="住房保障对象公示名单", filler=f"公示编号：{notice}",
        unit_line=f"公示期：{written(notice.starts_on)}至{written(notice.ends_on)}",
        columns=[
            Head("序号", key="no", width=6, align="center", number="0"),
            Head("编　号", key="number", width=16, align="center"),
            Head("申请人", Head("姓　名", key="name", width=12, align="center"),
                 Head("证件号码", key="identity", width=22, align="center")),
            Head("家庭人口", key="persons", width=9, align="center", number="0"),
            Head("家庭类别", key="category", width=16, align="center"),
            Head("申请方式", key="wanted", width=12, align="center"),
            Head("人均月收入（元）", key="income", width=14, number=MONEY),
            Head("人均住房面积（㎡）", key="area", width=14, number=AREA),
            Head("责任单位", key="unit", width=18, align="left"),
        ],
        rows=rows, total={"no": "合　计", "persons": sum(row["persons"] for row in rows)},
        notes=[
            "姓名、证件号码已作遮盖处理。",
            f"公示地点：{notice.posted_at}。对以上家庭有异议的，请在公示期内向住房保障部门实名反映。",
        ],
        signoff=SIGNOFF,
    )
