from django.utils.safestring import SafeString

from housing_portal.kit.tables import (
    ChipColumn,
    CodeColumn,
    DateColumn,
    LinkColumn,
    NumberColumn,
    OpenColumn,
    Table,
    TextColumn,
    chip,
)
from housing_portal.registry.enums import Mark, OrganizationStatus, PermitStatus
from housing_portal.registry.models import Building, District, Estate, Organization, PolicyDoc, SalePermit
from housing_portal.registry.services.permits import is_overdue


class PolicyTable(Table):
    number = CodeColumn(linkify=True)
    title = TextColumn(attrs={"td": {"class": "long"}})
    issuer = TextColumn()
    issued_on = DateColumn()
    paper_use = TextColumn()
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = PolicyDoc
        fields = []


class OrganizationTable(Table):
    name = LinkColumn()
    kinds = TextColumn(verbose_name="机构类别", orderable=False)
    credit_code = CodeColumn()
    legal_representative = TextColumn()
    phone = CodeColumn(orderable=False)
    qualification = TextColumn(orderable=False)
    qualification_until = DateColumn()
    signing_suspended_on = DateColumn(verbose_name="暂停网签")
    status = ChipColumn(OrganizationStatus)
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = Organization
        fields = []


class DistrictTable(Table):
    code = CodeColumn(linkify=True)
    name = TextColumn()
    parent = TextColumn(orderable=False)
    valid_to = DateColumn()
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = District
        fields = []


class EstateTable(Table):
    record_name = LinkColumn()
    promo_name = TextColumn()
    developer = TextColumn(orderable=False)
    district = TextColumn(orderable=False)
    address = TextColumn(orderable=False)
    land_use = TextColumn(orderable=False)
    floor_area = NumberColumn(places=2)
    planned_sets = NumberColumn(verbose_name="规划套数（套）")
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = Estate
        fields = []


class BuildingTable(Table):
    number = CodeColumn(linkify=True, order_by="number_key")
    estate = TextColumn(orderable=False)
    construction_number = CodeColumn(orderable=False)
    police_number = CodeColumn(orderable=False)
    sections = NumberColumn(orderable=False)
    floors_above = NumberColumn(orderable=False)
    delivery = TextColumn(orderable=False)
    area_predicted = NumberColumn(places=2, orderable=False)
    area_measured = NumberColumn(places=2, orderable=False)
    started_on = DateColumn()
    completed_on = DateColumn()
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = Building
        fields = []


class PermitTable(Table):
    number = CodeColumn(linkify=True)
    kind = TextColumn(orderable=False)
    estate = TextColumn(orderable=False)
    developer = TextColumn(orderable=False)
    issued_on = DateColumn()
    valid_to = DateColumn()
    area_total = NumberColumn(places=2)
    sets_total = NumberColumn(verbose_name="批准套数（套）")
    status = ChipColumn(PermitStatus)
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = SalePermit
        fields = []

    def render_status(self, record: SalePermit) -> SafeString:
        """Draw the state; who looks for a permit in force must see that this one has run out."""
        return chip(Mark.OVERDUE if is_overdue(record) else PermitStatus(record.status))
