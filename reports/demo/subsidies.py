"""Rental subsidies of one township: the standard, who is granted what, and the batches of three quarters.

The oldest batch is closed: three payments came back, two of them were sent anew. Of the next, payments came back, and
the one of this quarter has been computed.
"""
import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import StringIO

from affordable.enums import FamilyCategory, FamilyStatus, PaymentStatus, SupportMode
from affordable.models import Family, SubsidyBatch, SubsidyGrant, SubsidyRule
from affordable.services import batch_files, cards, families, grants, payments, receipts, subsidy_batches, subsidy_rules
from housing_portal.kit import clock
from housing_portal.registry.identity import is_card
from reports.demo.families import LAUNCH, SUBSIDISED
from reports.demo.pictures import SCAN
from reports.demo.scene import ONE, Scene

STANDARD, AREA, PERSONS = Decimal(8), Decimal(15), 4
SHARES = (100, 80, 50, 50, 40)  # per cent, of the categories in their order
BANK = "云岭农村商业银行南麓支行"
EARLY = 5  # families are granted first
# places of families: whose composition changed, whose subsidy was interrupted, who has no card, whose is suspended
CHANGED, INTERRUPTED, CARDLESS, SUSPENDED = 3, 6, 9, 10
REASONS = ("卡已注销", "户名不符", "睡眠户")


def course(scene: Scene) -> None:
    """Put standards, grants and batches on the agenda."""
    deeds, batches = Grants(scene), Batches(scene)
    scene.ago(LAUNCH - 1, deeds.lay_down)
    scene.ago(LAUNCH - 2, deeds.grant, slice(EARLY))
    scene.ago(LAUNCH - 10, deeds.grant, slice(EARLY, None))
    scene.ago(LAUNCH - 120, deeds.interrupt)
    scene.ago(LAUNCH - 150, deeds.go_on)
    scene.ago(124, deeds.adjust)
    scene.ago(47, deeds.suspend)
    scene.ago(20, deeds.propose)
    scene.ago(16, deeds.revise)
    for place, (year, number) in enumerate(_quarters(scene.year.today)):
        batches.course(place, year, number)


def _quarters(today: date) -> list[tuple[int, int]]:
    """Return year and number of the quarter of ``today`` and the two before, oldest first."""
    last = today.year * 4 + (today.month - 1) // 3
    return [(place // 4, place % 4 + 1) for place in range(last - 2, last + 1)]


class Grants:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def lay_down(self) -> None:
        rule = self._rule(date(clock.today().year - 1, 1, 1), STANDARD)
        subsidy_rules.confirm_rule(actor=self.scene.chief, rule=rule)

    def revise(self) -> None:
        """The standard of the next year waits for its confirmation; a first draft of it was wrong."""
        new_year = date(self.scene.year.year + 1, 1, 1)
        wrong = self._rule(new_year, STANDARD * 10)
        subsidy_rules.void_rule(actor=self.scene.chief, rule=wrong, reason="标准多写一位，重新登记。")
        self._rule(new_year, STANDARD + 1)

    def grant(self, which: slice) -> None:
        """Grant what the families of the files are entitled to, from the month on in which they were taken over."""
        first = self.scene.before(LAUNCH).replace(day=1)
        for place, family in list(enumerate(_families(self.scene)))[which]:
            proposed = self._propose(family, first)
            grants.confirm_grant(actor=self.scene.chief, grant=proposed)
            if place != CARDLESS:
                new_card(self.scene, family)

    def interrupt(self) -> None:
        self._suspend(INTERRUPTED, "租房合同到期，未提交新合同。")

    def go_on(self) -> None:
        families.resume_family(
            actor=self.scene.chief, family=_families(self.scene)[INTERRUPTED], on=clock.today(),
            reason="已提交新的租房合同。",
        )

    def adjust(self) -> None:
        family = _families(self.scene)[CHANGED]
        adjusted = grants.adjust_grant(
            actor=self.scene.clerk, grant=family.grants.get(), from_on=clock.today(),
            category=FamilyCategory.LOW_INCOME, own_area=family.house_area_pc, reason="退出低保，按低收入家庭核定。",
        )
        grants.confirm_grant(actor=self.scene.chief, grant=adjusted)

    def suspend(self) -> None:
        self._suspend(SUSPENDED, "外出务工，暂无租房支出。")

    def propose(self) -> None:
        """Of two families that were approved lately the one is proposed, the other's proposal was sent back."""
        new = Family.objects.filter(status=FamilyStatus.APPROVED, wanted=SupportMode.SUBSIDY).order_by("pk")
        for place, family in enumerate(new):
            proposed = self._propose(family, clock.today())
            if place:
                grants.reject_grant(actor=self.scene.chief, grant=proposed, reason="租房合同未附，补齐后重新核定。")

    def _suspend(self, place: int, reason: str) -> None:
        family = _families(self.scene)[place]
        grants.suspend_grant(actor=self.scene.chief, grant=family.grants.get(), on=clock.today(), reason=reason)

    def _propose(self, family: Family, from_on: date) -> SubsidyGrant:
        return grants.propose_grant(
            actor=self.scene.clerk, family=family, from_on=from_on, reason="按现行补贴标准核定"
        )

    def _rule(self, effective_on: date, standard: Decimal) -> SubsidyRule:
        shares = {category: Decimal(share) / 100 for category, share in zip(FamilyCategory, SHARES, strict=True)}
        return subsidy_rules.record_rule(
            actor=self.scene.clerk, effective_on=effective_on, standard=standard, guaranteed_area=AREA,
            most_persons=PERSONS, policy=f"云政办发〔{effective_on.year - 1}〕44号", coefficients=shares, evidence=SCAN,
        )


class Batches:
    """The way of a batch; every deed knows how many days before the deadline it is done."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.batches: dict[int, SubsidyBatch] = {}

    def course(self, place: int, year: int, number: int) -> None:
        """Put the batch of a quarter on the agenda, as far as its ``place`` among the three lets it come."""
        deadline = subsidy_batches.planned_on(year, number)
        steps = (
            ((20, self.compute, year, number), (20, self.approve), (14, self.send), (9, self.answer, (1, 4, 6)),
             (7, self.put_right, 2), (5, self.reissue), (2, self.answer, ()), (0, self.close), (-9, self.claw_back)),
            ((20, self.compute, year, number), (20, self.approve), (14, self.send), (9, self.answer, (2, 5)),
             (7, self.put_right, 1)),
            ((20, self.compute, year, number),),
        )
        for days, deed, *facts in steps[place]:
            self.scene.agenda.on(deadline - ONE * days, deed, place, *facts)

    def compute(self, place: int, year: int, number: int) -> None:
        created = subsidy_batches.create_batch(
            actor=self.scene.clerk, unit=self.scene.unit(SUBSIDISED), year=year, quarter=number
        )
        self.batches[place] = subsidy_batches.compute_batch(actor=self.scene.clerk, batch=created)

    def approve(self, place: int) -> None:
        checked = subsidy_batches.check_batch(actor=self.scene.chief, batch=self.batches[place])
        self.batches[place] = subsidy_batches.approve_batch(actor=self.scene.deputy, batch=checked)

    def send(self, place: int) -> None:
        """Let the money arrive and the file go to the bank on one day."""
        finance, today, batch = self.scene.finance, clock.today(), self.batches[place]
        batch = subsidy_batches.fund_batch(
            actor=finance, batch=batch, funded_on=today, funded_doc=f"云财拨〔{today.year}〕{40 + today.month}号",
            evidence=SCAN,
        )
        batch = batch_files.export_batch(actor=finance, batch=batch, file_format="csv", reason="送银行代发")
        self.batches[place] = subsidy_batches.send_batch(actor=finance, batch=batch, sent_on=today)

    def answer(self, place: int, returned: Sequence[int]) -> None:
        """Import what the bank says: all is paid but the lines ``returned``."""
        batch = self.batches[place]
        self.batches[place] = receipts.import_receipt(
            actor=self.scene.finance, batch=batch, name=f"代发回单 {batch.code}.csv", content=_receipt(batch, returned)
        )

    def put_right(self, place: int, count: int) -> None:
        """Enter new cards for the first ``count`` of those whose payment came back."""
        back = self.batches[place].payments.filter(status=PaymentStatus.RETURNED).order_by("pk")
        for payment in back.select_related("family")[:count]:
            new_card(self.scene, payment.family)
            payments.ready_payment(actor=self.scene.clerk, payment=payment)

    def reissue(self, place: int) -> None:
        self.batches[place] = batch_files.reissue_batch(
            actor=self.scene.finance, batch=self.batches[place], file_format="csv", reason="退票更正后补发"
        )

    def close(self, place: int) -> None:
        self.batches[place] = subsidy_batches.close_batch(
            actor=self.scene.chief, batch=self.batches[place], reason="一户联系不上，列入下一批次补发。"
        )

    def claw_back(self, place: int) -> None:
        paid = self.batches[place].payments.filter(status=PaymentStatus.PAID).order_by("pk").last()
        payments.claw_back(
            actor=self.scene.finance, payment=paid, on=clock.today(), note="该户当季已迁出本县，退回当季补贴。"
        )


def new_card(scene: Scene, family: Family) -> None:
    """Enter a card of the applicant; its check digit is right."""
    serial = family.pk * 10 + family.cards.count()
    number = next(card for end in range(10) if is_card(card := f"622848{serial:012}{end}"))
    cards.register_card(
        actor=scene.clerk, family=family, holder=family.members.current().order_by("pk").first(), bank_name=BANK,
        card=number,
    )


def _families(scene: Scene) -> list[Family]:
    return list(Family.objects.filter(unit=scene.unit(SUBSIDISED)).order_by("pk"))


def _receipt(batch: SubsidyBatch, returned: Sequence[int]) -> bytes:
    """Return the bank's file: the one that it was sent, with the last three columns filled in."""
    sent = batch_files.bank_file(batch, batch.payments.awaited(), "csv").decode("utf-8-sig")
    head, *lines = csv.reader(StringIO(sent))
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow(head)
    for place, line in enumerate(lines):
        back = place in returned
        why = REASONS[returned.index(place) % len(REASONS)] if back else ""
        writer.writerow([*line[:-3], "退票" if back else "成功", clock.today().isoformat(), why])
    return target.getvalue().encode()
