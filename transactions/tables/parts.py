"""What the pages of new and of existing homes show alike: people, and the events that move the figures."""
from typing import Any

from housing_portal.kit import tables


class PersonTable(tables.Table):
    """People as everybody may see them; a record prints its name masked, a number itself."""

    name = tables.TextColumn()
    identity_kind = tables.TextColumn()
    identity = tables.CodeColumn()
    phone = tables.CodeColumn()
    share = tables.NumberColumn(places=2)

    def render_name(self, record: Any) -> str:
        return str(record)


class SaleEventTable(tables.Table):
    """What a contract has added to the figures of the market."""

    occurred_on = tables.DateColumn()
    kind = tables.TextColumn()
    sets = tables.NumberColumn()
    area = tables.NumberColumn(places=2)
    amount = tables.MoneyColumn()
    recorded_by = tables.TextColumn()
    recorded_at = tables.DateColumn(moment=True)
