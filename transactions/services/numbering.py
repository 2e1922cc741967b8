"""Numbers of contracts. The former system counted in the same form, and its contracts have been taken over."""
from housing_portal.journal.services import take_number
from transactions.models import SaleContract


def next_number(column: str, head: str, digits: int, *, prefix: str, year: int) -> str:
    """Return ``head`` with the next running number of so many digits, past those that stand in ``column`` already."""
    number = take_number(prefix=prefix, year=year, above=_highest(column, head, digits))
    return f"{head}{number:0{digits}}"


def _highest(column: str, head: str, digits: int) -> int:
    """Return the highest running number behind ``head``, 0 for none."""
    # from … to: unlike a pattern, both databases have an index for that
    rows = SaleContract.objects.filter(**{f"{column}__gte": head + "0" * digits, f"{column}__lte": head + "9" * digits})
    numbers = rows.order_by(f"-{column}").values_list(column, flat=True).iterator()
    tails = (number.removeprefix(head) for number in numbers if number.startswith(head))
    return next((int(tail) for tail in tails if len(tail) == digits and tail.isdecimal()), 0)
