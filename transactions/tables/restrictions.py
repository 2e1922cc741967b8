from housing_portal.kit.tables import ChipColumn, CodeColumn, DateColumn, OpenColumn, Table, TextColumn
from transactions.enums import RestrictionStatus
from transactions.models import RoomRestriction


class RestrictionTable(Table):
    estate = TextColumn(accessor="room__building__estate__record_name", verbose_name="楼盘", orderable=False)
    room = CodeColumn(linkify=True, verbose_name="房屋", orderable=False)
    kind = CodeColumn(linkify=True, orderable=False)
    authority = TextColumn(verbose_name="决定机关", orderable=False)
    case_no = CodeColumn(orderable=False)
    document_no = CodeColumn(orderable=False)
    creditor = TextColumn(accessor="creditor__name", verbose_name="抵押权人", orderable=False)
    from_on = DateColumn(orderable=False)
    until_on = DateColumn()
    released_on = DateColumn(orderable=False)
    status = ChipColumn(RestrictionStatus, orderable=False)
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = RoomRestriction
        fields = ()

    def render_kind(self, record: RoomRestriction) -> str:
        return _named(record)

    def value_kind(self, record: RoomRestriction) -> str:
        return _named(record)


def _named(restriction: RoomRestriction) -> str:
    """Return 查封, or 不可售（样板房）."""
    label, reason = restriction.get_kind_display(), restriction.get_unsellable_reason_display()
    return f"{label}（{reason}）" if reason else label
