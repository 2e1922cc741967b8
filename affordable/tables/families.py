from affordable.enums import CheckResult, FamilyStatus
from affordable.models import Benefit, DepartmentCheck, Family, Member
from affordable.querysets.families import applicant_name, person_count, place_in_queue
from affordable.tables.base import UnitColumn
from housing_portal.kit import tables
from housing_portal.kit.secrecy import mask_names


class FamilyTable(tables.Table):
    """Families by number and masked applicant; name and size come from the members of the page's rows alone."""

    borrowed = {"applicant_name": applicant_name(Member.objects), "persons": person_count(Member.objects)}

    number = tables.CodeColumn(linkify=True)
    applicant = tables.MaskedColumn(
        mask_names, accessor="applicant_name", verbose_name="申请人", orderable=False
    )
    persons = tables.NumberColumn(verbose_name="人数", orderable=False)
    category = tables.TextColumn()
    wanted = tables.TextColumn()
    income_pc = tables.MoneyColumn()
    house_area_pc = tables.NumberColumn(places=2)
    unit = UnitColumn()
    applied_on = tables.DateColumn()
    waiting_since = tables.DateColumn()
    entered_system_on = tables.DateColumn(verbose_name="录入系统")
    status = tables.ChipColumn(FamilyStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Family
        fields = ()


class WaitingTable(tables.Table):
    """The queue: who comes first has waited longest."""

    borrowed = {**FamilyTable.borrowed, "position": place_in_queue(Family.objects)}

    number = tables.CodeColumn(linkify=True, orderable=False)
    position = tables.NumberColumn(verbose_name="轮候次序", orderable=False)
    applicant = tables.MaskedColumn(
        mask_names, accessor="applicant_name", verbose_name="申请人", orderable=False
    )
    persons = tables.NumberColumn(verbose_name="人数", orderable=False)
    category = tables.TextColumn(orderable=False)
    unit = UnitColumn(orderable=False)
    waiting_since = tables.DateColumn(orderable=False)
    declined = tables.NumberColumn(orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Family
        fields = ()



class BenefitTable(tables.Table):
    """Leases and grants that the family has or had."""

    kind = tables.TextColumn()
    from_on = tables.DateColumn()
    to_on = tables.DateColumn()
    is_current = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = Benefit
        fields = ()

    def render_is_current(self, value: bool) -> str:
        return "现行" if value else "已终止"


class CheckTable(tables.Table):
    on = tables.DateColumn()
    department = tables.TextColumn()
    result = tables.ChipColumn(CheckResult)
    finding = tables.WordsColumn()
    recorded_by = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = DepartmentCheck
        fields = ()
