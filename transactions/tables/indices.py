from housing_portal.kit.tables import (
    ChipColumn,
    CodeColumn,
    DateColumn,
    NumberColumn,
    OpenColumn,
    RatioColumn,
    Table,
    TextColumn,
)
from transactions.models import PriceIndex
from transactions.months import written
from transactions.price_index import State


class IndexTable(Table):
    month = CodeColumn(linkify=True, orderable=False)
    segment = TextColumn(orderable=False)
    revision = NumberColumn(orderable=False)
    change = NumberColumn(places=2, verbose_name="环比（上月=100）", accessor="shown_change", orderable=False)
    yearly = NumberColumn(
        places=2, verbose_name="同比（上年同月=100）", accessor="shown_yearly", orderable=False
    )
    level = NumberColumn(places=2, verbose_name="定基（基期=100）", accessor="shown_level", orderable=False)
    average_price = NumberColumn(places=2, orderable=False)
    sets = NumberColumn(orderable=False)
    strata = NumberColumn(orderable=False)
    coverage = RatioColumn(verbose_name="覆盖率（%）", orderable=False)
    carried = RatioColumn(verbose_name="承前占比（%）", orderable=False)
    recorded_at = DateColumn(moment=True, verbose_name="结算时间", orderable=False)
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = PriceIndex
        fields = ()

    def render_month(self, value: int) -> str:
        return written(value)


class StratumTable(Table):
    """The strata of one month, from the frozen detail of the index."""

    name = TextColumn(verbose_name="层", orderable=False)
    state = ChipColumn(State, verbose_name="状态", orderable=False)
    sets = NumberColumn(verbose_name="成交套数", orderable=False)
    price = NumberColumn(places=2, verbose_name="本月均价（元/㎡）", orderable=False)
    standing = NumberColumn(places=2, verbose_name="比较价（元/㎡）", orderable=False)
    ratio = NumberColumn(places=2, verbose_name="层环比（上月=100）", orderable=False)
    share = RatioColumn(verbose_name="权重（%）", orderable=False)

    class Meta(Table.Meta):
        pass

