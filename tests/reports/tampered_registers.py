"""What can be done to people, rooms, prices, money and registers by SQL, and what verify then says."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from housing_portal.journal.models import Entry, NumberSequence
from tests.reports.desk import TODAY, Desk, tamper
from tests.transactions import builders
from transactions.models import (
    ContractParty,
    ExistingHomeFundEntry,
    ExistingHomeParty,
    ImportBatch,
    LookupFinding,
    RoomArea,
    RoomPrice,
    RoomRestriction,
)

Tampering = Callable[[Desk], object]


def party_rows(desk: Desk) -> object:
    return ContractParty.objects.filter(contract=desk.changed, version=2)


def copy_number(desk: Desk, *more: str) -> None:
    """Put the second buyer's sealed number where another's stood; with its index, nothing in the row tells."""
    other = party_rows(desk).get(order=2)
    row = ContractParty.objects.filter(contract=desk.signed)
    row.update(identity=other.identity, **({"identity_index": other.identity_index} if more else {}))


def delete_room(desk: Desk) -> None:
    room = desk.rooms[4]
    RoomPrice.objects.filter(room=room).delete()
    RoomArea.objects.filter(room=room).delete()
    room.delete()


def stranger_paid(desk: Desk) -> None:
    ExistingHomeFundEntry.objects.create(
        fund=desk.fund, kind="payout", occurred_on=TODAY, amount=Decimal(-480_000), payer="某人",
        recorded_by=desk.chief, recorded_at=desk.export.requested_at,
    )


# what is done, and everything that verify then says: by rule, the sentences
CASES: dict[str, tuple[Tampering, dict[str, list[str]]]] = {
    "index of a buyer": (
        lambda d: party_rows(d).filter(order=2).update(identity_index="0" * 32),
        {
            "证件号码与检索索引一致": [
                "买受人 {d.people[2].pk}：证件号码与检索索引不符",
            ],
        },
    ),
    "numbers of two contracts": (
        lambda d: copy_number(d, "index"),
        {
            "住房查询结果与合同一致": [
                "住房情况查询 房查〔2026〕1号：查询结果 锦川云栖里7#楼1单元0301 {d.signed.contract_no} 与合同不"
                "符",
            ],
            "当事人与操作日志一致": [
                "合同（{d.signed.pk}）：买受人证件、电话或份额与操作日志不符",
            ],
        },
    ),
    "number without its index": (
        lambda d: copy_number(d),
        {
            "证件号码与检索索引一致": [
                "买受人 {d.people[3].pk}：证件号码与检索索引不符",
            ],
            "当事人与操作日志一致": [
                "合同（{d.signed.pk}）：买受人证件、电话或份额与操作日志不符",
            ],
        },
    ),
    "phone": (
        lambda d: party_rows(d).filter(order=1).update(phone="13800000000"),
        {
            "当事人与操作日志一致": [
                "合同（{d.changed.pk}）：买受人证件、电话或份额与操作日志不符",
            ],
        },
    ),
    "name of a buyer": (
        lambda d: party_rows(d).filter(order=1).update(name="周大静"),
        {
            "买受人与合同记载一致": [
                "合同（{d.changed.pk}）第 2 版：买受人姓名与合同记载不符",
            ],
        },
    ),
    "party of an existing home": (
        lambda d: ExistingHomeParty.objects.filter(side="seller").delete(),
        {
            "存量房当事人齐全、不重复": [
                "存量房合同 {d.resale.verify_code}：当事人不齐、顺序不连续，或同一人出现两次",
            ],
        },
    ),
    "area of a room": (
        lambda d: tamper(d.rooms[3], area=Decimal(101)),
        {
            "房屋面积与面积记录一致": [
                "锦川云栖里7#楼1单元0501：面积与最近一次面积记录不符",
            ],
            "记录与操作日志最后登记的内容一致": [
                "房屋 {d.rooms[3].pk}：建筑面积（㎡）与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "area on record": (
        lambda d: RoomArea.objects.filter(room=d.rooms[4]).order_by("pk").last().delete(),
        {
            "房屋面积与面积记录一致": [
                "锦川云栖里7#楼1单元0601：面积与最近一次面积记录不符",
            ],
        },
    ),
    "room deleted": (
        lambda d: delete_room(d),
        {
            "记录与操作日志最后登记的内容一致": [
                "房屋 {d.rooms[4].pk}：操作日志中有登记，记录已不在",
            ],
            "备案价与申报时一致": [
                "一房一价备案 {d.filing.pk}：户数或备案价与申报时登记的不符",
            ],
        },
    ),
    "number of a room": (
        lambda d: tamper(d.rooms[1], number="9901"),
        {
            "合同与房屋、许可一致": [
                "合同 {d.signed.contract_no}：坐落与房号不符",
            ],
            "记录与操作日志最后登记的内容一致": [
                "房屋 {d.rooms[1].pk}：房号与操作日志最后一次登记的内容不符",
                "商品房买卖合同 {d.signed.pk}：房屋与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "term of a seal": (
        lambda d: tamper(d.seal, until_on=TODAY),
        {
            "记录与操作日志最后登记的内容一致": [
                "房屋限制 {d.seal.pk}：期限止与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "seal on another room": (
        lambda d: tamper(d.seal, room=d.rooms[2]),
        {
            "记录与操作日志最后登记的内容一致": [
                "房屋限制 {d.seal.pk}：房屋与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "seal released": (
        lambda d: tamper(d.seal, status="released"),
        {
            "各表的约束都成立": [
                "房屋限制 {d.seal.pk}：解除或续期的限制必须有日期，有效的不能有。",
            ],
            "记录与操作日志最后登记的内容一致": [
                "房屋限制 {d.seal.pk}：状态与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "seal deleted": (
        lambda d: RoomRestriction.objects.all().delete(),
        {
            "记录与操作日志最后登记的内容一致": [
                "房屋限制 {d.seal.pk}：操作日志中有登记，记录已不在",
            ],
        },
    ),
    "price on file": (
        lambda d: RoomPrice.objects.filter(room=d.rooms[1]).update(
            unit_price=Decimal(7000), total_price=Decimal(700_000)),
        {
            "备案价与申报时一致": [
                "一房一价备案 {d.filing.pk}：户数或备案价与申报时登记的不符",
            ],
        },
    ),
    "price version": (
        lambda d: RoomPrice.objects.filter(room=d.rooms[1]).update(version=2),
        {
            "备案价逐版接续、相互一致": [
                "7#楼1单元0301：备案价版次不连续",
            ],
        },
    ),
    "price deleted": (
        lambda d: RoomPrice.objects.filter(room=d.rooms[1]).delete(),
        {
            "备案价与申报时一致": [
                "一房一价备案 {d.filing.pk}：户数或备案价与申报时登记的不符",
            ],
        },
    ),
    "price filing": (
        lambda d: tamper(d.filing, filed_on=date(2026, 1, 1)),
        {
            "记录与操作日志最后登记的内容一致": [
                "一房一价备案 {d.filing.pk}：备案日期与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "deposits exchanged": (
        lambda d: [
            ExistingHomeFundEntry.objects.filter(amount=amount).update(amount=amount + more)
            for amount, more in ((Decimal(200_000), 1), (Decimal(280_000), -1))
        ],
        {
            "监管资金流水与登记余额一致": [
                "资金监管 {d.fund.agreement_no}：流水与操作日志登记的余额不符",
            ],
        },
    ),
    "payout to a stranger": (
        lambda d: stranger_paid(d),
        {
            "存量房监管资金账平": [
                "资金监管 {d.fund.agreement_no}：资金到位，余额 0 元，应为 480000.00 元",
            ],
            "监管资金收付对象相符": [
                "资金监管 {d.fund.agreement_no}：2026-05-20 划付卖方 -480000.00 的收款人、账号或金额与应退、应"
                "付的不符",
            ],
            "监管资金流水与登记余额一致": [
                "资金监管 {d.fund.agreement_no}：流水与操作日志登记的余额不符",
            ],
        },
    ),
    "account opened": (
        lambda d: tamper(d.fund, opened_on=TODAY),
        {
            "监管资金收付对象相符": [
                "资金监管 {d.fund.agreement_no}：2026-03-10 存入 200000.00 早于开户日期 2026-05-20",
                "资金监管 {d.fund.agreement_no}：2026-03-10 存入 280000.00 早于开户日期 2026-05-20",
            ],
            "记录与操作日志最后登记的内容一致": [
                "存量房资金监管 {d.fund.pk}：开户日期与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "stock of a daily report": (
        lambda d: tamper(d.report, stock_sets=99),
        {
            "记录与操作日志最后登记的内容一致": [
                "交易日报 {d.report.pk}：日末可售套数与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "line of a daily report": (
        lambda d: d.report.lines.filter(market="spot", is_residential=True).delete(),
        {
            "日报与取数时刻的事项一致": [
                "2026-05-20 交易日报：第 1 版的日报行不齐",
            ],
        },
    ),
    "export reason": (
        lambda d: tamper(d.export, reason="别的"),
        {
            "导出登记与操作日志一致": [
                "导出登记 导出〔2026〕1号：申请人、理由或列表与操作日志不符",
            ],
        },
    ),
    "export unmasked": (
        lambda d: tamper(d.export, is_unmasked=True),
        {
            "记录与操作日志最后登记的内容一致": [
                "导出登记 {d.export.pk}：未脱敏与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "export deleted": (
        lambda d: d.export.delete(),
        {
            "记录与操作日志最后登记的内容一致": [
                "导出登记 {d.export.pk}：操作日志中有登记，记录已不在",
            ],
        },
    ),
    "finding": (
        lambda d: LookupFinding.objects.update(contract_no=d.ended.contract_no),
        {
            "住房查询结果与合同一致": [
                "住房情况查询 房查〔2026〕1号：查询结果 锦川云栖里7#楼1单元0201 {d.ended.contract_no} 与合同不"
                "符",
            ],
        },
    ),
    "number sequence": (
        lambda d: NumberSequence.objects.filter(prefix="网签备案").update(last=1),
        {
            "编号与号段一致": [
                "网签备案 2026 年：末号 1，记录中最大 2",
            ],
        },
    ),
    "unknown state": (
        lambda d: tamper(d.signed, status="gone"),
        {
            "房屋合同层与有效合同一致": [
                "锦川云栖里7#楼1单元0301：合同层记为“已网签”，与有效合同不符",
            ],
            "合同事项之和等于合同现状": [
                "合同 {d.signed.contract_no}：各事项之和与合同现状（套数、面积、金额、是否备案）不符",
            ],
            "选项都在可选范围内": [
                "商品房买卖合同 {d.signed.pk}：状态“gone”不在可选范围内",
            ],
            "记录与操作日志最后登记的内容一致": [
                "商品房买卖合同 {d.signed.pk}：状态与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "paper of nothing": (
        lambda d: tamper(d.paper, object_id=10**9),
        {
            "合同的结束、变更和材料齐全": ["商品房买卖合同 {d.ended.contract_no}：没有解除申请或法律文书"],
            "附件属于其记录": ["附件“协议.pdf”（{d.paper.pk}）：操作日志中没有上传人对这条记录的办理"],
        },
    ),
    "permit that covers no more": (
        lambda d: tamper(d.permit.scope.get(), is_current=False),
        {"现行许可与许可状态一致": ["{d.permit}的7#楼：现行标记与许可状态（有效）不符"]},
    ),
    "index": (
        lambda d: tamper(d.index, strata=99),
        {"价格指数的版次和明细完整": ["{d.index}第 1 版：参与层数或是否发布与分层明细不符"]},
    ),
    "average price of an index": (
        lambda d: tamper(d.index, average_price=Decimal(1)),
        {"价格指数的版次和明细完整": ["{d.index}第 1 版：均价与分层明细不符"]},
    ),
    "capacity of an organization": (
        lambda d: d.broker.roles.update(kind="bank"),
        {"机构类别与操作日志一致": ["机构 云岭县安居房产经纪行：机构类别与操作日志不符"]},
    ),
    "organization that nobody entered": (
        lambda d: Entry.objects.about(d.broker).delete(),
        {"台账和交易记录都有登记": ["机构 {d.broker.pk}：操作日志中没有登记"]},
    ),
    "room that nobody entered": (
        lambda d: builders.room(d.building, "0701", 7),
        {
            "房屋面积与面积记录一致": ["锦川云栖里7#楼1单元0701：没有面积记录"],
            "楼盘表户数与登记一致": ["锦川云栖里7#楼：登记房屋 5 户，现有 6 户"],
        },
    ),
    "batch that nobody took over": (
        lambda d: ImportBatch.objects.create(
            kind="rooms", name="表.xlsx", digest="1", status="done", recorded_by=d.clerk,
            recorded_at=d.export.requested_at, pk=7,
        ),
        {
            "台账和交易记录都有登记": ["交易数据导入 7：操作日志中没有登记"],
            "导入批次与操作日志一致": ["导入批次 楼盘表 表.xlsx：名称、行数或结果与操作日志不符"],
        },
    ),
}
