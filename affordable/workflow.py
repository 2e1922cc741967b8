"""Which step leads where. The same tables draw the buttons, guard the services and feed the tests."""
from affordable.enums import (
    BatchStatus,
    CommunityStatus,
    FamilyStatus,
    FindingStatus,
    GrantStatus,
    HomeStatus,
    LeaseStatus,
    MilestoneStatus,
    PreliminaryStatus,
    ProjectState,
    QuotaStatus,
    RelocationStatus,
    ReviewStatus,
    RoundStatus,
    RuleStatus,
    RuralStatus,
    SharedStatus,
)
from housing_portal.kit.workflow import Step, Workflow

RECORD, CONFIRM, TARGET = "affordable.record", "affordable.confirm", "affordable.target"
ENTER, CHECK, APPROVE, FINANCE = "rental.record", "rental.confirm", "rental.approve", "rental.finance"
M, D, J, P = MilestoneStatus, FindingStatus, ProjectState, PreliminaryStatus
R, Q, C, V = RelocationStatus, QuotaStatus, CommunityStatus, RuralStatus
F, H, A, L, W = FamilyStatus, HomeStatus, RoundStatus, LeaseStatus, ReviewStatus
G, B, S = GrantStatus, BatchStatus, SharedStatus

MILESTONE = Workflow(
    dict(M.choices),
    (
        Step("confirm", "复核通过", frozenset({M.RECORDED}), M.CONFIRMED, CONFIRM),
        Step("return", "退回", frozenset({M.RECORDED}), M.RETURNED, CONFIRM, needs_reason=True),
        Step("resubmit", "修改后重报", frozenset({M.RETURNED}), M.RECORDED, RECORD),
        Step("revoke", "撤销", frozenset({M.CONFIRMED}), M.REVOKED, CONFIRM, needs_reason=True, danger=True),
    ),
)

FINDING = Workflow(
    dict(D.choices),
    (
        Step("submit", "报整改完成", frozenset({D.OPEN}), D.SUBMITTED, RECORD),
        Step("close", "复核销号", frozenset({D.SUBMITTED}), D.CLOSED, CONFIRM),
        Step("return", "退回整改", frozenset({D.SUBMITTED}), D.OPEN, CONFIRM, needs_reason=True),
    ),
)

# a project that is given up takes its target with it: that needs the paper
PROJECT = Workflow(
    dict(J.choices),
    (
        Step("suspend", "暂停", frozenset({J.ACTIVE}), J.SUSPENDED, CONFIRM, danger=True),
        Step("resume", "恢复", frozenset({J.SUSPENDED}), J.ACTIVE, CONFIRM),
        Step("cancel", "取消项目", frozenset({J.ACTIVE, J.SUSPENDED}), J.CANCELLED, CONFIRM, danger=True),
    ),
    field="state",
)

PRELIMINARY = Workflow(
    dict(P.choices),
    (
        Step("prepare", "开始编制", frozenset({P.NOT_STARTED}), P.PREPARING, RECORD),
        Step("submit", "报审", frozenset({P.NOT_STARTED, P.PREPARING}), P.SUBMITTED, RECORD),
        Step("approve", "登记批复", frozenset({P.SUBMITTED, P.PREPARING, P.NOT_STARTED}), P.APPROVED, RECORD),
        Step("return", "退回修改", frozenset({P.SUBMITTED}), P.PREPARING, RECORD, needs_reason=True),
        Step("skip", "不需办理", frozenset({P.NOT_STARTED}), P.NOT_NEEDED, RECORD, needs_reason=True),
        Step("reset", "撤回登记", frozenset({P.APPROVED, P.NOT_NEEDED}), P.PREPARING, CONFIRM, needs_reason=True,
             danger=True),
    ),
)

RELOCATION = Workflow(
    dict(R.choices),
    (
        Step("negotiate", "开始商谈", frozenset({R.SURVEYED}), R.NEGOTIATING, RECORD),
        Step("sign", "登记签约", frozenset({R.SURVEYED, R.NEGOTIATING}), R.SIGNED, RECORD),
        Step("decide", "补偿决定", frozenset({R.NEGOTIATING}), R.DECIDED, RECORD, danger=True),
        Step("pay", "登记补偿到位", frozenset({R.SIGNED, R.DECIDED}), R.PAID, RECORD),
        Step("vacate", "登记腾空", frozenset({R.PAID}), R.VACATED, RECORD),
        Step("demolish", "登记拆除", frozenset({R.VACATED}), R.DEMOLISHED, RECORD),
        # the service puts the household back where the step before had left it
        Step("undo", "撤回上一步", frozenset({R.NEGOTIATING, R.SIGNED, R.DECIDED, R.PAID, R.VACATED, R.DEMOLISHED}),
             R.SURVEYED, CONFIRM, needs_reason=True, danger=True),
    ),
)

RESETTLEMENT = Workflow(
    dict(Q.choices),
    (
        Step("audit", "审核通过", frozenset({Q.PRELIMINARY}), Q.AUDITED, CONFIRM),
        Step("publish", "登记公示", frozenset({Q.AUDITED}), Q.PUBLISHED, RECORD),
        Step("allot", "登记分房", frozenset({Q.PUBLISHED}), Q.ALLOTTED, RECORD),
        Step("return", "退回初审", frozenset({Q.AUDITED, Q.PUBLISHED}), Q.PRELIMINARY, CONFIRM, needs_reason=True),
    ),
)

COMMUNITY = Workflow(
    dict(C.choices),
    (
        Step("design", "设计完成", frozenset({C.PLANNED}), C.DESIGNED, RECORD),
        Step("bid", "招标完成", frozenset({C.DESIGNED}), C.BID, RECORD),
        Step("start", "登记开工", frozenset({C.BID}), C.STARTED, RECORD),
        Step("build", "进入施工", frozenset({C.STARTED}), C.IN_PROGRESS, RECORD),
        Step("complete", "登记完工", frozenset({C.STARTED, C.IN_PROGRESS}), C.COMPLETED, RECORD),
        Step("accept", "验收通过", frozenset({C.COMPLETED}), C.ACCEPTED, CONFIRM),
        Step("settle", "结算完成", frozenset({C.ACCEPTED}), C.SETTLED, RECORD),
        # the service puts the community back where the step before had left it
        Step("undo", "撤回上一步", frozenset(C) - {C.PLANNED}, C.PLANNED, CONFIRM, needs_reason=True, danger=True),
    ),
)

RURAL = Workflow(
    dict(V.choices),
    (
        Step("appraise", "登记鉴定", frozenset({V.SURVEYED}), V.APPRAISED, RECORD),
        Step("publish", "登记公示", frozenset({V.APPRAISED}), V.PUBLISHED, RECORD),
        Step("approve", "批准", frozenset({V.PUBLISHED}), V.APPROVED, CONFIRM),
        Step("start", "登记开工", frozenset({V.APPROVED}), V.STARTED, RECORD),
        Step("complete", "登记竣工", frozenset({V.STARTED}), V.COMPLETED, RECORD),
        Step("accept", "验收通过", frozenset({V.COMPLETED}), V.ACCEPTED, CONFIRM),
        Step("pay", "登记拨付", frozenset({V.ACCEPTED}), V.PAID, RECORD),
        Step("drop", "移出名单", frozenset({V.SURVEYED, V.APPRAISED, V.PUBLISHED, V.APPROVED}), V.DROPPED, CONFIRM,
             needs_reason=True, danger=True),
        # the service puts the house back where the step before had left it
        Step("undo", "撤回上一步", frozenset(V) - {V.SURVEYED}, V.SURVEYED, CONFIRM, needs_reason=True, danger=True),
    ),
)

FAMILY = Workflow(
    dict(F.choices),
    (
        Step("accept", "受理", frozenset({F.DRAFT}), F.ACCEPTED, ENTER),
        # approved on paper before the portal was there
        Step("take_over", "确认原批准", frozenset({F.DRAFT}), F.APPROVED, CHECK),
        Step("check", "社区（街道）初审通过", frozenset({F.ACCEPTED}), F.COMMUNITY, ENTER),
        Step("compare", "部门比对通过", frozenset({F.COMMUNITY}), F.DEPARTMENTS, ENTER),
        Step("publish", "列入公示", frozenset({F.DEPARTMENTS}), F.PUBLISHED, ENTER),
        Step("approve", "批准", frozenset({F.PUBLISHED}), F.APPROVED, CHECK),
        Step("queue", "进入轮候", frozenset({F.APPROVED}), F.WAITING, ENTER),
        Step("offer", "配房", frozenset({F.WAITING}), F.OFFERED, CHECK),
        Step("decline", "放弃配房", frozenset({F.OFFERED}), F.WAITING, ENTER, needs_reason=True),
        Step("move_in", "签约配租", frozenset({F.OFFERED}), F.ALLOCATED, ENTER),
        # lives there already, from before the portal was there
        Step("keep_home", "登记原有租约", frozenset({F.APPROVED, F.WAITING}), F.ALLOCATED, ENTER),
        Step("requeue", "调换重新轮候", frozenset({F.ALLOCATED}), F.WAITING, CHECK, needs_reason=True),
        Step("grant", "发放补贴", frozenset({F.APPROVED, F.WAITING}), F.SUBSIDIZED, CHECK),
        Step("suspend", "暂停保障", frozenset({F.SUBSIDIZED}), F.SUSPENDED, CHECK, needs_reason=True, danger=True),
        Step("resume", "恢复保障", frozenset({F.SUSPENDED}), F.SUBSIDIZED, CHECK, needs_reason=True),
        # an offered home is declined first, lease or grant have ended before
        Step("exit", "退出保障", frozenset({F.APPROVED, F.WAITING, F.ALLOCATED, F.SUBSIDIZED, F.SUSPENDED}), F.EXITED,
             CHECK, needs_reason=True, danger=True),
        Step("reject", "不予批准", frozenset({F.ACCEPTED, F.COMMUNITY, F.DEPARTMENTS, F.PUBLISHED}), F.REJECTED,
             CHECK, needs_reason=True, danger=True),
        Step("withdraw", "撤回申请", frozenset({F.DRAFT, F.ACCEPTED, F.COMMUNITY, F.DEPARTMENTS, F.PUBLISHED}),
             F.WITHDRAWN, ENTER, needs_reason=True, danger=True),
    ),
)

HOME = Workflow(
    dict(H.choices),
    (
        Step("allocate", "已分配", frozenset({H.AVAILABLE, H.IDLE}), H.ALLOCATED, ENTER),
        Step("vacate", "退租收回", frozenset({H.ALLOCATED}), H.AVAILABLE, CHECK),
        Step("free", "恢复待分配", frozenset({H.REPAIRING, H.IDLE}), H.AVAILABLE, ENTER),
        Step("repair", "登记维修", frozenset({H.AVAILABLE, H.IDLE}), H.REPAIRING, ENTER, needs_reason=True),
        Step("idle", "登记闲置", frozenset({H.AVAILABLE, H.REPAIRING}), H.IDLE, ENTER, needs_reason=True),
        Step("dispose", "盘活处置", frozenset({H.AVAILABLE, H.REPAIRING, H.IDLE}), H.DISPOSED, CHECK,
             needs_reason=True, danger=True),
        Step("lose", "登记灭失", frozenset({H.AVAILABLE, H.REPAIRING, H.IDLE}), H.LOST, CHECK, needs_reason=True,
             danger=True),
    ),
)

# the others follow from leases
HOME_BY_HAND = Workflow(dict(H.choices), tuple(step for step in HOME if step.code not in ("allocate", "vacate")))

ROUND = Workflow(
    dict(A.choices),
    (
        Step("publish", "公示名单", frozenset({A.DRAFT}), A.PUBLISHED, ENTER),
        Step("draw", "抽取（排序）", frozenset({A.PUBLISHED}), A.DRAWN, CHECK),
        Step("close", "办结", frozenset({A.DRAWN}), A.CLOSED, CHECK),
        Step("void", "作废", frozenset({A.DRAFT, A.PUBLISHED}), A.VOID, CHECK, needs_reason=True, danger=True),
    ),
)

LEASE = Workflow(
    dict(L.choices),
    (
        Step("occupy", "登记入住", frozenset({L.SIGNED}), L.OCCUPIED, ENTER),
        Step("end", "终止租约", frozenset({L.SIGNED, L.OCCUPIED}), L.ENDED, CHECK, danger=True),
    ),
)

REVIEW = Workflow(
    dict(W.choices),
    (
        Step("submit", "登记提交材料", frozenset({W.PENDING}), W.SUBMITTED, ENTER),
        Step("pass", "年审通过", frozenset({W.SUBMITTED}), W.PASSED, CHECK),
        Step("adjust", "调整标准", frozenset({W.SUBMITTED}), W.ADJUSTED, CHECK),
        Step("fail", "年审不通过", frozenset({W.PENDING, W.SUBMITTED}), W.FAILED, CHECK, danger=True),
        Step("exit", "退出保障", frozenset({W.FAILED}), W.EXITED, CHECK, danger=True),
    ),
)

SUBSIDY_RULE = Workflow(
    dict(RuleStatus.choices),
    (
        Step("confirm", "复核生效", frozenset({RuleStatus.RECORDED}), RuleStatus.CONFIRMED, CHECK),
        Step("void", "作废", frozenset({RuleStatus.RECORDED}), RuleStatus.VOID, CHECK, needs_reason=True, danger=True),
    ),
)

# what changes, also after a suspension, is a new version that ends the one before
GRANT = Workflow(
    dict(G.choices),
    (
        Step("confirm", "复核通过", frozenset({G.PROPOSED}), G.ACTIVE, CHECK),
        Step("reject", "退回", frozenset({G.PROPOSED}), G.REJECTED, CHECK, needs_reason=True),
        Step("suspend", "暂停发放", frozenset({G.ACTIVE}), G.SUSPENDED, CHECK, needs_reason=True),
        Step("end", "终止发放", frozenset({G.ACTIVE, G.SUSPENDED}), G.ENDED, CHECK, needs_reason=True, danger=True),
    ),
)

BATCH = Workflow(
    dict(B.choices),
    (
        Step("compute", "测算", frozenset({B.DRAFTED, B.COMPUTED}), B.COMPUTED, ENTER),
        Step("check", "复核", frozenset({B.COMPUTED}), B.CHECKED, CHECK),
        Step("return", "退回重算", frozenset({B.COMPUTED, B.CHECKED}), B.DRAFTED, CHECK, needs_reason=True),
        Step("approve", "批准", frozenset({B.CHECKED}), B.APPROVED, APPROVE),
        Step("fund", "登记财政到账", frozenset({B.APPROVED}), B.FUNDED, FINANCE),
        Step("export", "生成代发文件", frozenset({B.FUNDED}), B.EXPORTED, FINANCE),
        Step("send", "登记送银行", frozenset({B.EXPORTED}), B.SENT, FINANCE),
        # the bank's receipt decides between these two
        Step("settle", "全部到账", frozenset({B.SENT, B.REISSUING}), B.SUCCEEDED, FINANCE),
        Step("partly", "部分退票", frozenset({B.SENT, B.REISSUING}), B.PART_RETURNED, FINANCE),
        Step("reissue", "补发", frozenset({B.PART_RETURNED}), B.REISSUING, FINANCE),
        Step("close", "办结", frozenset({B.SUCCEEDED, B.PART_RETURNED}), B.CLOSED, CHECK),
        Step("void", "作废", frozenset({B.DRAFTED, B.COMPUTED, B.CHECKED, B.APPROVED, B.FUNDED, B.EXPORTED}), B.VOID,
             CHECK, needs_reason=True, danger=True),
    ),
)

SHARED = Workflow(
    dict(S.choices),
    (
        Step("sell", "登记出售", frozenset({S.BUILT, S.BOUGHT_BACK}), S.SOLD, ENTER),
        Step("certify", "登记办证", frozenset({S.SOLD}), S.CERTIFIED, ENTER),
        Step("complete", "取得全部产权", frozenset({S.SOLD, S.CERTIFIED}), S.FULL, ENTER),
        # the service puts the home back where the sale had found it
        Step("withdraw", "撤回出售", frozenset({S.SOLD, S.FULL}), S.BUILT, CHECK, needs_reason=True, danger=True),
        Step("buy_back", "登记回购", frozenset({S.SOLD, S.CERTIFIED, S.FULL}), S.BOUGHT_BACK, CHECK, danger=True),
    ),
)
