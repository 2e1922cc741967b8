"""Query blocks: what arrives is cleaned, what is wrong is said, what is right filters."""
from datetime import date

import pytest
from django.http import QueryDict

from housing_portal.accounts.models import Unit, User
from housing_portal.kit import filters
from housing_portal.kit.filters import clean_query


class UnitFilter(filters.FilterSet):
    shown = 2
    q = filters.SearchFilter(["name", "short_name"], label="名称")

    class Meta:
        model = Unit
        fields = ("q", "kind", "is_active", "parent")


class UserFilter(filters.FilterSet):
    created = filters.DayRangeFilter(field_name="created_at__date", label="建立日期")

    class Meta:
        model = User
        fields = ("created",)


@pytest.mark.parametrize(("sent", "kept"), [
    ("q=a%00b", "ab"), ("q=%20%20x%20", "x"), ("q=" + "y" * 5000, "y" * 100), ("q=%E2%80%8B1", "1"),
    ("q=%E9%95%BF", "长"),
])  # fmt: skip
def test_values_are_cleaned_and_cut(sent, kept):
    assert clean_query(QueryDict(sent))["q"] == kept


def test_repeated_parameters_stay_repeated():
    assert clean_query(QueryDict("sort=a&sort=-b")).getlist("sort") == ["a", "-b"]


def test_nothing_is_an_empty_query():
    assert clean_query(None).urlencode() == ""


@pytest.mark.parametrize(("query", "names"), [
    ("q=镇", ["城关镇", "东屏镇", "清溪镇"]),
    ("q=清 镇", ["清溪镇"]),
    ("q=县住建局", ["云岭县住房和城乡建设局"]),
    ("q=%25", []),
    ("kind=undertaker", ["云岭县城乡建设开发有限公司"]),
    ("kind=nonsense&q=城关", ["城关镇"]),
    ("is_active=false", []),
])  # fmt: skip
def test_search_finds_every_word_and_wrong_choices_are_left_out(office, query, names):
    found = UnitFilter(QueryDict(query), queryset=Unit.objects.order_by("order", "pk")).qs
    assert [unit.name for unit in found] == names


def test_a_wrong_choice_is_said_at_its_box(office):
    block = UnitFilter(QueryDict("kind=nonsense"), queryset=Unit.objects.all())
    assert list(block.form.errors) == ["kind"]


@pytest.mark.parametrize(("query", "count"), [
    ("created_after=2026-06-30&created_before=2026-06-30", 1),
    ("created_after=2026-07-01", 0),
    ("created_before=2026-06-29", 0),
    ("created_after=gestern", 1),
    ("created_after=0001-01-01&created_before=9999-12-31", 1),
])  # fmt: skip
def test_a_day_counts_whole_and_in_shanghai(clerk, query, count):
    late = "2026-06-30T15:59:00+00:00"  # 23:59 in Shanghai
    User.objects.filter(pk=clerk.pk).update(created_at=late)
    assert UserFilter(QueryDict(query), queryset=User.objects.order_by("pk")).qs.count() == count


def test_a_range_the_wrong_way_round_says_so(db):
    block = UserFilter(QueryDict("created_after=2026-07-01&created_before=2026-06-01"), queryset=User.objects.all())
    assert block.form.errors["created"] == ["起日 2026-07-01 晚于止日 2026-06-01，请对调。"]


def test_a_range_hands_out_days(db):
    block = UserFilter(QueryDict("created_after=2026-06-01"), queryset=User.objects.all())
    assert block.form.errors == {}
    assert block.form.cleaned_data["created"] == slice(date(2026, 6, 1), None)


def test_boxes_beyond_the_first_fold_and_open_when_used(office):
    def block(query):
        return UnitFilter(QueryDict(query), queryset=Unit.objects.all())

    assert [[box.name for box in part] for part in (block("").boxes, block("").more)] == [
        ["q", "kind"], ["is_active", "parent"],
    ]  # fmt: skip
    assert [block(query).more_used for query in ("", "kind=bank", "is_active=true", f"parent={office.bureau.pk}")] == [
        False, False, True, True,
    ]  # fmt: skip


def test_empty_choices_say_all(office):
    form = UnitFilter(QueryDict(""), queryset=Unit.objects.all()).form
    firsts = [next(iter(form.fields[name].widget.choices)) for name in ("kind", "is_active", "parent")]
    assert firsts == [("", "全部")] * 3
