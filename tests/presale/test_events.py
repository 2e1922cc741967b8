"""The pipeline of expected permits, and the events that the monthly report counts."""
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.scope import Scope
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Estate, Organization
from presale.event_enums import EVENT_SUBJECTS, EventSubject
from presale.models import EscrowEvent, PresalePipeline
from presale.services import events
from tests.presale import applications
from tests.transactions import builders as market


@pytest.fixture
def developer(estate: Estate) -> Organization:
    return estate.developer


def listed(developer: Organization, by: User, **facts: object) -> PresalePipeline:
    return events.list_project(
        actor=by, **{"project_name": "影院片区", "developer": developer, "expected_on": date(2026, 9, 1), **facts}
    )


def training(by: User, *attendees: Organization, on: date = date(2026, 4, 12)) -> EscrowEvent:
    return events.record_event(actor=by, subject="platform_training", on=on, attendees=attendees)


def test_every_subject_has_one_kind() -> None:
    assert sorted(one for some in EVENT_SUBJECTS.values() for one in some) == sorted(EventSubject)


def test_what_is_still_expected(developer: Organization, estate: Estate, clerk: User) -> None:
    waiting, applied = listed(developer, clerk), listed(developer, clerk, project_name="西环片区")
    application = applications.draft(market.building(estate), None, clerk)
    facts = {"project_name": "西环片区", "developer": developer, "expected_on": date(2026, 9, 1)}
    events.edit_project(actor=clerk, project=applied, application=application, **facts)
    expected = PresalePipeline.objects.expected
    assert (list(expected(date(2026, 8, 31))), list(expected(date(2026, 9, 1)))) == ([waiting], [])


def test_a_project_is_listed_once(developer: Organization, clerk: User) -> None:
    listed(developer, clerk)
    with pytest.raises(ServiceError, match="这个项目已列入拟办。"):
        listed(developer, clerk)


def test_an_application_of_another_developer_is_refused(developer: Organization, clerk: User) -> None:
    other = applications.draft(market.building(market.estate("清溪湾")), None, clerk)
    with pytest.raises(ServiceError, match=f"申请 {other} 不是{developer}的，请核对。"):
        listed(developer, clerk, application=other)


def test_nobody_was_contacted_tomorrow(developer: Organization, clerk: User) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(ServiceError, match=f"{tomorrow} 晚于今天"):
        listed(developer, clerk, contacted_on=tomorrow)


def test_each_organization_counts_once_in_its_capacity(developer: Organization, clerk: User) -> None:
    banks = [market.organization(name, OrganizationKind.BANK) for name in ("云岭农商行", "云岭建行")]
    training(clerk, developer, *banks)
    training(clerk, developer, banks[0], on=date(2026, 4, 13))
    found = EscrowEvent.objects.all()
    counted = found.attended(OrganizationKind.BANK), found.attended(OrganizationKind.DEVELOPER)
    assert (counted, found.none().attended(OrganizationKind.BANK)) == ((2, 1), 0)


def test_the_kind_follows_from_the_subject(clerk: User) -> None:
    made = events.record_event(actor=clerk, subject="banner", on=date(2026, 4, 1), place="售楼部沿街")
    assert (made.kind, made.get_subject_display()) == ("publicity", "横幅")


def test_the_database_refuses_a_subject_of_another_kind(clerk: User) -> None:
    made = events.record_event(actor=clerk, subject="banner", on=date(2026, 4, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        EscrowEvent.objects.filter(pk=made.pk).update(kind="training")


def test_a_milestone_is_reached_once(clerk: User) -> None:
    events.record_event(actor=clerk, subject="built", on=date(2026, 3, 1))
    with pytest.raises(ServiceError, match="这个平台里程碑已登记。"):
        events.record_event(actor=clerk, subject="built", on=date(2026, 3, 2))


def test_a_training_without_trainees_is_refused(clerk: User) -> None:
    with pytest.raises(ServiceError, match="请填写参加培训的银行和企业。"):
        training(clerk)


def test_an_issued_rule_is_named(clerk: User) -> None:
    with pytest.raises(ServiceError, match="请选择下发的规定"):
        events.record_event(actor=clerk, subject="rule_issued", on=date(2026, 3, 2))


def test_what_was_known_at_the_day(clerk: User, developer: Organization) -> None:
    event = training(clerk, developer)
    before = Scope(date(2026, 4, 11), clock.now())
    assert (list(EscrowEvent.objects.known(before)), list(EscrowEvent.objects.known(Scope(event.on, clock.now())))) == (
        [], [event],
    )


def test_a_correction_names_who_took_part(developer: Organization, clerk: User) -> None:
    event = training(clerk, developer)
    bank = market.organization("云岭农商行", OrganizationKind.BANK)
    events.edit_event(actor=clerk, event=event, attendees=[developer, bank], subject="rule_training", on=event.on)
    event.refresh_from_db()
    assert (events.names_of(event), event.subject) == ("云岭农商行、锦川云栖里开发公司", "rule_training")


def test_the_data_line_may_fail_again_and_again_once_it_is_there(clerk: User) -> None:
    def told(subject: str, on: date) -> EscrowEvent:
        return events.record_event(actor=clerk, subject=subject, on=on)

    with pytest.raises(ServiceError, match="这一天市县数据专线还没有开通，请先登记“市县数据专线开通”。"):
        told("data_line_down", date(2026, 3, 1))
    told("data_line", date(2026, 2, 1))
    made = [told(subject, date(2026, 3, day)) for subject, day in (
        ("data_line_down", 1), ("data_line_up", 2), ("data_line_down", 2), ("data_line_up", 9),
    )]
    assert [one.kind for one in made] == ["line"] * 4
    last = [EscrowEvent.objects.last_of_line(Scope(date(2026, month, day), clock.now()))
            for month, day in ((1, 31), (2, 1), (3, 1), (3, 2), (3, 31))]
    assert [one and one.subject for one in last] == [
        None, "data_line", "data_line_down", "data_line_down", "data_line_up",
    ]
