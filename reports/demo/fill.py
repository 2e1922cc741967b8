"""Filling an empty database with the demonstration county, all or nothing."""
from django.db import transaction

from housing_portal.accounts.models import Unit, User
from housing_portal.kit.errors import ServiceError
from housing_portal.registry import demo_mark
from reports.demo import (
    calendar,
    closing,
    credit,
    delivery,
    escrow,
    housing,
    inspections,
    loans,
    market,
    office,
    paper,
    petitions,
    rectification,
    reports,
    spring,
    supervision,
    targets,
)
from reports.demo.sites import Builder


@transaction.atomic
def fill(password: str, contracts: int = 0) -> None:
    """Fill the database, with a market of ``contracts`` more; refused when it has any real record."""
    if User.objects.exists() or Unit.objects.exists():
        raise ServiceError("数据库中已有正式记录，不能写入演示数据。请另用一个空数据库（DATABASE_URL=sqlite:///路径）。")
    year = calendar.so_far()
    cast = office.set_up(year.year)
    targets.issue(cast, year)
    builder = Builder(cast, year)
    projects = builder.build()
    reports.invest(cast, year, projects)
    reports.subsidise(cast, year)
    reports.settle(cast, year)
    reports.list_findings(cast, year, builder)
    reports.tell(cast, year, projects)
    paper.draft(cast, year)
    market.fill(cast, contracts)
    escrow.fill(cast)
    housing.fill(cast, year, projects)
    for noun in (inspections, rectification, credit, petitions, delivery, loans, spring, supervision):
        noun.fill(cast)
    closing.close(cast, year)
    office.open_accounts(password)
    demo_mark.put(actor=cast.clerk)
