"""What waits for a reader: to review, to mend, soon due, overdue. Scope and permissions decide what is whose."""
from datetime import date, timedelta
from functools import partial

from django.core.cache import cache

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.todos import (
    affordable,
    credit,
    delivery,
    delivery_money,
    escrow,
    escrow_terms,
    families,
    inspections,
    market,
    market_terms,
    months,
    papers,
    petitions,
    rectification,
    subsidies,
    supervision,
    templates,
)
from housing_portal.todos.parts import SOON, Pile, Todo

KEPT = 300  # seconds
DESKS = (
    affordable, families, subsidies, market, escrow, inspections, rectification, petitions, delivery, delivery_money,
    supervision,
)
PAPERS = (credit, papers, templates)  # to be decided, without a term
TERMS = (
    affordable, families, subsidies, market_terms, escrow_terms, inspections, rectification, petitions, delivery,
    delivery_money, supervision,
)
__all__ = ["Pile", "Todo", "piles", "waiting"]


def piles(user: User) -> list[Pile]:
    """Return the four tabs for ``user``, who sees only what lies in his scope and what he may act on."""
    today = clock.today()
    soon, yesterday = today + SOON, today - timedelta(days=1)
    return [
        *_asked(user), _dated("due", "将到期", user, today, soon), _dated("overdue", "已逾期", user, None, yesterday)
    ]


def _asked(user: User) -> list[Pile]:
    """Return the two tabs of matters that need a deed of ``user``."""
    return [
        Pile("review", "待我审核", [source for desk in (*DESKS, *PAPERS) for source in desk.to_review(user)]),
        Pile("returned", "退回给我", [source for desk in (*DESKS, papers) for source in desk.sent_back(user)]),
    ]


def _dated(key: str, label: str, user: User, first: date | None, last: date) -> Pile:
    """Return what falls due from ``first`` to ``last``."""
    sources = [source for desk in TERMS for source in desk.dated(user, first, last)]
    return Pile(key, label, sources, partial(_missing, user, first is None))


def _missing(user: User, is_over: bool) -> list[Todo]:
    """Return what should have been written down and was not: reports of days, months to close, weekly meetings.

    Matters that the records show to be settled wait beside them: somebody has to close them.
    """
    parts = (market_terms, delivery, supervision, months)
    return [todo for part in parts for todo in part.missing(user, is_over)]


def waiting(user: User) -> int:
    """Return how many matters need a deed of ``user``: the number beside 待办."""
    # every deed writes the diary: until its last line moves, or the day, the number stands
    deed = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
    key = f"todos.{user.pk}.{deed}.{clock.today()}"
    if (number := cache.get(key)) is None:
        number = sum(pile.count for pile in _asked(user))
        cache.set(key, number, KEPT)
    return number
