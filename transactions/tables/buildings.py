from django_tables2.utils import A

from housing_portal.kit.figures import Ratio
from housing_portal.kit.tables import CodeColumn, LinkColumn, NumberColumn, RatioColumn, Table, TextColumn
from housing_portal.registry.models import Estate


class EstateTable(Table):
    """Estates with the size of their building tables; the name leads to the building table."""

    record_name = LinkColumn(linkify=("transactions:estate_table", {"pk": A("pk")}), verbose_name="楼盘（备案名）")
    promo_name = TextColumn(orderable=False)
    developer = TextColumn(accessor="developer__name", verbose_name="开发企业", orderable=False)
    district = CodeColumn(accessor="district__name", verbose_name="所在区划", orderable=False)
    building_count = NumberColumn(verbose_name="楼幢（幢）", orderable=False)
    room_count = NumberColumn(verbose_name="房屋（户）", orderable=False)
    sold_count = NumberColumn(verbose_name="已售（户）", orderable=False)
    offered_count = NumberColumn(verbose_name="已许可未售（户）", orderable=False)
    share = RatioColumn(verbose_name="去化（%）", orderable=False, empty_values=())

    class Meta(Table.Meta):
        model = Estate
        fields = ()

    def render_share(self, record: Estate) -> str:
        return str(_share(record))

    def value_share(self, record: Estate) -> str:
        return str(_share(record))


def _share(estate: Estate) -> Ratio:
    """Return what was sold of what has come to market."""
    return Ratio(estate.sold_count, estate.sold_count + estate.offered_count)
