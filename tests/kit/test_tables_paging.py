"""Any page read from the nearer end holds what plain slicing holds; totals are exact, or say that they are not yet."""
import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock, tables
from housing_portal.kit.tables import paging, totals
from housing_portal.kit.tables.paging import open_page

SIZES = (7, 20)


class UnitTable(tables.Table):
    name = tables.TextColumn()
    order = tables.NumberColumn()
    parent = tables.TextColumn(order_by=("parent__order", "parent_id"))
    kind = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = Unit
        fields = []


class PersonTable(tables.Table):
    name = tables.TextColumn()
    last_login = tables.DateColumn(moment=True)

    class Meta(tables.Table.Meta):
        model = User
        fields = []


@pytest.fixture
def many(office):
    Unit.objects.bulk_create(
        Unit(name=f"科室{n:03}", kind=UnitKind.SECTION, order=n % 3, parent=office.bureau if n % 2 else None)
        for n in range(45)
    )


@pytest.fixture(autouse=True, params=[0, paging.NEAR], ids=["far", "near"])
def distance(request, monkeypatch):
    """Let every page be read in both ways: as one far from the beginning, and as one near to it."""
    monkeypatch.setattr(paging, "NEAR", request.param)
    return request.param


@pytest.fixture
def low_cap(monkeypatch):
    monkeypatch.setattr(totals, "CAP", 30)
    cache.clear()


def opened(queryset, query="", table=UnitTable, **given):
    made = table(queryset, **given)
    open_page(made, QueryDict(query), SIZES)
    return made


def keys(table):
    return [row.record.pk for row in table.paginated_rows]


def check_all_pages(queryset, table, order):
    straight = list(table(queryset, order_by=order).data.data.values_list("pk", flat=True))
    pages = -(-len(straight) // 7)
    read = [keys(opened(queryset, f"page={n}", table, order_by=order)) for n in range(1, pages + 1)]
    assert read == [straight[7 * n : 7 * n + 7] for n in range(pages)]
    return straight


@pytest.mark.parametrize("order", [None, "name", "-name", "order", "-order", "parent", "-parent", "kind"])
def test_every_page_is_what_slicing_gives(many, order):
    assert len(check_all_pages(Unit.objects.all(), UnitTable, order)) == 54


@pytest.mark.parametrize("order", ["last_login", "-last_login"])
def test_empty_values_stand_last_on_every_page(person, order):
    moment = clock.now()
    people = [person("clerk", name=f"甲{n}") for n in range(17)]
    for n in (3, 5, 11, 12):
        User.objects.filter(pk=people[n].pk).update(last_login=moment if n % 2 else moment.replace(year=2025))
    straight = check_all_pages(User.objects.all(), PersonTable, order)
    assert set(straight[:4]) == {people[n].pk for n in (3, 5, 11, 12)}


def test_distinct_rows_and_relations_are_kept(many, office):
    queryset = Unit.objects.filter(parent__isnull=False).select_related("parent").distinct()
    check_all_pages(queryset, UnitTable, "-order")
    table = opened(queryset, "page=2")
    with CaptureQueriesContext(connection) as asked:
        assert {str(row.record.parent) for row in table.paginated_rows} == {"县住建局"}
    assert len(asked) == 0


def test_the_last_page_skips_nothing(many, distance):
    with CaptureQueriesContext(connection) as asked:
        opened(Unit.objects.all(), "page=8")
    skipping = [" OFFSET " in question["sql"] for question in asked]
    assert skipping == ([False, True] if distance else [False, False, False])


def test_one_index_serves_both_directions(office):
    ends = [UnitTable(Unit.objects.all(), order_by=order).data.data.query.order_by for order in ("name", "-name")]
    assert ends == [("name", "pk"), ("-name", "-pk")]
    assert tables.stable_order(Unit.objects.order_by("-pk")).query.order_by == ("-pk",)


# -- totals ---------------------------------------------------------------------------------------------


def test_short_lists_are_counted_anew_for_every_page(many, low_cap):
    small = Unit.objects.filter(order=1)
    assert totals.total_of(small, exact=False) == 16
    Unit.objects.create(name="新科室", kind=UnitKind.SECTION, order=1)
    assert totals.total_of(small, exact=False) == 17


def test_long_lists_are_counted_when_asked_and_remembered_for_a_minute(many, low_cap):
    def total(exact, **conditions):
        return totals.total_of(Unit.objects.filter(**conditions), exact=exact)

    assert [total(False), total(True), total(False)] == [None, 54, 54]
    Unit.objects.create(name="新科室", kind=UnitKind.SECTION)
    assert [total(True), total(False, kind="section"), total(True, kind="section")] == [54, None, 48]
    cache.clear()
    assert total(True) == 55


class Told(QuerySet):
    """Units that know how many they are."""

    def known_total(self):
        return 77 if self.query.where == Unit.objects.all().query.where else None


def test_long_lists_that_know_their_number_are_not_counted(many, low_cap):
    everything, sections, few = Told(Unit), Told(Unit).filter(kind="section"), Told(Unit).filter(order=1)
    assert [totals.total_of(rows, exact=True) for rows in (everything, sections, few)] == [77, 47, 16]
    assert totals.total_of(everything, exact=False) is None


@pytest.mark.parametrize(
    ("query", "total", "number", "rows"),
    [
        ("", None, 1, 7), ("page=4", None, 4, 7), ("page=5", 54, 5, 7), ("page=last", 54, 8, 5), ("page=99", 54, 8, 5),
        ("total=exact", 54, 1, 7), ("page=2&total=only", 54, 2, 7), ("page=0", None, 1, 7), ("page=-3", None, 1, 7),
        ("page=x", None, 1, 7), ("size=20", None, 1, 20), ("size=20&page=2", 54, 2, 20), (f"page={9**90}", 54, 8, 5),
    ],
)
def test_page_beyond_the_cap_counts_and_a_missing_page_leads_to_the_nearest(many, low_cap, query, total, number, rows):
    table = opened(Unit.objects.all(), query)
    assert (table.data.total, table.page.number, len(keys(table))) == (total, number, rows)


@pytest.mark.parametrize(
    ("page", "shown"),
    [(1, [1, 2, 3, "…"]), (3, [1, 2, 3, 4, 5, "…"]), (4, [1, 2, 3, 4, 5, "…"]), (5, [1, "…", 3, 4, 5, 6, 7, "…"])],
)
def test_an_open_end_shows_known_pages_only(many, monkeypatch, page, shown):
    monkeypatch.setattr(totals, "CAP", 50 if page == 5 else 30)
    cache.clear()
    paginator = opened(Unit.objects.all(), f"page={page}").paginator
    assert list(paginator.get_elided_page_range(page, on_each_side=2, on_ends=1)) == shown
    assert paginator.is_open is True


class BorrowingTable(UnitTable):
    borrowed = {"above": F("parent__name")}
    above = tables.TextColumn()


def test_borrowed_values_are_joined_to_the_rows_of_the_page_alone(many, distance):
    with CaptureQueriesContext(connection) as asked:
        table = opened(Unit.objects.filter(parent__isnull=False).order_by("order"), "page=8", BorrowingTable)
        keys(table)
    joined = [" JOIN " in question["sql"] for question in asked]
    assert {row.record.above for row in table.paginated_rows} == {"云岭县住房和城乡建设局"}
    assert joined == ([False, True] if distance else [False, False, True])
