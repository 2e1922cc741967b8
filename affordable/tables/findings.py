
from affordable.enums import FindingStatus
from affordable.models import (
    AuditFinding,
)
from affordable.tables.base import RecordTable
from housing_portal.kit.tables import (
    ChipColumn,
    DateColumn,
    NumberColumn,
    Table,
    WordsColumn,
    YearColumn,
)


class FindingTable(RecordTable):
    audit_year = YearColumn()
    serial = NumberColumn(verbose_name="编号")
    category = WordsColumn()
    title = WordsColumn(linkify=True)
    listed_on = DateColumn()
    due_on = DateColumn()
    status = ChipColumn(FindingStatus)

    class Meta(Table.Meta):
        model = AuditFinding
        fields = ("audit_year", "unit")
