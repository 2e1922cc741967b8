"""The compiled rows are, letter by letter, what the library's own way of drawing makes."""
from itertools import count
from types import SimpleNamespace

import pytest
from django.template import engines
from django.test.utils import isolate_apps
from django_tables2 import Column

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import tables
from housing_portal.kit.secrecy import mask_name
from tests.kit.test_tables import EMPTY, ROW, CaseTable, State

STOCK = """{% for row in table.paginated_rows %}<tr {{ row.attrs.as_html }}>{% for column, cell in row.items %}\
<td {{ column.attrs.td.as_html }}>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}"""


BLANK = SimpleNamespace(**{**vars(EMPTY), "get_absolute_url": lambda: None})


def stock(table):
    return engines["django"].from_string(STOCK).render({"table": table})


def both(table):
    """Return the rows drawn our way and the library's, line by line."""
    ours = str(table.body)
    table._counter = count()
    return ours.split("<td"), stock(table).split("<td")


class EveryTable(CaseTable):
    code = tables.CodeColumn(accessor="name", linkify=True)
    shouted = tables.TextColumn(accessor="state__upper")
    linked = tables.LinkColumn(accessor="name", linkify=lambda value, record: f"/{record.flats}?{value}")
    unlinked = tables.LinkColumn(accessor="name", linkify=lambda: None)
    share = tables.NumberColumn(places=2, accessor="flats")
    owner = tables.MaskedColumn(mask_name, accessor="name")
    plain = Column(accessor="flats", default="没有")
    upper = tables.TextColumn(accessor="name__upper")
    missing = tables.TextColumn(accessor="nowhere__at_all")
    drawn = tables.TextColumn(accessor="name")
    wanted = Column(empty_values=(), accessor="nowhere")
    ops = tables.OpenColumn()

    def render_drawn(self, value, bound_row, column, **rest):
        return f"{bound_row.row_counter}<{value}>{column.width}{sorted(rest)}"

    def render_wanted(self, record):
        return record.flats


def test_every_column_on_plain_rows_and_on_dictionaries():
    ours, theirs = both(EveryTable([ROW, BLANK]))
    assert ours == theirs
    assert len(ours) == 1 + 2 * len(list(EveryTable([]).columns)) == 43
    rows = [vars(ROW), {**vars(EMPTY), "flats": 3}]
    ours, theirs = both(CaseTable(rows))
    assert ours == theirs


class UnitTable(tables.Table):
    name = tables.LinkColumn()
    kind = tables.TextColumn()
    kind_chip = tables.ChipColumn(
        lambda kind: SimpleNamespace(label=UnitKind(kind).label, chip="blue"), accessor="kind"
    )
    parent = tables.TextColumn()
    parent_name = tables.TextColumn(accessor="parent__name")
    parent_kind = tables.TextColumn(accessor="parent__kind")
    shown_kind = tables.TextColumn(accessor="get_kind_display")
    people = tables.TextColumn(accessor="users__count")
    is_active = Column()
    order = tables.NumberColumn()
    shouted = tables.TextColumn(accessor="kind__upper")
    wrong = tables.TextColumn(accessor="parent__nothing")
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Unit
        fields = []


class PersonTable(tables.Table):
    name = tables.TextColumn()
    last_login = tables.DateColumn(moment=True)
    created = Column(accessor="created_at")
    roles = tables.TextColumn(accessor="role_labels")
    state = tables.ChipColumn(lambda _active: State.DONE, accessor="is_active")

    class Meta(tables.Table.Meta):
        model = User
        fields = []
        row_attrs = {"class": lambda record: "void" if record.last_login is None else ""}


@pytest.mark.parametrize("whole", [True, False])
def test_records_with_choices_relations_and_methods(office, clerk, whole):
    units = Unit.objects.select_related("parent")
    ours, theirs = both(UnitTable(units if whole else list(units)))
    assert ours == theirs
    assert sum('title="内设股室"' in cell for cell in ours) == 4
    ours, theirs = both(PersonTable(User.objects.all()))
    assert ours == theirs
    assert [line for line in ours if "<tr" in line] == ['<tr class="void even">']


def test_rows_of_values_are_drawn_too(office):
    rows = Unit.objects.values("name", "kind", "parent__name", "order")
    ours, theirs = both(UnitTable(rows, exclude=["name", "ops"]))
    assert ours == theirs
    assert sum("<tr " in cell for cell in ours) == Unit.objects.count()


@isolate_apps("housing_portal.accounts")
def test_a_models_own_words_for_a_choice_win(office):
    class Worded(Unit):
        class Meta:
            proxy = True
            app_label = "accounts"

        def get_kind_display(self):
            return f"〈{self.kind}〉"

    ours, theirs = both(UnitTable(Worded.objects.filter(pk=office.housing.pk).select_related("parent")))
    assert ours == theirs
    assert ours[3] == ' ><span class="cut" title="〈section〉">〈section〉</span></td>'
