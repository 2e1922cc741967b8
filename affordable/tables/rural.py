from affordable.enums import RuralStatus
from affordable.models import RuralHouse
from affordable.tables.base import RecordTable
from housing_portal.kit import tables
from housing_portal.kit.secrecy import Sealed, mask_names


class RuralTable(RecordTable):
    """Names and document numbers are masked; only an export with reason and permission holds them in plain text."""

    name = tables.MaskedColumn(mask_names, verbose_name="户主", linkify=True, orderable=False)
    identity = tables.MaskedColumn(str, plain=Sealed.reveal, orderable=False)
    village = tables.TextColumn()
    plan_year = tables.YearColumn()
    target_kind = tables.TextColumn()
    list_doc = tables.TextColumn()
    appraisal = tables.TextColumn()
    mode = tables.TextColumn()
    subsidy = tables.MoneyColumn()
    planned_done_on = tables.DateColumn()
    status = tables.ChipColumn(RuralStatus)

    class Meta(tables.Table.Meta):
        model = RuralHouse
        fields = ("name", "unit")
