"""Excel lists: straight from the query where they can be, from records where they must, the same cells either way."""
import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from housing_portal.accounts.models import Unit, User
from housing_portal.kit import tables
from housing_portal.kit.secrecy import Sealed, mask_name, mask_phone
from tests.kit.test_tables import State


class NamesColumn(tables.TextColumn):
    sheet_fields = ("name", "parent__name")

    def export_values(self, name, parent):
        return f"{parent or '—'}/{name}"


class FlatTable(tables.Table):
    name = tables.LinkColumn()
    kind = tables.TextColumn()
    code = tables.TextColumn(accessor="parent__kind", verbose_name="上级类别")
    order = tables.NumberColumn()
    twice = tables.NumberColumn()
    both = NamesColumn(accessor="name")
    state = tables.ChipColumn(lambda active: State.DONE if active else State.OPEN, accessor="is_active")

    class Meta(tables.Table.Meta):
        model = Unit
        fields = []


class RelatedTable(FlatTable):
    parent = tables.TextColumn()


def units():
    return Unit.objects.annotate(twice=F("order") * 2).filter(order__in=(1, 2, 10)).select_related("parent")


def asked_for(table):
    """Return the rows, and of each question whether it asked for a field that no column shows."""
    with CaptureQueriesContext(connection) as asked:
        rows = list(tables.sheet_rows(table))
    return rows, ["short_name" in question["sql"] for question in asked]


ROWS = [
    ["云岭县住房和城乡建设局", "住建部门", None, 1, 2, "—/云岭县住房和城乡建设局", "办结"],
    ["住房保障股", "内设股室", "住建部门", 2, 4, "云岭县住房和城乡建设局/住房保障股", "办结"],
    ["城关镇", "乡镇街道", None, 10, 20, "—/城关镇", "办结"],
]


def test_fields_come_straight_from_the_query(office):
    rows, selected = asked_for(FlatTable(units()))
    assert rows == ROWS
    # a field that no column shows is not asked for
    assert selected == [False]


def test_a_related_record_needs_records_and_gives_the_same_cells(office):
    rows, selected = asked_for(RelatedTable(units()))
    assert selected == [True]
    parents = [None, "县住建局", None]
    # what shows two fields at once has no value of its own in a record
    assert [row[:5] + row[6:] for row in rows] == [
        [*row[:5], row[6], parent] for row, parent in zip(ROWS, parents, strict=True)
    ]


def test_a_tables_own_value_wins(office):
    class Own(FlatTable):
        def value_order(self, record):
            return -record.order

    assert [row[3] for row in tables.sheet_rows(Own(units()))] == [-1, -2, -10]


class PersonTable(tables.Table):
    name = tables.MaskedColumn(mask_name)
    phone = tables.MaskedColumn(mask_phone, verbose_name="电话")

    class Meta(tables.Table.Meta):
        model = User
        fields = []


@pytest.mark.parametrize(("unmasked", "cells"), [(False, ["李*办", "138****5678"]), (True, ["李经办", "13812345678"])])
def test_personal_data_is_plain_only_when_the_table_says_so(clerk, unmasked, cells):
    User.objects.update(phone="13812345678")
    table = PersonTable(User.objects.all())
    table.unmasked = unmasked
    assert list(tables.sheet_rows(table)) == [cells]
    assert ("李经办" in table.body, "李*办" in table.body) == (False, True)


def test_a_sealed_number_masks_itself():
    class SealedTable(tables.Table):
        number = tables.MaskedColumn(str, plain=Sealed.reveal)

    column = SealedTable([]).columns["number"].column
    value = Sealed("测试", mask_phone, plain="13812345678")
    assert (column.export(value), column.export_plain(value)) == ("138****5678", "13812345678")
    assert (column.export(None), column.export_plain(None)) == (None, None)
