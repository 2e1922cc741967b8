from housing_portal.kit.secrecy import mask_names
from housing_portal.kit.tables import ChipColumn, CodeColumn, DateColumn, NumberColumn, OpenColumn, Table, TextColumn
from transactions.enums import LookupStatus
from transactions.models import HousingLookup, LookupFinding, LookupPerson


class LookupTable(Table):
    number = CodeColumn(linkify=True, empty_values=(), orderable=False)
    purpose = TextColumn(orderable=False)
    applicant = TextColumn(orderable=False)
    persons = TextColumn(verbose_name="被查询人", accessor="masked_persons", orderable=False)
    status = ChipColumn(LookupStatus, orderable=False)
    recorded_by = TextColumn(verbose_name="申请经办人", orderable=False)
    recorded_at = DateColumn(moment=True, verbose_name="申请时间", orderable=False)
    decided_by = TextColumn(orderable=False)
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = HousingLookup
        fields = ()

    def render_number(self, record: HousingLookup) -> str:
        return str(record)

    def render_applicant(self, value: str) -> str:
        return mask_names(value)

    def value_applicant(self, record: HousingLookup) -> str:
        return mask_names(record.applicant)


class PersonTable(Table):
    """Masked: who is meant can be told, nobody's number read."""

    name = TextColumn(verbose_name="姓名", orderable=False)
    relation = TextColumn(orderable=False)
    identity_kind = TextColumn(orderable=False)
    identity = CodeColumn(orderable=False)

    class Meta(Table.Meta):
        model = LookupPerson
        fields = ()

    def render_name(self, record: LookupPerson) -> str:
        return str(record)

    def value_name(self, record: LookupPerson) -> str:
        return str(record)


class FindingTable(Table):
    person = TextColumn(orderable=False)
    market = TextColumn(orderable=False)
    contract_no = CodeColumn(orderable=False)
    address = TextColumn(orderable=False)
    use = TextColumn(orderable=False)
    area = NumberColumn(places=2, orderable=False)
    share = TextColumn(orderable=False)
    signed_on = DateColumn(orderable=False)
    state = TextColumn(orderable=False)

    class Meta(Table.Meta):
        model = LookupFinding
        fields = ()
