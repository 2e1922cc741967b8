from affordable.enums import PreliminaryStatus
from affordable.models import PreliminaryStep
from housing_portal.kit.tables import (
    ChipColumn,
    CodeColumn,
    DateColumn,
    LinkColumn,
    OpenColumn,
    Table,
    TextColumn,
)


class PreliminaryTable(Table):
    project = LinkColumn()
    unit = TextColumn(
        accessor="project__unit", verbose_name="责任单位", order_by=("project__unit__order", "project__unit_id")
    )
    code = TextColumn(linkify=True)
    status = ChipColumn(PreliminaryStatus)
    planned_on = DateColumn()
    applied_on = DateColumn()
    approved_on = DateColumn()
    doc_no = CodeColumn()
    issuer = TextColumn()
    note = TextColumn()
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = PreliminaryStep
        fields = ()
