"""What can be done to contracts by SQL, and what verify then says."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from tests.reports.desk import Desk, tamper
from transactions.models import (
    ContractParty,
    ContractVersion,
)

Tampering = Callable[[Desk], object]


def another(desk: Desk) -> User:
    return User.objects.exclude(pk__in=[desk.clerk.pk, desk.chief.pk]).order_by("pk").first() or desk.clerk


def party_rows(desk: Desk) -> object:
    return ContractParty.objects.filter(contract=desk.changed, version=2)


# what is done, and everything that verify then says: by rule, the sentences
CASES: dict[str, tuple[Tampering, dict[str, list[str]]]] = {
    "unit price": (
        lambda d: tamper(d.signed, unit_price=Decimal(5999)),
        {
            "合同条款相互一致": [
                "合同 {d.signed.contract_no}：单价 5,999 元 × 面积 100.00 ㎡ = 599,900.00 元，与总价 600,000 元"
                "相差超过 1 元，请核对。",
            ],
            "记录与操作日志最后登记的内容一致": [
                "商品房买卖合同 {d.signed.pk}：单价（元/㎡）与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "negative price": (
        lambda d: tamper(d.signed, unit_price=Decimal(-6000)),
        {
            "合同条款相互一致": [
                "合同 {d.signed.contract_no}：单价（元/㎡）应大于 0。",
                "合同 {d.signed.contract_no}：单价 -6,000 元 × 面积 100.00 ㎡ = -600,000.00 元，与总价 600,000"
                " 元相差超过 1 元，请核对。",
            ],
            "各表的约束都成立": [
                "商品房买卖合同 {d.signed.pk}：计价面积、单价和总价应大于 0。",
            ],
            "记录与操作日志最后登记的内容一致": [
                "商品房买卖合同 {d.signed.pk}：单价（元/㎡）与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "payment": (
        lambda d: tamper(d.signed, pay_method="loan"),
        {
            "合同条款相互一致": [
                "合同 {d.signed.contract_no}：付款方式是商业贷款，请填写贷款金额。",
                "合同 {d.signed.contract_no}：付款方式是商业贷款，请填写贷款银行。",
            ],
            "记录与操作日志最后登记的内容一致": [
                "商品房买卖合同 {d.signed.pk}：付款方式与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "delivery": (
        lambda d: tamper(d.signed, delivery_on=date(2020, 1, 1)),
        {
            "合同条款相互一致": [
                "合同 {d.signed.contract_no}：约定交房日期 2020-01-01 应晚于签订日期 2026-05-20，请核对。",
            ],
            "记录与操作日志最后登记的内容一致": [
                "商品房买卖合同 {d.signed.pk}：约定交房日期与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "contract number": (
        lambda d: tamper(d.signed, contract_no="620799BT2026000777"),
        {
            "编号与号段一致": [
                "合同 620799BT2026000777：编号 620799BT2026000777 与日期不符",
                "网签20260520 2026 年：缺 2",
            ],
            "住房查询结果与合同一致": [
                "住房情况查询 房查〔2026〕1号：查询结果 锦川云栖里7#楼1单元0301 {d.signed.contract_no} 与合同不"
                "符",
            ],
            "记录与操作日志最后登记的内容一致": [
                "商品房买卖合同 {d.signed.pk}：合同编号与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "filing number": (
        lambda d: tamper(d.changed, filing_no="620799BA2026000009"),
        {
            "编号与号段一致": [
                "网签备案 2026 年：末号 2，记录中最大 9",
            ],
            "记录与操作日志最后登记的内容一致": [
                "商品房买卖合同 {d.changed.pk}：备案号与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "room of another building": (
        lambda d: tamper(d.signed, building=d.other),
        {
            "合同与房屋、许可一致": [
                "合同 {d.signed.contract_no}：楼幢、楼盘与房屋不一致",
                "合同 {d.signed.contract_no}：许可不包括这幢楼",
            ],
            "记录与操作日志最后登记的内容一致": [
                "商品房买卖合同 {d.signed.pk}：楼幢与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "permit of another building": (
        lambda d: tamper(d.permit.scope.get(), building=d.other),
        {
            "合同与房屋、许可一致": [
                "合同 {d.changed.contract_no}：许可不包括这幢楼",
                "合同 {d.signed.contract_no}：许可不包括这幢楼",
                "合同 {d.ended.contract_no}：许可不包括这幢楼",
            ],
        },
    ),
    "use": (
        lambda d: tamper(d.signed, use="shop"),
        {
            "合同与房屋、许可一致": [
                "合同 {d.signed.contract_no}：用途与房屋不一致",
                "合同 {d.signed.contract_no}：住宅标记与用途不符",
            ],
            "记录与操作日志最后登记的内容一致": [
                "商品房买卖合同 {d.signed.pk}：用途与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "end reason": (
        lambda d: tamper(d.ended, end_reason=""),
        {
            "合同的结束、变更和材料齐全": [
                "合同 {d.ended.contract_no}：撤销、注销原因或产权登记与状态不符",
            ],
            "记录与操作日志最后登记的内容一致": [
                "商品房买卖合同 {d.ended.pk}：撤销、注销原因与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "papers of an ending": (
        lambda d: Attachment.objects.about(d.ended).delete(),
        {
            "合同的结束、变更和材料齐全": [
                "商品房买卖合同 {d.ended.contract_no}：没有解除申请或法律文书",
            ],
        },
    ),
    "paper of another contract": (
        lambda d: Attachment.objects.about(d.ended).update(object_id=d.signed.pk),
        {
            "合同的结束、变更和材料齐全": [
                "商品房买卖合同 {d.ended.contract_no}：没有解除申请或法律文书",
            ],
        },
    ),
    "origin": (
        lambda d: tamper(d.signed, origin="imported"),
        {
            "历史补录都在导入批次中": [
                "合同 {d.signed.contract_no}：来源是历史补录，没有对应的导入批次",
            ],
            "记录与操作日志最后登记的内容一致": [
                "商品房买卖合同 {d.signed.pk}：来源与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "note": (
        lambda d: tamper(d.signed, note="改"),
        {
            "记录与操作日志最后登记的内容一致": [
                "商品房买卖合同 {d.signed.pk}：备注与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "who confirmed": (
        lambda d: tamper(d.changed, confirmed_by=another(d)),
        {
            "经办与复核是两个人": [
                "商品房买卖合同 {d.changed.contract_no}：两个环节由同一人办理",
            ],
            "各表的约束都成立": [
                "商品房买卖合同 {d.changed.pk}：复核人不能是提交人本人，请由另一位同事复核。",
            ],
            "记录与操作日志最后登记的内容一致": [
                "商品房买卖合同 {d.changed.pk}：复核人与操作日志最后一次登记的内容不符",
            ],
        },
    ),
    "version deleted": (
        lambda d: ContractVersion.objects.all().delete(),
        {
            "买受人与合同记载一致": [
                "合同（{d.changed.pk}）第 1 版：买受人姓名与合同记载不符",
            ],
            "合同的结束、变更和材料齐全": [
                "合同 {d.changed.contract_no}：现行第 2 版，历史版本不齐",
            ],
        },
    ),
    "terms of a version": (
        lambda d: ContractVersion.objects.update(total_price=Decimal(610_000)),
        {
            "合同条款相互一致": [
                "合同 {d.changed.contract_no}第 1 版：单价 6,000 元 × 面积 100.00 ㎡ = 600,000.00 元，与总价 6"
                "10,000 元相差超过 1 元，请核对。",
                "合同 {d.changed.contract_no}第 1 版：首付 600,000 元 + 贷款 0 元 = 600,000 元，应等于总价 610"
                ",000 元。",
            ],
        },
    ),
    "shares of two buyers": (
        lambda d: [
            party_rows(d).filter(order=order).update(share=share) for order, share in ((1, 60), (2, 40))
        ],
        {
            "住房查询结果与合同一致": [
                "住房情况查询 房查〔2026〕1号：查询结果 锦川云栖里7#楼1单元0201 {d.changed.contract_no} 与合同"
                "不符",
            ],
            "当事人与操作日志一致": [
                "合同（{d.changed.pk}）：买受人证件、电话或份额与操作日志不符",
            ],
        },
    ),
}
