"""The rows of an estate, the latest first; whoever may takes one back."""
from housing_portal.kit import tables
from presale.delivery.enums.estates import Risk, WorkState
from presale.delivery.models import (
    Accident,
    FundRaised,
    Promise,
    RiskRating,
    SiteProgress,
    SoldStatement,
    WorkStateChange,
)
from presale.delivery.models.estates import EstateFact


class FactTable(tables.Table):
    on = tables.DateColumn()
    note = tables.WordsColumn()
    recorded_by = tables.TextColumn()
    ops = tables.OpsColumn("delivery/fact_ops.html")


class StateTable(FactTable):
    code = tables.ChipColumn(WorkState)

    class Meta(tables.Table.Meta):
        model = WorkStateChange
        fields = ("on", "code")


class RiskTable(FactTable):
    code = tables.ChipColumn(Risk)

    class Meta(tables.Table.Meta):
        model = RiskRating
        fields = ("on", "code")


class SoldTable(FactTable):
    on = tables.DateColumn(verbose_name="截至日期")
    sold_area = tables.NumberColumn(places=2)
    sold_sets = tables.NumberColumn()
    due_sets = tables.NumberColumn()
    households = tables.NumberColumn()

    class Meta(tables.Table.Meta):
        model = SoldStatement
        fields = ("on", "sold_area", "sold_sets", "due_sets", "households")


class ProgressTable(FactTable):
    on = tables.DateColumn(verbose_name="截至日期")
    percent = tables.NumberColumn(places=2)

    class Meta(tables.Table.Meta):
        model = SiteProgress
        fields = ("on", "percent")


class PromiseTable(FactTable):
    on = tables.DateColumn(verbose_name="作出承诺的日期")
    delivery_on = tables.DateColumn()
    by_whom = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = Promise
        fields = ("on", "delivery_on", "by_whom")


class AccidentTable(FactTable):
    injured = tables.NumberColumn()
    loss = tables.MoneyColumn()

    class Meta(tables.Table.Meta):
        model = Accident
        fields = ("on", "injured", "loss")


class RaisedTable(FactTable):
    on = tables.DateColumn(verbose_name="到位日期")
    kind = tables.TextColumn()
    amount = tables.MoneyColumn()
    paper = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = FundRaised
        fields = ("on", "kind", "amount", "paper")


class FundTable(tables.Table):
    """资金筹措 of all estates; each row opens its estate."""

    estate = tables.TextColumn(
        linkify=lambda record: record.get_absolute_url(), order_by="estate__estate__record_name"
    )
    on = tables.DateColumn(verbose_name="到位日期")
    kind = tables.TextColumn()
    amount = tables.MoneyColumn()
    paper = tables.TextColumn()
    note = tables.WordsColumn()
    recorded_by = tables.TextColumn()
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = FundRaised
        fields = ()


TABLES: dict[type[EstateFact], type[FactTable]] = {
    table._meta.model: table
    for table in (StateTable, RiskTable, SoldTable, ProgressTable, PromiseTable, AccidentTable, RaisedTable)
}
