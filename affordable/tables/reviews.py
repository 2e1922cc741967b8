from affordable.enums import ReviewNeed, ReviewStatus
from affordable.models import AnnualReview, Member
from affordable.querysets.families import applicant_name
from affordable.tables.base import UnitColumn
from housing_portal.kit import tables
from housing_portal.kit.secrecy import mask_names


def _standing(value: str) -> ReviewNeed | ReviewStatus:
    return ReviewNeed(value) if value in ReviewNeed.values else ReviewStatus(value)


class FamilyReviewTable(tables.Table):
    """The reviews of one family."""

    year = tables.YearColumn(linkify=True)
    due_on = tables.DateColumn()
    submitted_on = tables.DateColumn()
    decided_on = tables.DateColumn()
    finding = tables.WordsColumn()
    status = tables.ChipColumn(_standing, accessor="standing", verbose_name="状态", order_by=("status",))

    class Meta(tables.Table.Meta):
        model = AnnualReview
        fields = ()


class ReviewTable(tables.Table):
    borrowed = {"applicant_name": applicant_name(Member.objects, "family_id")}

    family = tables.CodeColumn(accessor="family__number", verbose_name="保障对象", linkify=True)
    applicant = tables.MaskedColumn(
        mask_names, accessor="applicant_name", verbose_name="申请人", orderable=False
    )
    year = tables.YearColumn()
    unit = UnitColumn()
    was_tenant = tables.TextColumn(verbose_name="保障方式")
    due_on = tables.DateColumn()
    submitted_on = tables.DateColumn()
    decided_on = tables.DateColumn()
    status = tables.ChipColumn(_standing, accessor="standing", verbose_name="状态", order_by=("status",))
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = AnnualReview
        fields = ()

    def render_was_tenant(self, value: bool) -> str:
        return "承租" if value else "补贴"

    def value_was_tenant(self, record: AnnualReview) -> str:
        return self.render_was_tenant(record.was_tenant)
