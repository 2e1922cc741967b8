from affordable.enums import LeaseStatus
from affordable.models import Lease, Member
from affordable.querysets.families import applicant_name
from affordable.tables.base import RecordTable
from housing_portal.kit import tables
from housing_portal.kit.secrecy import mask_names


class LeaseTable(RecordTable):
    """Leases with what is owed for them today."""

    borrowed = {"applicant_name": applicant_name(Member.objects, "family_id")}

    contract_no = tables.CodeColumn(linkify=True)
    applicant = tables.MaskedColumn(mask_names, accessor="applicant_name", verbose_name="承租人", orderable=False)
    home = tables.TextColumn(order_by=("home__estate", "home__building", "home__room"))
    signed_on = tables.DateColumn()
    to_on = tables.DateColumn()
    monthly_rent = tables.MoneyColumn()
    due = tables.MoneyColumn(verbose_name="到期应收（元）")
    paid = tables.MoneyColumn(verbose_name="已缴（元）")
    arrears = tables.MoneyColumn(verbose_name="欠租（元）")
    months_behind = tables.NumberColumn(verbose_name="欠租月数")
    empty_since = tables.DateColumn()
    ended_on = tables.DateColumn()
    status = tables.ChipColumn(LeaseStatus)

    class Meta(tables.Table.Meta):
        model = Lease
        fields = ("contract_no", "applicant")


class HomeLeaseTable(tables.Table):
    """Who has lived in a home."""

    contract_no = tables.CodeColumn(linkify=True)
    family = tables.CodeColumn()
    signed_on = tables.DateColumn()
    to_on = tables.DateColumn()
    ended_on = tables.DateColumn()
    end_reason = tables.TextColumn()
    status = tables.ChipColumn(LeaseStatus)

    class Meta(tables.Table.Meta):
        model = Lease
        fields = ()
