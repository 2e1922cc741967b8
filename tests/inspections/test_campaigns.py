"""专项检查: open for inspections of its domain, closed when its logs are signed; screened totals as stated."""
from datetime import date

from housing_portal.accounts.models import Unit
from housing_portal.kit import scope
from inspections.services import campaigns, inspections, targets
from tests.inspections.duty import said, with_role
from tests.inspections.test_inspections import DAY, figures
from tests.pages import records_inspections as make
from tests.pages.records import Writers


def test_a_campaign_closes_when_its_logs_are_signed(by: Writers, town: Unit) -> None:
    campaign = make.campaign(by, town)
    assert said(make.visit, by, make.office(by, town), campaign=campaign) == {
        "campaign": [f"“{campaign}”拟定，只有进行中的专项可以登记检查。"]
    }
    campaign = campaigns.open_campaign(actor=by.chief, campaign=campaign)
    visit = make.visit(by, targets.InspectionTarget.objects.get(), campaign=campaign)
    assert said(campaigns.close_campaign, actor=by.chief, campaign=campaign) == [
        "还有 1 次检查的日志没有签字，签完或作废后再结束。"
    ]
    inspections.sign_log(actor=by.chief, inspection=visit)
    campaign = campaigns.close_campaign(actor=by.chief, campaign=campaign)
    assert (campaign.status, campaign.closed_on) == ("closed", DAY)
    assert said(campaigns.edit_campaign, actor=by.clerk, campaign=campaign, note="补充") == [
        "专项已结束，不能再改；确需更正的请先重新启动。"
    ]
    assert campaigns.reopen_campaign(actor=by.chief, campaign=campaign, reason="补查一户").closed_on is None


def test_a_campaign_takes_inspections_of_its_domain_and_days(by: Writers, town: Unit) -> None:
    campaign, office = make.running(by, town), make.office(by, town)
    assert said(make.visit, by, office, campaign=campaign, on=date(2026, 5, 5)) == {
        "on": ["2026-05-05 早于专项开始日期 2026-05-06，请核对。"]
    }
    other = make.domain(by, town)
    home = targets.register_target(actor=by.clerk, domain=other, kind="other", name="柳巷 3 号")
    assert said(make.visit, by, home, campaign=campaign) == {
        "campaign": [f"“{campaign}”检查的是商品房销售，这个对象属于{town}检查。"]
    }
    make.visit(by, office, campaign=campaign)
    assert said(campaigns.edit_campaign, actor=by.clerk, campaign=campaign, domain=other) == {
        "domain": ["专项已有检查、抽取或排查统计，检查领域不能再改。"]
    }
    assert said(campaigns.edit_campaign, actor=by.clerk, campaign=campaign, ends_on=date(2026, 1, 1)) == {
        "__all__": ["结束日期不能早于开始日期。"]
    }


def test_screened_totals_are_cumulative_and_taken_back_by_others(by: Writers, town: Unit) -> None:
    first = make.screening(by, town)
    facts = {"actor": by.clerk, "campaign": first.campaign, "what": "排查图斑"}
    assert said(campaigns.state_screening, on=DAY, screened=119, **facts) == {
        "screened": ["2026-05-18 已累计 120，累计数不能减少；前一次填错的请先撤回。"]
    }
    assert said(campaigns.state_screening, on=DAY, screened=130, found_what="隐患", found=131, **facts) == {
        "__all__": ["其中数不能大于排查数。"]
    }
    assert said(campaigns.state_screening, on=date(2026, 5, 21), screened=130, **facts) == {
        "on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]
    }
    newest = campaigns.state_screening(on=DAY, screened=150, **facts)
    latest = newest.campaign.screenings.latest
    assert [one.screened for one in latest(scope.current(DAY))] == [150]
    assert [one.screened for one in latest(scope.current(date(2026, 5, 19)))] == [120]
    chief = with_role(by.clerk, "chief")
    assert said(campaigns.take_back_screening, actor=chief, screening=newest, reason="错") == [
        "这一次统计由您本人登记，撤回须由另一位同事进行。"
    ]
    key = f"insp_screened_{first.pk}"
    assert figures() == {key: 150}
    campaigns.take_back_screening(actor=by.chief, screening=newest, reason="数错")
    assert figures() == {key: 120, f"{key}_found": 7}
    assert figures(date(2026, 5, 17)) == {}
    assert [one.screened for one in latest(scope.current(DAY))] == [120]
    assert said(campaigns.take_back_screening, actor=by.chief, screening=newest, reason="再撤") == [
        "这一次统计已经撤回。"
    ]
