"""The menu: one table of desks and their pages, in the office's words.

A reader sees the pages that the role table allows, and the desks that hold at least one of them.
"""
from collections.abc import Sequence
from dataclasses import dataclass

from housing_portal.kit.addresses import page
from housing_portal.kit.workflow import Permitted

# stands between the groups of a long desk
GROUP = ("", "", "")

# desk, icon, pages: (label, url name, permission; "" is open to everybody who is signed in)
DESKS: Sequence[tuple[str, str, Sequence[tuple[str, str, str]]]] = (
    ("工作台", "home", (("工作台", "home", ""),)),
    (
        "预售监管",
        "shield",
        (
            ("监管总览", "presale:overview", "presale.view"),
            ("风险预警", "presale:alert_list", "presale.view"),
            GROUP,  # money out
            ("用款拨付", "presale:release_list", "presale.view"),
            ("退款", "presale:refund_list", "presale.view"),
            ("节点核验", "presale:node_list", "presale.view"),
            ("收款人", "presale:payee_list", "presale.view"),
            GROUP,  # the account and its books
            ("监管账户", "presale:account_list", "presale.view"),
            ("监管流水", "presale:entry_list", "presale.view"),
            ("不明款认领", "presale:unidentified_list", "presale.view"),
            GROUP,  # the bank's side
            ("对账单", "presale:statement_list", "presale.view"),
            ("对账", "presale:reconciliation_list", "presale.view"),
            ("结账", "presale:month_list", "presale.view"),
            GROUP,  # before an account
            ("预售许可申请", "presale:application_list", "presale.view"),
            ("拟办预售项目", "presale:pipeline_list", "presale.view"),
            ("培训宣传", "presale:event_list", "presale.view"),
            GROUP,  # what is set once
            ("监管规则", "presale:rule_list", "presale.view"),
            ("监管银行", "presale:bank_list", "presale.view"),
            ("对账单格式", "presale:layout_list", "presale.view"),
        ),
    ),
    (
        "交易网签",
        "sign",
        (
            ("楼盘表", "transactions:estate_list", "transactions.view"),
            ("房屋列表", "transactions:room_list", "transactions.view"),
            ("房屋限制", "transactions:restriction_list", "transactions.view"),
            ("一房一价备案", "transactions:price_list", "transactions.view"),
            GROUP,  # contracts
            ("网签合同", "transactions:contract_list", "transactions.view"),
            ("违规线索", "transactions:violation_list", "transactions.view"),
            GROUP,  # resale
            ("存量房", "transactions:resale_list", "transactions.view"),
            ("资金监管", "transactions:fund_list", "transactions.view"),
            ("交易日报", "transactions:daily_calendar", "transactions.view"),
            GROUP,  # market
            ("住房情况查询", "transactions:lookup_list", "personal.reveal"),
            GROUP,  # imports
            ("导入", "transactions:import", "transactions.import"),
            ("导入记录", "transactions:batch_list", "transactions.view"),
        ),
    ),
    (
        "安居工程",
        "crane",
        (
            ("年度目标", "affordable:target_list", "affordable.view"),
            ("项目台账", "affordable:project_list", "affordable.view"),
            ("月度填报", "affordable:project_month", "affordable.record"),
            ("月度零报", "affordable:zero_list", "affordable.view"),
            GROUP,  # the way of a project
            ("前期手续", "affordable:preliminary_list", "affordable.view"),
            ("计划节点", "affordable:plan_list", "affordable.view"),
            ("开工竣工", "affordable:milestone_list", "affordable.view"),
            ("资金来源", "affordable:funding_list", "affordable.view"),
            ("完成投资", "affordable:investment_list", "affordable.view"),
            GROUP,  # relocation
            ("征收院落", "affordable:compound_list", "affordable.view"),
            ("征收户", "affordable:relocated_list", "affordable.view"),
            ("安置指标", "affordable:resettlement_list", "affordable.view"),
            GROUP,  # communities and rural houses
            ("老旧小区", "affordable:community_list", "affordable.view"),
            ("改造内容", "affordable:work_list", "affordable.view"),
            ("农村危房", "affordable:rural_list", "affordable.view"),
            GROUP,  # words and files
            ("情况说明", "affordable:note_list", "affordable.view"),
            ("续建攻坚", "affordable:continued_list", "affordable.view"),
            ("导入报表", "affordable:import", "affordable.import"),
            ("导入记录", "affordable:batch_list", "affordable.view"),
        ),
    ),
    (
        "住房保障",
        "people",
        (
            ("保障对象", "affordable:family_list", "rental.view"),
            ("公示", "affordable:notice_list", "rental.view"),
            ("轮候名册", "affordable:waiting_list", "rental.view"),
            ("年审", "affordable:review_list", "rental.view"),
            ("录入进度", "affordable:entry_progress", "rental.view"),
            GROUP,  # homes
            ("公租房房源", "affordable:home_list", "rental.view"),
            ("公租房分配", "affordable:round_list", "rental.view"),
            ("公租房租约", "affordable:lease_list", "rental.view"),
            ("租金账单", "affordable:bill_list", "rental.view"),
            GROUP,  # subsidies
            ("补贴标准", "affordable:subsidy_rule_list", "rental.view"),
            ("补贴资格", "affordable:grant_list", "rental.view"),
            ("补贴发放批次", "affordable:subsidy_batch_list", "rental.view"),
            ("补贴发放明细", "affordable:payment_list", "rental.view"),
            ("租赁补贴", "affordable:subsidy_list", "affordable.view"),
            GROUP,  # shared ownership, and what years before have left
            ("共有产权", "affordable:shared_list", "rental.view"),
            ("历年公租房", "affordable:stock_list", "affordable.view"),
            ("欠账落实", "affordable:arrears_list", "affordable.view"),
        ),
    ),
    (
        "保交房",
        "key",
        (
            ("保交房总览", "reports:delivery", "delivery.view"),
            ("保交房台账", "delivery:estate_list", "delivery.view"),
            ("问题清单", "delivery:problem_list", "delivery.view"),
            ("一楼一策", "delivery:plan_list", "delivery.view"),
            ("方案措施", "delivery:measure_list", "delivery.view"),
            GROUP,  # who meets on them
            ("专班", "delivery:taskforce_list", "delivery.view"),
            ("调度会议", "delivery:meeting_list", "delivery.view"),
            ("议定事项", "delivery:decision_list", "delivery.view"),
            GROUP,  # money that was asked for and found
            ("融资申请", "delivery:financing_list", "delivery.view"),
            ("资金筹措", "delivery:fund_list", "delivery.view"),
            ("工作经费", "delivery:budget_list", "delivery.view"),
            GROUP,  # special loans, and homes handed over
            ("专项借款", "delivery:loan_list", "delivery.view"),
            ("项目借款额度", "delivery:allocation_list", "delivery.view"),
            ("借款使用", "delivery:use_list", "delivery.view"),
            ("逐套交付", "delivery:handover_list", "delivery.view"),
            ("楼幢交付条件", "delivery:readiness_list", "delivery.view"),
            ("年度交付任务", "delivery:task_list", "delivery.view"),
        ),
    ),
    (
        "市场检查",
        "check",
        (
            ("检查总览", "inspections:overview", "inspections.view"),
            ("问题整改", "inspections:finding_list", "inspections.view"),
            ("整改通知单", "inspections:notice_list", "inspections.view"),
            GROUP,  # where findings come from
            ("专项检查", "inspections:campaign_list", "inspections.view"),
            ("双随机抽取", "inspections:draw_list", "inspections.view"),
            ("检查台账", "inspections:inspection_list", "inspections.view"),
            GROUP,  # what is inspected, by whom, against what
            ("检查对象", "inspections:target_list", "inspections.view"),
            ("检查人员", "inspections:inspector_list", "inspections.view"),
            ("检查字典", "inspections:domain_list", "inspections.view"),
            GROUP,  # credit files
            ("企业信用", "inspections:credit_list", "inspections.view"),
            ("信用记录", "inspections:credit_record_list", "inspections.view"),
            ("信用公示", "inspections:credit_publication", "inspections.view"),
            ("信用规则", "inspections:credit_rule_list", "inspections.view"),
            GROUP,  # what people complain of
            ("信访投诉", "inspections:petition_list", "petitions.view"),
        ),
    ),
    (
        "督查督办",
        "flag",
        (
            ("滞后与逾期", "reports:behind", "reports.view"),
            ("督办台账", "reports:supervision_list", "reports.view"),
            ("滞后督办", "reports:supervision_lagging", "reports.supervise"),
            ("审计问题", "affordable:finding_list", "affordable.view"),
        ),
    ),
    (
        "报告公文",
        "doc",
        (
            ("公文", "reports:document_list", "reports.view"),
            ("文号登记", "reports:number_list", "reports.view"),
            ("公文模板", "reports:template_list", "reports.view"),
        ),
    ),
    (
        "统计看板",
        "chart",
        (
            ("县情总览", "reports:county", "delivery.view"),
            ("目标进展", "reports:dashboard", "reports.view"),
            ("商品房市场", "transactions:market", "transactions.view"),
            ("价格指数", "transactions:index_list", "transactions.view"),
            ("交叉统计", "reports:cross_tables", "reports.view"),
            ("指标口径", "reports:definitions", "reports.view"),
            ("一致性检查", "reports:consistency", "reports.view"),
            GROUP,  # months
            ("报送日历", "reports:calendar", "affordable.view"),
            ("月度锁定", "reports:months", "reports.view"),
        ),
    ),
    (
        "基础台账",
        "db",
        (
            ("单位企业", "registry:organization_list", "registry.view"),
            ("楼盘", "registry:estate_list", "registry.view"),
            ("楼幢", "registry:building_list", "registry.view"),
            ("销售许可", "registry:permit_list", "registry.view"),
            ("疑似重复", "registry:duplicates", "registry.view"),
            ("政策文件", "registry:policy_list", "registry.view"),
            ("行政区划", "registry:district_list", "registry.view"),
            ("工作日历", "registry:calendar", "registry.view"),
            ("业务参数", "registry:parameter_list", "registry.view"),
        ),
    ),
    (
        "系统管理",
        "gear",
        (
            ("用户", "accounts:user_list", "accounts.manage"),
            ("科室单位", "accounts:unit_list", "accounts.manage"),
            ("角色权限", "accounts:role_list", "accounts.manage"),
            ("操作日志", "journal:entry_list", "journal.view"),
            ("导出登记", "journal:export_list", "journal.view"),
        ),
    ),
)


@dataclass(frozen=True)
class Item:
    """A page in the menu; ``starts`` tells that a new group of its desk begins with it."""

    label: str
    url: str
    current: bool
    starts: bool = False


@dataclass(frozen=True)
class Desk:
    """A desk with the pages that this reader may open; ``children`` is empty when the desk is a single page."""

    label: str
    icon: str
    items: Sequence[Item]

    @property
    def url(self) -> str:
        return self.items[0].url

    @property
    def current(self) -> bool:
        return any(item.current for item in self.items)

    @property
    def is_grouped(self) -> bool:
        return any(item.starts for item in self.items)

    @property
    def children(self) -> Sequence[Item]:
        return self.items if [item.label for item in self.items] != [self.label] else ()


def menu(user: Permitted, path: str) -> list[Desk]:
    """Return the desks for ``user``; the page whose address is the longest beginning of ``path`` is current."""
    allowed = [(desk, icon, _allowed(user, pages)) for desk, icon, pages in DESKS]
    here = max((url for _d, _i, pages in allowed for _l, url, _s in pages if _covers(url, path)), key=len, default="")
    return [
        Desk(desk, icon, [Item(label, url, url == here, starts) for label, url, starts in pages])
        for desk, icon, pages in allowed
        if pages
    ]


def _allowed(user: Permitted, pages: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, bool]]:
    """Return (label, address, starts a group) of what ``user`` may open; a group without pages leaves no trace."""
    found: list[tuple[str, str, bool]] = []
    begun = False
    for label, name, code in pages:
        if not name:
            begun = bool(found)
        elif not code or user.can(code):
            found.append((label, page(name), begun))
            begun = False
    return found


def _covers(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
