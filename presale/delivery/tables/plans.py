from housing_portal.journal.tables import StepTable
from housing_portal.kit import tables
from presale.delivery.enums.plans import MeasureStatus, PlanStatus
from presale.delivery.models import EstatePlan, MeasureStep, PlanMeasure


class PlanTable(tables.Table):
    estate = tables.TextColumn(
        linkify=lambda record: record.get_absolute_url(), order_by="estate__estate__record_name"
    )
    version = tables.NumberColumn()
    text = tables.WordsColumn(orderable=False)
    recorded_by = tables.TextColumn(verbose_name="起草人", orderable=False)
    reviewed_by = tables.TextColumn(orderable=False)
    reviewed_on = tables.DateColumn()
    approved_by = tables.TextColumn(orderable=False)
    approved_on = tables.DateColumn()
    status = tables.ChipColumn(PlanStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = EstatePlan
        fields = ()


class MeasureTable(tables.Table):
    text = tables.TextColumn(linkify=True)
    plan = tables.TextColumn(accessor="plan__estate", verbose_name="项目", order_by="plan__estate__estate__record_name")
    responsible = tables.TextColumn()
    owner = tables.TextColumn()
    due_on = tables.DateColumn()
    amount = tables.MoneyColumn(unit="万元", verbose_name="所需资金（万元）")
    status = tables.ChipColumn(MeasureStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = PlanMeasure
        fields = ()


class MeasureStepTable(StepTable):
    class Meta(tables.Table.Meta):
        model = MeasureStep
        fields = ()
