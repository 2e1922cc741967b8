"""业务参数: what differs from county to county or is not settled by law, each with its default and its source.

Values live in the database (``Setting``); what is not set there has the default. Nothing here is a rule of law.
"""
from collections.abc import Mapping
from dataclasses import dataclass

from housing_portal.registry.models import Setting

PREFIX = "param."


@dataclass(frozen=True)
class Parameter:
    """A whole number, a yes or no (1 or 0), a time of day (HH:MM) or a word, stored as text."""

    key: str
    label: str
    default: str
    unit: str
    source: str
    kind: str = "int"
    least: int = 0
    most: int = 1_000_000


PARAMETERS: Mapping[str, Parameter] = {
    item.key: item
    for item in (
        Parameter("filing_days", "预售合同备案期限", "30", "日", "城市房地产开发经营管理条例 §26", most=365),
        Parameter("supply_months_low", "去化周期合理区间下限", "12", "个月", "待县局确认", most=120),
        Parameter("supply_months_high", "去化周期合理区间上限", "18", "个月", "待县局确认", most=120),
        Parameter("price_drop_percent", "成交价低于备案价的提示幅度", "15", "%", "待县局确认", most=100),
        Parameter("price_deviation_percent", "均价剔除：单价偏离同盘中位数", "50", "%", "平台实例，待县局确认",
                  most=100),
        Parameter("index_least_stratum", "价格指数：一层当月最少成交", "5", "套", "分层链式法约定", least=1, most=1000),
        Parameter("index_least_county", "价格指数：当月全县最少成交", "30", "套", "不足不发布环比", least=1,
                  most=10000),
        Parameter("report_due_time", "交易日报次日报送时限", "09:20", "", "平台实例，待县局确认", kind="time"),
        Parameter("report_on_holidays", "节假日也报送日报", "0", "", "待县局确认", kind="yes"),
        Parameter("record_unpermitted", "无许可签约的拒绝记入违规线索", "1", "", "未批先售，待县局确认", kind="yes"),
        Parameter("restriction_notice_days", "查封、限制到期提前提醒", "30", "日", "约定", most=365),
        Parameter("permit_answer_days", "预售许可答复期限", "10", "日", "城市房地产开发经营管理条例 §24",
                  least=1, most=60),
        Parameter("permit_fix_days", "预售申请补正一次告知期限", "5", "个工作日", "行政许可法 §32、§82",
                  least=1, most=30),
        Parameter("permit_invested_percent", "预售条件：已投入占总投资", "25", "%", "城市房地产管理法 §45", most=100),
        Parameter("release_director_yuan", "用款须局长审批的单笔金额", "3000000", "元", "约定，待县局确认",
                  most=1_000_000_000),
        Parameter("release_minutes_yuan", "用款须附集体研究纪要的金额", "10000000", "元", "约定，待县局确认",
                  most=1_000_000_000),
        Parameter("release_tier_days", "用款分级按同一账户累计的天数", "30", "日", "防止拆单，约定", least=1, most=365),
        Parameter("emergency_review_days", "应急用款补审期限", "5", "个工作日", "约定", least=1, most=30),
        Parameter("unsold_discount_percent", "完工资金缺口：未售货值折扣", "60", "%", "约定，待县局确认", most=100),
        Parameter("same_terminal_minutes", "录入与审批来自同一终端的提示时段", "30", "分钟", "约定，0 为不提示",
                  most=1440),
        # presale alerts
        Parameter("alert_down_days", "预警：备案后未见首付入账", "15", "日", "约定，待县局确认", most=365),
        Parameter("alert_loan_days", "预警：备案后按揭贷款未入账", "60", "日", "约定，待县局确认", most=365),
        Parameter("alert_gap_percent", "预警：资金缺口占有效受限额达到此比例为红色", "20", "%", "约定，待县局确认",
                  least=1, most=100),
        Parameter("alert_behind_days", "预警：超过约定交房日期未竣工", "30", "日", "参考阈值，待县局确认", most=365),
        Parameter("alert_progress_points", "预警：额度内拨付比例超过工程进度", "15", "个百分点", "参考阈值，待县局确认",
                  most=100),
        Parameter("alert_expiry_days", "预警：许可、资质、保函到期前", "30", "日", "约定", most=365),
        Parameter("alert_idle_days", "预警：账户连续无入账无拨付", "90", "日", "约定", least=1, most=730),
        Parameter("alert_payee_days", "预警：同一收款人累计的天数", "30", "日", "约定", least=1, most=365),
        Parameter("alert_payee_yuan", "预警：同一收款人累计拨付", "10000000", "元", "约定，待县局确认",
                  most=1_000_000_000),
        Parameter("alert_clue_days", "预警：违规线索的追溯天数", "30", "日", "约定", least=1, most=365),
        Parameter("alert_quiet_days", "预警：关闭后同一情形不重复提示", "30", "日", "约定", most=365),
        # housing security
        Parameter("housing_notice_days", "保障对象公示天数", "15", "日", "待县局确认", least=1, most=90),
        Parameter("housing_notice_workdays", "保障对象公示按工作日计算", "0", "", "待县局确认", kind="yes"),
        Parameter("housing_first_year", "保障对象自哪一年起全部在本系统审批（原批准日期须早于该年）", "2026", "年",
                  "约定，待县局确认", least=2000, most=2100),
        Parameter("subsidy_base_year", "补贴户录入进度：基准名册年度（0 为上一年）", "0", "年", "约定", most=2100),
        Parameter("subsidy_next_month", "租赁补贴自起发日期的次月计发（否为当月）", "1", "", "待县局确认", kind="yes"),
        Parameter("subsidy_due_days_q1", "租赁补贴第一季度发放期限：季末后", "30", "日", "约定 4 月 30 日", most=365),
        Parameter("subsidy_due_days_q2", "租赁补贴第二季度发放期限：季末后", "0", "日", "约定 6 月 30 日", most=365),
        Parameter("subsidy_due_days_q3", "租赁补贴第三季度发放期限：季末后", "0", "日", "约定 9 月 30 日", most=365),
        Parameter("subsidy_due_days_q4", "租赁补贴第四季度发放期限：季末后", "0", "日", "约定 12 月 31 日", most=365),
        Parameter("lease_most_years", "公租房租期最长", "5", "年", "公共租赁住房管理办法 §18", least=1, most=20),
        Parameter("allocation_declines", "放弃配房达到此次数后不再保留轮候次序", "2", "次", "待县局确认", least=1,
                  most=10),
        Parameter("allocation_declines_exit", "放弃配房达到次数的退出轮候（否则排到队尾）", "0", "", "待县局确认",
                  kind="yes"),
        Parameter("rent_whole_month_day", "公租房租金：起租日不晚于此日的当月计租", "15", "日", "约定", least=1,
                  most=31),
        Parameter("rent_due_day", "公租房租金：每月应缴日", "25", "日", "约定", least=1, most=28),
        Parameter("rent_arrears_months", "公租房累计欠租可解除租约", "6", "个月", "公共租赁住房管理办法 §29", least=1,
                  most=60),
        Parameter("home_empty_months", "公租房连续空置可收回", "6", "个月", "公共租赁住房管理办法 §27", least=1,
                  most=60),
        Parameter("home_idle_years", "公租房房源长期闲置（审计问题）", "3", "年", "审计口径", least=1, most=20),
        Parameter("resale_payout_days", "存量房资金：过户后划付期限", "3", "个工作日", "待县局确认", most=60),
        Parameter("daily_mark", "交易日报报送函发文代字", "住建日报", "", "待县局确认", kind="word"),
        Parameter("daily_addressee", "交易日报报送单位", "市住房和城乡建设局", "", "待县局确认", kind="word"),
        Parameter("fund_mark", "监管资金通知书发文代字", "住建监", "", "待县局确认", kind="word"),
        # what is reported each month
        Parameter("calendar_progress_days", "项目进度月报期限：月末后", "5", "个工作日", "约定，待县局确认", least=1,
                  most=40),
        Parameter("calendar_close_days", "预售资金月度结账期限：月末后", "5", "个工作日", "约定，待县局确认", least=1,
                  most=40),
        Parameter("calendar_lock_days", "月度锁定期限：月末后", "8", "个工作日", "约定，待县局确认", least=1, most=40),
        Parameter("calendar_report_days", "月度工作汇报印发期限：月末后", "10", "个工作日", "约定，待县局确认", least=1,
                  most=40),
        # inspections
        Parameter("rectify_mark", "整改通知单发文代字", "住建", "", "待县局确认", kind="word"),
        Parameter("rectify_days_minor", "一般问题整改期限", "15", "日", "约定，待县局确认", least=1, most=365),
        Parameter("rectify_days_major", "较重问题整改期限", "10", "日", "约定，待县局确认", least=1, most=365),
        Parameter("rectify_days_grave", "严重问题整改期限", "5", "日", "约定，待县局确认", least=1, most=365),
        Parameter("rectify_workdays", "整改期限按工作日计算", "1", "", "约定，待县局确认", kind="yes"),
        Parameter("recheck_failures_penalty", "复查不合格达到此次数建议立案", "2", "次", "约定，待县局确认", least=1,
                  most=10),
        # supervision
        Parameter("supervise_mark", "督办通知机关代字", "住建督办", "", "待县局确认", kind="word"),
        Parameter("urge_mark", "催办函机关代字", "住建函", "", "待县局确认", kind="word"),
        Parameter("supervise_receipt_days", "督办签收期限", "2", "个工作日", "约定，待县局确认", least=1, most=30),
        Parameter("supervise_feedback_days", "督办反馈期限", "10", "个工作日", "约定，待县局确认", least=1, most=120),
        Parameter("supervise_remind_days", "督办到期提前提醒", "3", "个工作日", "约定，待县局确认", most=30),
        Parameter("supervise_urge_days", "催办函再次时限", "5", "个工作日", "约定，待县局确认", least=1, most=60),
        Parameter("supervise_urge_times", "催办达到此次数仍未落实的升级", "2", "次", "约定，待县局确认", least=1,
                  most=10),
        Parameter("supervise_points_late", "督办评分：签收、反馈、办结每项逾期扣", "10", "分", "约定，待县局确认",
                  most=100),
        Parameter("supervise_points_urged", "督办评分：每次催办扣", "10", "分", "约定，待县局确认", most=100),
        Parameter("supervise_points_returned", "督办评分：反馈每次退回扣", "5", "分", "约定，待县局确认", most=100),
        Parameter("supervise_points_listed", "督办评分：列入通报扣", "20", "分", "约定，待县局确认", most=100),
        Parameter("supervise_points_fair", "督办评分：办理质量一般扣", "5", "分", "约定，待县局确认", most=100),
        Parameter("supervise_points_poor", "督办评分：办理质量差扣", "15", "分", "约定，待县局确认", most=100),
    )
}


def text(key: str) -> str:
    """Return the value in force as text; an unknown key is a programming error."""
    default = PARAMETERS[key].default
    stored = Setting.objects.filter(key=PREFIX + key).values_list("value", flat=True).first()
    return default if stored is None else stored


def number(key: str) -> int:
    """Return the value in force as a whole number."""
    return int(text(key))


def switched_on(key: str) -> bool:
    """Return whether a yes-or-no parameter says yes."""
    return text(key) == "1"


def shown(parameter: Parameter, value: str) -> str:
    """Return a value as people read it."""
    if parameter.kind == "yes":
        return "是" if value == "1" else "否"
    return f"{value} {parameter.unit}".strip()


def in_force() -> dict[str, str]:
    """Return every parameter's value, read at once."""
    stored = dict(Setting.objects.filter(key__startswith=PREFIX).values_list("key", "value"))
    return {key: stored.get(PREFIX + key, parameter.default) for key, parameter in PARAMETERS.items()}
