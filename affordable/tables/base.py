"""Columns of the lists. Amounts stand in 万元 here and to the 分 on the record's own page."""
from typing import Any

from housing_portal.kit.tables import (
    OpenColumn,
    Table,
    TextColumn,
)


class UnitColumn(TextColumn):
    """The responsible unit, sorted as in the official form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"verbose_name": "责任单位", "order_by": ("unit__order", "unit_id"), **kwargs})


class RecordTable(Table):
    """A list of records of units; ``Meta.fields`` names what stands first."""

    unit = UnitColumn()
    ops = OpenColumn()
