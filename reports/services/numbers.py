"""发文字号: taken at signing without a gap, given back to nobody, void with a reason (GB/T 9704-2012, 7.2.5)."""
import re

from django.db.models import QuerySet

from housing_portal.accounts.models import User
from housing_portal.journal.models import NumberSequence
from housing_portal.journal.services import take_number
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.numbers import DOCUMENT_NUMBER
from housing_portal.kit.saving import save_checked
from reports.models import Document, DocumentNumber

SEQUENCE = "公文："  # papers are counted apart: a register that counts under the same word takes none of their numbers
WRITTEN = re.compile(r"^(?P<prefix>.+)〔(?P<year>\d{4})〕(?P<seq>\d+)号$")


def take(actor: User, document: Document) -> DocumentNumber:
    """Take the next number of the office and year; those entered by hand with old papers are passed over."""
    prefix, year = document.prefix, document.issued_on.year
    while True:
        number = DocumentNumber(
            prefix=prefix, year=year, seq=take_number(prefix=f"{SEQUENCE}{prefix}", year=year), document=document,
            taken_by=actor, taken_at=clock.now(),
        )
        if not Document.objects.filter(number=str(number)).exists():
            save_checked(number)
            return number


def live(document: Document) -> DocumentNumber | None:
    """Return the number that the paper holds; None while it has none, or one of its own from before the portal."""
    return document.numbers.filter(voided_at=None).order_by("-pk").first()


def void(actor: User, number: DocumentNumber, reason: str) -> None:
    """Make a number void; it stays in the register and is not taken again."""
    number.voided_by, number.voided_at, number.void_reason = actor, clock.now(), reason
    save_checked(number)


def must_be_free(document: Document) -> None:
    """Refuse a number typed for an old paper that the register has given out, void ones included.

    A prefix under which another register counts is refused too: one number would stand on two things.
    """
    if NumberSequence.objects.filter(prefix=document.prefix).exists():
        raise ServiceError({"prefix": f"“{document.prefix}”是其他业务的编号，不能用作机关代字。"})
    if not DOCUMENT_NUMBER.fullmatch(f"{document.prefix}〔{clock.today().year}〕1号"):
        raise ServiceError({"prefix": f"“{document.prefix}”不能用作机关代字：应为 2 至 12 个汉字，例如 云房保办发。"})
    if (taken := registered(document.number)) is not None and taken.exists():
        raise ServiceError({"number": f"{document.number}已在文号登记中取用或作废，请核对原文号。"})


def must_stay(number: str) -> None:
    """Refuse to take away a number typed for an old paper that the counting has passed over: it would be a gap.

    Nobody counts past it meanwhile: the sequence stays locked until the number is away.
    """
    found = WRITTEN.match(number)
    if found is None:
        return
    sequences = NumberSequence.objects.select_for_update(of=("self",), no_key=True)
    counted = sequences.filter(prefix=f"{SEQUENCE}{found['prefix']}", year=int(found["year"])).first()
    if counted is not None and counted.last >= int(found["seq"]):
        raise ServiceError({"number": f"取号时已跳过{number}，这份公文的文号不能再改。"})


def registered(number: str) -> QuerySet | None:
    """Return the rows of the register with this number; None for what is no number of a paper."""
    found = WRITTEN.match(number)
    if found is None:
        return None
    return DocumentNumber.objects.filter(prefix=found["prefix"], year=int(found["year"]), seq=int(found["seq"]))
