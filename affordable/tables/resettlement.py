from affordable.enums import QuotaStatus
from affordable.models import ResettlementQuota
from affordable.tables.base import RecordTable
from housing_portal.kit.secrecy import mask_names
from housing_portal.kit.tables import ChipColumn, DateColumn, LinkColumn, MaskedColumn, NumberColumn, Table, TextColumn


class QuotaTable(RecordTable):
    """A row is a household; its indices and its homes are two further measures."""

    owner = MaskedColumn(mask_names, accessor="household__owner", verbose_name="权利人", linkify=True)
    compound = TextColumn(accessor="household__compound__no", verbose_name="院号")
    project = LinkColumn()
    quota_count = NumberColumn(verbose_name="指标（个）")
    sets_allocated = NumberColumn(verbose_name="已分（套）")
    material_checked_on = DateColumn()
    status = ChipColumn(QuotaStatus)

    class Meta(Table.Meta):
        model = ResettlementQuota
        fields = ("owner", "unit")
