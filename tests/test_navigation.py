"""The menu shows what one may open, and where one is."""
import pytest

from housing_portal import navigation

pytestmark = pytest.mark.urls("tests.kit.page_urls")


class Reader:
    def __init__(self, *codes):
        self.codes = codes

    def can(self, permission):
        return permission in self.codes


def labels(reader, path="/"):
    return [(desk.label, [item.label for item in desk.children]) for desk in navigation.menu(reader, path)]


def current(path, *codes):
    return [
        (desk.label, item.label)
        for desk in navigation.menu(Reader(*codes), path)
        for item in desk.items
        if item.current
    ]


def test_without_permissions_only_the_workbench_is_left():
    assert labels(Reader()) == [("工作台", [])]


def test_a_desk_shows_only_the_pages_that_one_may_open():
    assert labels(Reader("journal.view", "reports.view")) == [
        ("工作台", []),
        ("督查督办", ["滞后与逾期", "督办台账"]),
        ("报告公文", ["公文", "文号登记", "公文模板"]),
        ("统计看板", ["目标进展", "交叉统计", "指标口径", "一致性检查", "月度锁定"]),
        ("系统管理", ["操作日志", "导出登记"]),
    ]


def test_a_group_begins_with_its_first_page_that_one_may_open():
    reader = Reader("personal.reveal", "transactions.import")
    [market] = [desk for desk in navigation.menu(reader, "/") if desk.label == "交易网签"]
    assert [(item.label, item.starts) for item in market.items] == [("住房情况查询", False), ("导入", True)]
    assert market.is_grouped is True


def test_a_desk_without_groups_has_no_lines():
    assert [desk.is_grouped for desk in navigation.menu(Reader("journal.view"), "/")] == [False, False]


@pytest.mark.parametrize(("path", "place"), [
    ("/", [("工作台", "工作台")]),
    ("/accounts/units/", [("系统管理", "科室单位")]),
    ("/accounts/units/7/edit/", [("系统管理", "科室单位")]),
    ("/search/", []),
])  # fmt: skip
def test_the_page_with_the_longest_matching_address_is_current(path, place):
    assert current(path, "accounts.manage") == place


def test_a_desk_leads_to_its_first_page():
    assert [desk.url for desk in navigation.menu(Reader("accounts.manage"), "/")] == ["/", "/accounts/user_list/"]
