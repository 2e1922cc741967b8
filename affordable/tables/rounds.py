from affordable.enums import EntryStatus, RoundStatus
from affordable.models import AllocationEntry, AllocationRound, RoundHome
from affordable.tables.base import RecordTable
from housing_portal.kit import tables
from housing_portal.kit.secrecy import mask_names


class RoundTable(RecordTable):
    number = tables.CodeColumn(linkify=True)
    method = tables.TextColumn()
    families = tables.NumberColumn(verbose_name="户数", orderable=False)
    homes = tables.NumberColumn(verbose_name="房源（套）", orderable=False)
    signed = tables.NumberColumn(verbose_name="已签约（套）", orderable=False)
    published_on = tables.DateColumn()
    drawn_on = tables.DateColumn()
    drawn_by = tables.TextColumn()
    status = tables.ChipColumn(RoundStatus)

    class Meta(tables.Table.Meta):
        model = AllocationRound
        fields = ("number",)


class EntryTable(tables.Table):
    """The list of a round; the applicant masked, the steps of an offer in the last column."""

    order = tables.NumberColumn(verbose_name="名单序号")
    family = tables.CodeColumn(accessor="family__number", linkify=lambda record: record.family.get_absolute_url())
    applicant = tables.MaskedColumn(mask_names, accessor="applicant_name", verbose_name="申请人")
    waiting_since = tables.DateColumn(accessor="family__waiting_since", verbose_name="轮候起始")
    score = tables.NumberColumn(places=2)
    rank = tables.NumberColumn()
    home = tables.TextColumn()
    status = tables.ChipColumn(EntryStatus)
    note = tables.WordsColumn()
    ops = tables.OpsColumn("affordable/entry_ops.html")

    class Meta(tables.Table.Meta):
        model = AllocationEntry
        fields = ()


class PlaceTable(tables.Table):
    order = tables.NumberColumn()
    home = tables.TextColumn(linkify=lambda record: record.home.get_absolute_url())
    area = tables.NumberColumn(places=2, accessor="home__area", verbose_name="建筑面积（㎡）")
    rent_standard = tables.MoneyColumn(accessor="home__rent_standard", verbose_name="租金标准（元/㎡·月）")

    class Meta(tables.Table.Meta):
        model = RoundHome
        fields = ()


class RepeatTable(tables.Table):
    """What is stored beside what seed and list lead to."""

    number = tables.CodeColumn(verbose_name="保障对象")
    rank = tables.NumberColumn(verbose_name="登记的结果序号")
    home = tables.TextColumn(verbose_name="登记的房源序号")
    rank_again = tables.NumberColumn(verbose_name="重演的结果序号")
    home_again = tables.TextColumn(verbose_name="重演的房源序号")
    agrees = tables.TextColumn(verbose_name="比较")

    class Meta(tables.Table.Meta):
        pass
