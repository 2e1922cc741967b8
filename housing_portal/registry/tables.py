from housing_portal.kit.tables import ChipColumn, CodeColumn, DateColumn, LinkColumn, OpsColumn, Table, TextColumn
from housing_portal.registry.enums import OrganizationStatus
from housing_portal.registry.models import District, Organization, PolicyDoc


class PolicyTable(Table):
    number = CodeColumn(linkify=True)
    title = TextColumn(attrs={"td": {"class": "long"}})
    issuer = TextColumn()
    issued_on = DateColumn()
    ops = OpsColumn()

    class Meta(Table.Meta):
        model = PolicyDoc
        fields = []


class OrganizationTable(Table):
    name = LinkColumn()
    kinds = TextColumn(verbose_name="机构类别", orderable=False)
    credit_code = CodeColumn()
    legal_representative = TextColumn()
    phone = CodeColumn(orderable=False)
    status = ChipColumn(OrganizationStatus)
    ops = OpsColumn()

    class Meta(Table.Meta):
        model = Organization
        fields = []


class DistrictTable(Table):
    code = CodeColumn(linkify=True)
    name = TextColumn()
    parent = TextColumn(orderable=False)
    valid_to = DateColumn()
    ops = OpsColumn()

    class Meta(Table.Meta):
        model = District
        fields = []
