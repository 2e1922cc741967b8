from housing_portal.journal.tables import StepTable
from housing_portal.kit import tables
from presale.delivery.enums.problems import ProblemStatus
from presale.delivery.models import DeliveryProblem, ProblemAmount, ProblemStep


class ProblemTable(tables.Table):
    estate = tables.TextColumn(
        linkify=lambda record: record.get_absolute_url(), order_by="estate__estate__record_name"
    )
    kind = tables.TextColumn()
    amount = tables.MoneyColumn(unit="万元", verbose_name="涉及金额（万元）")
    missing_permits = tables.TextColumn()
    detail = tables.WordsColumn(orderable=False)
    found_on = tables.DateColumn()
    status = tables.ChipColumn(ProblemStatus)
    recorded_by = tables.TextColumn(orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = DeliveryProblem
        fields = ()


class ProblemStepTable(StepTable):
    class Meta(tables.Table.Meta):
        model = ProblemStep
        fields = ()


class ProblemAmountTable(tables.Table):
    on = tables.DateColumn(verbose_name="截至日期")
    amount = tables.MoneyColumn()
    note = tables.WordsColumn(verbose_name="变化原因")
    recorded_by = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = ProblemAmount
        fields = ()
