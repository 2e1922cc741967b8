"""The five page bases, seen through a browser's eyes on sample pages."""
import re
from io import BytesIO
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit
from housing_portal.kit.pages.write import AGAIN
from housing_portal.kit.tables import totals
from tests.kit.page_urls import UnitList

pytestmark = pytest.mark.urls("tests.kit.page_urls")
LIST = "/accounts/units/"


@pytest.fixture
def admin(sysadmin, client_of):
    return client_of(sysadmin)


@pytest.fixture
def many(office):
    return Unit.objects.bulk_create(
        Unit(name=f"科室{n:03}", kind=UnitKind.SECTION, order=n % 2, parent=office.bureau) for n in range(45)
    )


def text_of(response):
    return response.content.decode()


def names_of(response):
    return re.findall(r'class="cut" title="(科室\d+)"', text_of(response))


def form_of(response):
    """Return the hidden inputs of the page's own form."""
    return dict(re.findall(r'type="hidden" name="(submission|seen)" value="([^"]+)"', text_of(response)))


# -- who may see it -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_stranger_is_led_to_the_login(client):
    assert client.get(LIST).url == f"/login/?next={LIST}"


def test_without_the_permission_the_page_is_refused(clerk, client_of):
    response = client_of(clerk).get(LIST)
    assert response.status_code == 403
    assert "您没有打开这个页面的权限" in text_of(response)


def test_a_record_out_of_scope_does_not_exist(township_clerk, client_of, office):
    answers = {u.name: client_of(township_clerk).get(u.get_absolute_url()).status_code for u in office.townships[:2]}
    assert answers == {"城关镇": 200, "东屏镇": 404}


# -- lists ----------------------------------------------------------------------------------------------


def test_every_row_stands_on_exactly_one_page_even_when_the_sort_key_ties(admin, many):
    pages = [admin.get(LIST, {"q": "科室", "sort": "order", "page": number}) for number in (1, 2, 3)]
    assert sorted(name for page in pages for name in names_of(page)) == [unit.name for unit in many]


def test_the_total_is_exact_and_the_size_can_be_chosen(admin, many):
    assert [
        (len(names_of(response)), "共 <b>45</b> 条" in text_of(response))
        for response in (admin.get(LIST, {"q": "科室", "size": size}) for size in (20, 50, 100, 7))
    ] == [(20, True), (45, True), (45, True), (20, True)]


def test_the_foot_shows_the_sum_of_the_page_and_of_the_query(admin, many):
    page = text_of(admin.get(LIST, {"q": "科室", "sort": "-order"}))
    foot = re.findall(r'<td>(本页合计|查询合计)</td>.*?<td class="num">(\d+)</td>', page)
    assert foot == [("本页合计", "20"), ("查询合计", "22")]


def test_an_empty_result_says_so(admin, office):
    assert "没有符合条件的记录" in text_of(admin.get(LIST, {"q": "无此单位"}))


BAD = [
    {"page": "abc"}, {"page": "99999"}, {"page": "-1"}, {"page": "9" * 10_000}, {"page": "０"},
    {"sort": "xyz"}, {"sort": "-name,--name"}, {"sort": "__class__"}, {"sort": ["name", "-order", "nope"]},
    {"size": "0"}, {"size": "1e9"}, {"kind": "garbage"}, {"parent": "abc"}, {"parent": "9" * 40}, {"parent": "-1"},
    {"is_active": "perhaps"}, {"q": "a\x00b"}, {"q": "长" * 10_000}, {"q": "%_\\'\""}, {"q": "😀"},
    {"unknown": "1"}, {"export": "pdf"},
]  # fmt: skip


@pytest.mark.parametrize("query", BAD, ids=[str(q)[:30] for q in BAD])
def test_bad_parameters_never_break_a_list(admin, office, query):
    assert admin.get(LIST, query).status_code in (200, 400)


def test_one_row_costs_as_many_queries_as_three(admin, office):
    admin.get(LIST)  # the first request of a session also writes the session
    costs = {}
    for found in ("城关", "镇"):
        with CaptureQueriesContext(connection) as queries:
            admin.get(LIST, {"q": found})
        costs[found] = len(queries)
    assert costs["城关"] == costs["镇"]


def test_the_excel_holds_the_filtered_rows_and_the_shown_columns(admin, many, office):
    response = admin.get(LIST, {"q": "镇", "sort": "-order", "export": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    assert [list(row) for row in sheet.values] == [
        ["单位全称", "类别", "上级单位", "排序号"],
        ["清溪镇", "乡镇街道", None, 13],
        ["东屏镇", "乡镇街道", None, 11],
        ["城关镇", "乡镇街道", None, 10],
    ]


def test_the_list_alone_is_the_list_of_the_whole_page(admin, many):
    query = {"q": "科室", "sort": "-name", "page": "2"}
    whole, part = admin.get(LIST, query), admin.get(LIST, query, headers={"X-Part": "list"})
    panel = re.compile(r'<section class="panel list-panel">.*</section>', re.DOTALL)
    assert text_of(part).strip() == panel.search(text_of(whole))[0]
    # a browser never shows the one for the other
    assert [{"X-Part", "Cookie"} <= set(answer["Vary"].split(", ")) for answer in (whole, part)] == [True, True]


# -- lists that are too long to be counted for every page -----------------------------------------------


@pytest.fixture
def low_cap(monkeypatch):
    monkeypatch.setattr(totals, "CAP", 30)
    cache.clear()


def test_a_long_list_is_sent_before_it_is_counted(admin, many, low_cap):
    page = text_of(admin.get(LIST, {"q": "科室", "sort": "name"}))
    assert "共 超过 <b>30</b> 条" in page
    query = urlencode({"q": "科室", "sort": "name"}).replace("&", "&amp;")
    links = [(f"?{query}&amp;total=exact", f"?{query}&amp;total=only")]
    assert re.findall(r'href="([^"]*)" data-totals="([^"]*)"', page) == links
    assert re.findall(r'<a [^>]*>(\d+|上一页|下一页|末页)</a>', page) == ["1", "2", "末页", "下一页"]
    assert "<tfoot>" not in page


def test_what_was_left_open_follows_in_a_second_answer(admin, many, low_cap):
    part = text_of(admin.get(LIST, {"q": "科室", "page": "1", "total": "only"}))
    assert ("<html" in part, "<tbody>" in part, "共 <b>45</b> 条" in part) == (False, False, True)
    assert re.findall(r"<td>(本页合计|查询合计)</td>", part) == ["本页合计", "查询合计"]
    # no link of the pager asks for a part again, and the total is known for a while
    assert ("total=only" in part, re.findall(r'<a [^>]*>(\d+)</a>', part)) == (False, ["1", "2", "3"])
    assert "共 <b>45</b> 条" in text_of(admin.get(LIST, {"q": "科室"}))


def test_without_scripts_the_link_brings_the_exact_total(admin, many, low_cap):
    page = text_of(admin.get(LIST, {"q": "科室", "total": "exact"}))
    assert ("共 <b>45</b> 条" in page, "<tfoot>" in page) == (True, True)


def test_too_many_rows_are_not_added_up(admin, many, monkeypatch):
    monkeypatch.setattr(UnitList, "sums_up_to", 44)
    page = text_of(admin.get(LIST, {"q": "科室"}))
    assert re.findall(r'<tfoot><tr><td></td><td colspan="4">(.*?)</td>', page) == ["超过 44 条不合计，请缩小范围"]
    assert "<tfoot>" in text_of(admin.get(LIST, {"q": "科室04"}))


def test_a_long_or_plain_export_goes_to_the_register(admin, many, monkeypatch):
    monkeypatch.setattr("housing_portal.kit.pages.list.DIRECT_EXPORT", 44)
    asked = {"q": "科室", "sort": "-order", "page": "2", "size": "50", "columns": ["order"], "export": "xlsx"}
    place = urlsplit(admin.get(LIST, asked).url)
    rows = {"q": ["科室"], "sort": ["-order"], "columns": ["order"]}
    assert place.path == reverse("journal:export_create")
    given = parse_qs(place.query)
    assert ([given["path"], parse_qs(given["query"][0])]) == [[LIST], rows]
    assert admin.get(LIST, {"q": "科室04", "export": "plain"}).status_code == 302


def heads_of(response):
    return re.findall(r">([^<>]+)</(?:a></)?th>", text_of(response))


def test_chosen_columns_are_remembered_and_exported(admin, office):
    chosen = ["序号", "单位全称", "排序号"]
    assert heads_of(admin.get(LIST, {"columns": ["order", "nonsense"]})) == chosen
    assert heads_of(admin.get(LIST)) == chosen
    exported = admin.get(LIST, {"export": "xlsx", "q": "城关"})
    sheet = load_workbook(BytesIO(b"".join(exported.streaming_content))).active
    assert [list(row) for row in sheet.values] == [["单位全称", "排序号"], ["城关镇", 10]]


@pytest.mark.parametrize("columns", [["nonsense"], [""], ["name"]])
def test_a_choice_of_nothing_shows_everything(admin, office, columns):
    assert heads_of(admin.get(LIST, {"columns": columns})) == ["序号", "单位全称", "类别", "上级单位", "排序号"]


# -- one record -----------------------------------------------------------------------------------------


def test_a_record_shows_its_facts_parts_and_allowed_buttons(admin, office):
    page = text_of(admin.get(office.housing.get_absolute_url()))
    facts = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    assert facts == [("单位全称", "住房保障股"), ("类别", "内设股室"), ("上级单位", "县住建局"), ("在用", "是")]
    assert re.findall(r'<section class="panel mt-12 part" id="(\w+)"', page) == ["facts", "attachments", "history"]
    buttons = re.findall(r'class="btn btn-sm btn-[\w-]+" href="([^"]+)"', page)
    assert buttons == [reverse("accounts:unit_edit", args=[office.housing.pk]),
                       reverse("accounts:unit_promote", args=[office.housing.pk])]


def test_steps_that_the_reader_may_not_take_have_no_button(clerk, client_of, office):
    assert re.findall(r'class="btn [^"]*" href', text_of(client_of(clerk).get(office.housing.get_absolute_url()))) == []


# -- writing --------------------------------------------------------------------------------------------

NEW = {"name": "物业股", "kind": UnitKind.SECTION, "order": "５", "short_name": ""}


def test_a_new_record_is_made_by_the_service_and_opened(admin, office):
    response = admin.post(LIST + "new/", NEW)
    unit = Unit.objects.get(name="物业股")
    assert (response.url, unit.order) == (unit.get_absolute_url(), 5)


def test_sent_twice_it_is_made_once(admin, office):
    hidden = form_of(admin.get(LIST + "new/"))
    answers = [admin.post(LIST + "new/", {**NEW, **hidden}) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Unit.objects.filter(name="物业股").count() == 1


def test_after_back_what_was_typed_anew_is_not_lost_in_silence(admin, office):
    hidden = form_of(admin.get(LIST + "new/"))
    assert AGAIN not in text_of(admin.post(LIST + "new/", {**NEW, **hidden}, follow=True))
    again = admin.post(LIST + "new/", {**NEW, **hidden, "name": "征收股"}, follow=True)
    assert (AGAIN in text_of(again), Unit.objects.filter(name="征收股").count()) == (True, 0)


def test_without_a_token_two_records_are_two(admin, office):
    admin.post(LIST + "new/", NEW)
    admin.post(LIST + "new/", {**NEW, "name": "征收股"})
    assert Unit.objects.filter(name__in=("物业股", "征收股")).count() == 2


def test_what_the_service_refuses_stands_at_the_field_and_on_top(admin, office):
    page = text_of(admin.post(LIST + "new/", {**NEW, "name": "错"}))
    assert re.findall(r'id="id_(\w+)_error">.*?<span>(.*?)</span>', page, re.S) == [("name", "名称不能是“错”。")]
    assert "<li>没有上级单位。</li>" in page
    assert 'value="错"' in page


def test_a_wrong_value_is_kept_and_the_message_names_the_remedy(admin, office):
    page = text_of(admin.post(LIST + "new/", {**NEW, "order": "三十"}))
    assert 'value="三十"' in page
    assert "请填写整数，例如 120。" in page
    assert Unit.objects.filter(name="物业股").exists() is False


def test_an_unusual_value_asks_for_a_reason_and_then_passes(admin, office):
    unusual = {**NEW, "order": "2000"}
    page = text_of(admin.post(LIST + "new/", unusual))
    assert "排序号 2000 很大，请确认并说明" in page
    assert 'name="reason"' in page
    assert Unit.objects.filter(name="物业股").exists() is False
    assert admin.post(LIST + "new/", {**unusual, "reason": "排在最后"}).status_code == 302


def test_a_form_opened_before_somebody_else_saved_is_refused_once(admin, office):
    place = f"/accounts/units/{office.housing.pk}/edit/"
    opened = form_of(admin.get(place))
    Unit.objects.filter(pk=office.housing.pk).update(short_name="保障股")
    mine = {"name": "住房保障股", "kind": UnitKind.SECTION, "order": "9", "short_name": ""}
    refused = admin.post(place, {**mine, **opened})
    assert "已被他人修改" in text_of(refused)
    assert admin.post(place, {**mine, **form_of(refused)}).status_code == 302
    assert Unit.objects.get(pk=office.housing.pk).order == 9


# -- steps ----------------------------------------------------------------------------------------------


def test_a_step_says_what_it_does_and_does_it_on_post_only(admin, office):
    place = f"/accounts/units/{office.housing.pk}/promote/"
    assert "单位的类别改变。" in text_of(admin.get(place))
    assert Unit.objects.get(pk=office.housing.pk).kind == UnitKind.SECTION
    admin.post(place)
    assert Unit.objects.get(pk=office.housing.pk).kind == UnitKind.BUREAU


def test_a_step_that_must_be_explained_keeps_the_reason(admin, office):
    place = f"/accounts/units/{office.bureau.pk}/demote/"
    assert "请填写说明。" in text_of(admin.post(place))
    admin.post(place, {"reason": "机构改革"})
    assert Unit.objects.get(pk=office.bureau.pk).short_name == "机构改革"


def test_a_step_from_the_wrong_state_says_why_and_offers_no_button(admin, office):
    page = text_of(admin.get(f"/accounts/units/{office.bureau.pk}/promote/"))
    assert "现在不能“升格”" in page
    assert 'type="submit">升格' not in page


def test_a_step_needs_its_permission(clerk, client_of, office):
    assert client_of(clerk).post(f"/accounts/units/{office.housing.pk}/promote/").status_code == 403
