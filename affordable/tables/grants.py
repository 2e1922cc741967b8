from affordable.enums import GrantStatus
from affordable.models import Member, SubsidyGrant
from affordable.querysets.families import applicant_name
from affordable.tables.base import UnitColumn
from housing_portal.kit import tables
from housing_portal.kit.secrecy import mask_names


class GrantTable(tables.Table):
    """Versions of grants; the family stands with its number and its masked applicant."""

    borrowed = {"applicant_name": applicant_name(Member.objects, "family")}

    family = tables.CodeColumn(linkify=lambda record: record.get_absolute_url())
    applicant = tables.MaskedColumn(mask_names, accessor="applicant_name", verbose_name="申请人", orderable=False)
    version = tables.NumberColumn()
    category = tables.TextColumn()
    persons = tables.NumberColumn()
    own_area = tables.NumberColumn(places=2)
    coefficient = tables.NumberColumn(places=2)
    monthly_amount = tables.MoneyColumn()
    from_on = tables.DateColumn()
    to_on = tables.DateColumn()
    unit = UnitColumn()
    status = tables.ChipColumn(GrantStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = SubsidyGrant
        fields = ()
