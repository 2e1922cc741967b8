"""Who may do what: one table (dossier §8.1). Everything else asks ``user.can(code)``.

Scope is not here: it sits in the querysets (``visible_to``) and follows from the user's unit.
"""
from dataclasses import dataclass

PERMISSIONS = {
    "affordable.view": "查看安居工程台账",
    "affordable.record": "登记项目、进展、投资、补贴、欠账、审计问题",
    "affordable.confirm": "复核里程碑与审计整改",
    "affordable.target": "登记和调整年度目标",
    "affordable.import": "导入上报表格",
    "rental.view": "查看保障对象、公租房、租赁补贴与共有产权住房",
    "rental.record": "受理保障申请，登记房源、租约、租金、年审与补贴",
    "rental.confirm": "复核资格、分配、租约终止、年审与补贴",
    "rental.approve": "审批补贴发放批次",
    "rental.finance": "登记补贴资金到账、代发与回单，收取租金",
    "presale.view": "查看预售许可办理与预售资金监管",
    "presale.record": "受理预售许可申请，登记账户、收款人、用款与退款申请",
    "presale.confirm": "复核账户、收款人、保函、节点与预警",
    "presale.verify": "财务核额，登记入账、回单与对账",
    "presale.approve": "审批许可、用款、退款与解除监管，启用监管规则",
    "presale.decide": "核定额度，审批大额及首末笔用款，撤回节点",
    "presale.rules": "维护监管银行、对账单格式与监管规则",
    "transactions.view": "查看楼盘表、网签合同、存量房、日报与市场指标",
    "transactions.record": "登记房屋、合同、价格备案、限制、存量房与日报",
    "transactions.confirm": "复核备案、注销、价格、日报与住房查询",
    "transactions.import": "导入楼盘表与历史合同",
    "transactions.lookup": "申请住房情况查询",
    "inspections.view": "查看市场检查、问题整改与企业信用",
    "inspections.record": "登记检查、问题、整改情况与信用信息",
    "inspections.confirm": "复查销号，复核整改通知单与信用信息",
    "inspections.approve": "签发整改通知单，批准延期与移送处罚",
    "inspections.rules": "维护检查领域、检查清单、违规情形、检查人员与信用规则",
    "petitions.view": "查看信访投诉",
    "petitions.record": "登记、受理、办理信访投诉",
    "petitions.confirm": "复核信访答复与办结",
    "petitions.approve": "批准信访延期与不予受理",
    "delivery.view": "查看保交房台账、专项借款与逐套交付",
    "delivery.record": "登记保交房台账、问题、调度与逐套交付",
    "delivery.apply": "申请使用专项借款",
    "delivery.confirm": "复核保交房台账、问题销号与交付",
    "delivery.approve": "批准一楼一策与专项借款使用",
    "delivery.finance": "登记专项借款到账、核验、拨付与归还",
    "personal.reveal": "说明理由后查看完整证件号码和电话",
    "personal.export": "说明理由后导出未脱敏数据",
    "reports.view": "查看看板、指标与公文",
    "reports.draft": "起草公文、填写差异说明",
    "reports.check": "校核、会签公文，批准公文模板",
    "reports.issue": "签发公文",
    "reports.dispatch": "印发、归档公文",
    "reports.templates": "编制公文模板",
    "reports.supervise": "登记督办事项、反馈与催办",
    "reports.accept": "批准督办延期、办结与评分",
    "reports.lock": "锁定月份",
    "registry.view": "查看基础台账",
    "registry.edit": "维护机构、楼盘、楼幢、许可、区划、依据文件、工作日历",
    "registry.confirm": "合并重复台账、变更许可状态、暂停企业网签",
    "registry.parameters": "调整业务参数",
    "accounts.manage": "管理账号、单位与角色授予",
    "journal.view": "查看操作日志",
}

LOOK = frozenset(
    {"affordable.view", "rental.view", "presale.view", "transactions.view", "inspections.view", "petitions.view",
     "delivery.view", "reports.view", "registry.view"}
)
# What only the bureau's own people may do, whatever role somebody of another unit holds: market records are not scoped
# by unit, personal data leaves the bureau on paper alone, and official papers are the bureau's.
BUREAU_ONLY = frozenset(
    code for code in PERMISSIONS
    if code.startswith(("presale.", "transactions.", "rental.", "inspections.", "petitions.", "delivery.", "personal.",
                        "reports."))
) - {"reports.view"} | {"registry.confirm", "registry.parameters"}


@dataclass(frozen=True)
class Role:
    """A duty. ``outside`` roles belong to people of other units and can never be held by the bureau's staff."""

    code: str
    label: str
    grants: frozenset[str]
    never: str
    outside: bool = False


ROLES = {
    role.code: role
    for role in (
        Role("clerk", "经办",
             LOOK | {"affordable.record", "affordable.target", "affordable.import", "rental.record", "presale.record",
                     "transactions.record", "transactions.import", "transactions.lookup", "inspections.record",
                     "petitions.record", "delivery.record", "delivery.apply", "personal.reveal", "reports.draft",
                     "reports.dispatch", "reports.supervise", "registry.edit"},
             "不得审批自己录入的单据，不得修改已签发的数字"),
        Role("chief", "股长",
             LOOK | {"affordable.confirm", "rental.confirm", "presale.confirm", "presale.rules", "transactions.confirm",
                     "inspections.confirm", "inspections.rules", "petitions.confirm", "delivery.confirm",
                     "personal.reveal", "personal.export", "reports.draft", "reports.check", "reports.dispatch",
                     "reports.templates", "reports.supervise", "reports.lock", "registry.confirm",
                     "registry.parameters", "journal.view"},
             "同一单据不得既经办又复核"),
        Role("deputy", "分管领导",
             LOOK | {"rental.approve", "presale.approve", "inspections.approve", "petitions.approve",
                     "delivery.approve", "reports.check", "reports.issue", "reports.accept", "journal.view"},
             "不直接修改业务数据"),
        Role("director", "局长", LOOK | {"affordable.target", "presale.decide", "reports.check", "reports.issue",
                                           "reports.accept", "journal.view"},
             "不得绕过复核"),
        Role("finance", "财务", LOOK | {"affordable.record", "rental.finance", "presale.verify", "delivery.finance"},
             "只核不批，不审批用款"),
        Role("auditor", "审计", LOOK | {"journal.view"}, "不得写入任何业务数据"),
        Role("deliv_office", "专班", LOOK | {"petitions.record", "delivery.record"}, "不得写入资金类数据"),
        Role("bank", "监管银行", frozenset(), "不得看他行账户，不得改指令金额", outside=True),
        Role("developer", "开发企业", frozenset(), "不得看其他企业，不得看个人隐私", outside=True),
        Role("undertaker", "承建单位", frozenset({"affordable.view", "affordable.record"}),
             "不得修改目标", outside=True),
        Role("sysadmin", "系统管理员", frozenset({"accounts.manage", "registry.view", "registry.edit", "journal.view"}),
             "不得审批业务，不得看明文证件号"),
    )
}
ROLE_CHOICES = [(role.code, role.label) for role in ROLES.values()]


def granted(codes: set[str]) -> frozenset[str]:
    """Return the permissions that the roles ``codes`` give together."""
    return frozenset().union(*(ROLES[code].grants for code in codes if code in ROLES))
