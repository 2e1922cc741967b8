from housing_portal.journal.tables import StepTable
from housing_portal.kit import tables
from housing_portal.kit.secrecy import mask_names
from presale.delivery.enums.handover import HandoverStatus, ReadinessStatus
from presale.delivery.models.handover import (
    BuildingReadiness,
    DeliveryTask,
    HandoverStep,
    ReadinessStep,
    UnitDelivery,
)


class HandoverTable(tables.Table):
    """违规交房 is judged by the 竣工备案 that the register had when the handing over was entered or judged anew."""

    estate = tables.TextColumn(orderable=False)
    room = tables.CodeColumn(linkify=lambda record: record.get_absolute_url(), orderable=False)
    contract = tables.CodeColumn(orderable=False)
    buyers = tables.MaskedColumn(
        mask_names, accessor="contract__buyer_names", verbose_name="买受人", orderable=False
    )
    area = tables.NumberColumn(places=2)
    noticed_on = tables.DateColumn()
    pre_handed_on = tables.DateColumn()
    refused_on = tables.DateColumn()
    handed_on = tables.DateColumn()
    is_wrongful = tables.TextColumn(verbose_name="违规交房", orderable=False)
    titled_on = tables.DateColumn()
    status = tables.ChipColumn(HandoverStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = UnitDelivery
        fields = []

    def render_is_wrongful(self, value: bool) -> str:
        return "违规" if value else "否"


class HandoverStepTable(StepTable):
    class Meta(tables.Table.Meta):
        model = HandoverStep
        fields = []


class ReadinessTable(tables.Table):
    estate = tables.TextColumn(accessor="building__estate", verbose_name="楼盘", orderable=False)
    building = tables.CodeColumn(linkify=lambda record: record.get_absolute_url(), orderable=False)
    on = tables.DateColumn()
    water, power, gas = tables.TextColumn(), tables.TextColumn(), tables.TextColumn()
    heat, fire = tables.TextColumn(), tables.TextColumn()
    completed_on = tables.DateColumn(accessor="building__completed_on", verbose_name="竣工备案日期", orderable=False)
    filing_no = tables.CodeColumn(orderable=False)
    status = tables.ChipColumn(ReadinessStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = BuildingReadiness
        fields = []


class ReadinessStepTable(StepTable):
    class Meta(tables.Table.Meta):
        model = ReadinessStep
        fields = []


class TaskTable(tables.Table):
    year = tables.YearColumn()
    estate = tables.TextColumn(verbose_name="范围", empty_values=(), orderable=False)
    sets = tables.NumberColumn()
    revision = tables.NumberColumn()
    issued_on = tables.DateColumn()
    paper = tables.CodeColumn(linkify=lambda record: record.get_absolute_url(), orderable=False)
    reason = tables.WordsColumn()
    recorded_by = tables.TextColumn(orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = DeliveryTask
        fields = []

    def render_estate(self, record: DeliveryTask) -> str:
        return str(record.estate or "全县")

    def value_estate(self, record: DeliveryTask) -> str:
        return self.render_estate(record)
