"""What becomes of one sale: filed, titled, voided, cancelled, or still on its way."""
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from transactions.enums import ContractStatus as Status
from transactions.enums import EndReason

TITLED_AFTER = 800  # days
REASONS = (EndReason.AGREED, EndReason.LOAN_REFUSED, EndReason.BUYER_DEFAULT, EndReason.COURT)


@dataclass(frozen=True)
class Course:
    signed: date
    status: Status
    filed: date | None = None
    titled: date | None = None
    ended: date | None = None
    reason: str = ""


def course(rng: Random, signed: date, today: date) -> Course:
    """Return the fate of a contract as it stands today: four of a hundred end, three are filed late."""
    dice = rng.randrange(1000)
    filed = signed + timedelta(days=rng.randrange(2, 28) if dice % 33 else rng.randrange(31, 70))
    if dice < 8 and (ended := signed + timedelta(days=rng.randrange(1, 20))) <= today:
        return Course(signed, Status.VOIDED, ended=ended, reason=EndReason.AGREED)
    if filed > today:
        status = Status.FILING if dice % 3 == 0 else Status.FILE_FAILED if dice % 19 == 0 else Status.SIGNED
        return Course(signed, status)
    if 8 <= dice < 40 and (ended := filed + timedelta(days=rng.randrange(20, 400))) <= today:
        return Course(signed, Status.CANCELLED, filed, ended=ended, reason=REASONS[dice % len(REASONS)])
    titled = signed + timedelta(days=TITLED_AFTER + rng.randrange(300))
    if dice >= 150 and titled <= today:
        return Course(signed, Status.TITLED, filed, titled)
    if dice == 41 and (today - filed).days < 90:
        return Course(signed, Status.CANCELLING, filed)
    return Course(signed, Status.FILED, filed)


def courses(rng: Random, first: date, today: date) -> list[Course]:
    """Return the sales of one room in order: after one that ended comes the next, unless nobody has come yet."""
    found, signed = [], first
    while signed <= today:
        one = course(rng, signed, today)
        found.append(one)
        if one.ended is None:
            break
        signed = one.ended + timedelta(days=rng.randrange(10, 300))
    return found
