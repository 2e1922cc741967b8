"""Alerts in each of their states, made by the services."""
from housing_portal.accounts.models import Unit
from presale.models import EscrowAlert
from presale.services import alerts
from tests.pages import records_escrow_accounts as accounts
from tests.pages.records import Writers
from tests.pages.route import Route


def alert(by: Writers, unit: Unit) -> EscrowAlert:
    return alerts.report_clue(
        actor=by.clerk, account=accounts.active(by, unit), document="检字〔2026〕3 号", sentence="售楼处收取现金",
    )


def handled(by: Writers, unit: Unit) -> EscrowAlert:
    return alerts.handle_alert(actor=by.clerk, alert=alert(by, unit), reason="已责令存入监管账户")


VIEW, RECORD, CONFIRM = "presale.view", "presale.record", "presale.confirm"
# escrow belongs to the bureau: nobody else has the permissions
ESCROW_ALERTS = [
    *(Route(f"presale:{name}", VIEW) for name in ("overview", "overview_workbook", "release_workbook", "alert_list")),
    Route("presale:ledger_workbook", VIEW, accounts.active, outside=403),
    Route("presale:alert_create", RECORD),
    *(Route(f"presale:alert_{step}", permission, make, outside=403) for step, permission, make in (
        ("detail", VIEW, alert), ("confirm", RECORD, alert), ("handle", RECORD, alert), ("close", CONFIRM, handled),
        ("reopen", CONFIRM, handled),
    )),
]
