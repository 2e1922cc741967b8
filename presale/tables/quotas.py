from housing_portal.kit import tables
from presale.enums import ProposalStatus
from presale.models import QuotaProposal, QuotaVersion


class QuotaVersionTable(tables.Table):
    """Decided quotas of an account; each opens the working from which it came."""

    version = tables.NumberColumn()
    building = tables.TextColumn(default="全项目")
    amount = tables.MoneyColumn()
    area = tables.NumberColumn(places=2)
    effective_on = tables.DateColumn()
    rules = tables.TextColumn()
    reason = tables.TextColumn()
    recorded_by = tables.TextColumn(verbose_name="测算人")
    approved_by = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = QuotaVersion
        fields = ()


class ProposalTable(tables.Table):
    building = tables.TextColumn(default="全项目")
    amount = tables.MoneyColumn()
    effective_on = tables.DateColumn()
    reason = tables.TextColumn()
    recorded_by = tables.TextColumn(verbose_name="测算人")
    recorded_at = tables.DateColumn(moment=True, verbose_name="测算时间")
    decided_by = tables.TextColumn()
    decided_on = tables.DateColumn()
    status = tables.ChipColumn(ProposalStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = QuotaProposal
        fields = ()
