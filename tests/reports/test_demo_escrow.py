"""The supervised money of the demonstration county: something of everything, and little that is wrong."""
from collections import Counter
from datetime import date, datetime

import time_machine
from django.db.models import Model

from housing_portal.kit import clock
from housing_portal.kit.clock import SHANGHAI
from presale.enums import (
    AccountStatus,
    AlertStatus,
    ApplicationStatus,
    EntryKind,
    NodeStatus,
    ReconciliationStatus,
    ReleaseStatus,
)
from presale.models import (
    ClosedMonth,
    EscrowAccount,
    EscrowAlert,
    EscrowEvent,
    Freeze,
    GuaranteeLetter,
    LedgerEntry,
    NodeCertification,
    PermitApplication,
    Reconciliation,
    Refund,
    Release,
)
from reports.demo.past import Agenda


def test_deeds_of_the_past_are_told_in_the_order_of_days() -> None:
    noon = datetime(2026, 6, 30, 12, tzinfo=SHANGHAI)
    with time_machine.travel(noon, tick=False):
        agenda, done = Agenda(), []

        def deed(word: str) -> None:
            done.append((word, clock.today().isoformat()))
            if word == "first":
                agenda.on(clock.today(), deed, "thereupon")

        for on, word in (("2026-03-01", "second"), ("2026-02-01", "first"), ("2026-06-30", "now"), ("2026-07-01", "-")):
            agenda.on(date.fromisoformat(on), deed, word)
        agenda.run()
        assert clock.now() == noon
    assert done == [("first", "2026-02-01"), ("thereupon", "2026-02-01"), ("second", "2026-03-01"),
                    ("now", "2026-06-30")]


def states(model: type[Model], name: str = "status") -> set[str]:
    return set(model._default_manager.values_list(name, flat=True))


def check_supervision() -> None:
    """Look at a county that has been filled on 30 June 2026."""
    assert states(Release) == set(ReleaseStatus.values)
    assert states(PermitApplication) == set(ApplicationStatus.values)
    assert states(EscrowAccount) == set(AccountStatus.values) - {AccountStatus.CLOSED}
    assert states(Refund) == {"draft", "submitted", "approved", "paid"}
    assert states(NodeCertification) == set(NodeStatus.values) - {NodeStatus.REJECTED}
    assert states(Reconciliation) == set(ReconciliationStatus.values)
    assert states(GuaranteeLetter) == {"proposed", "effective", "ended"}
    assert [freeze.state for freeze in Freeze.objects.order_by("pk")] == ["effective", "effective", "waiting"]
    assert states(LedgerEntry, "kind") == set(EntryKind.values)
    assert Release.objects.unreviewed().count() == 1
    assert str(ClosedMonth.objects.latest("last_day").last_day) == "2026-05-31"
    assert EscrowEvent.objects.count() == 10
    assert states(EscrowAlert) == set(AlertStatus.values)
    assert Counter(EscrowAlert.objects.unclosed().values_list("rule", flat=True)) == {
        "outside_account": 2, "frozen": 2, "expiring": 2, "short_down_payment": 2, "no_down_payment": 2,
        "not_reconciled": 2, "over_ceiling": 1, "gap": 1, "loan_outside": 1, "deduction": 1,
    }
