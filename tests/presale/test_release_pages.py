"""Releases as the desks see them: what is typed wrongly is kept, what is refused leaves a trace, twice is once."""
from collections.abc import Callable

import pytest
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.history import history_of
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from presale.enums import PayeeKind
from presale.models import EscrowAccount, Freeze, LedgerEntry, NodeCertification, Payee, Release
from presale.services import approvals, releases
from presale.services.decisions import STALE
from tests.conftest import Window
from tests.presale import builders, cases
from tests.presale.builders import yuan
from tests.presale.cases import Office, next_of, sums

MILLION = 1_000_000
Sign = Callable[[User], Window]


@pytest.fixture
def typed(payee: Payee, node: NodeCertification) -> dict[str, object]:
    return {
        "node": node.pk, "amount": "1,000,000.00", "purpose": "progress", "payee": payee.pk,
        "contract_doc": "发票 001", "applicant": "马会计", "applied_on": "2024-06-03",
    }


def errors(answer: object) -> dict[str, list[str]]:
    return dict(answer.context["form"].errors)


def url(name: str, release: Release) -> str:
    return reverse(f"presale:release_{name}", args=[release.pk])


def test_an_application_is_typed_in(
    account: EscrowAccount, typed: dict, clerk: User, client_of: Sign
) -> None:
    window = client_of(clerk)
    start = window.post(reverse("presale:release_start"), {"account": account.pk})
    assert start.headers["Location"] == reverse("presale:release_create", args=[account.pk])
    from_form = {**typed, "amount": "１，０００，０００．５"}
    window.post(start.headers["Location"], from_form)
    made = Release.objects.get()
    assert (made.amount, made.number[-5:]) == (yuan("1000000.50"), "-0001")
    assert made.payee_account == made.payee.payee_account


@pytest.mark.parametrize(("amount", "sentence"), [
    ("1e10", "请填写金额，例如 1,234.56。"), ("1_000", "请填写金额，例如 1,234.56。"),
    ("٣٠٠", "请填写金额，例如 1,234.56。"), ("", "请填写申请金额（元）。"), ("0", "应大于 0，请核对。"),
    ("-5", "应大于 0，请核对。"), ("1.234", "小数最多 2 位，请四舍五入后填写。"),
    ("NaN", "请填写金额，例如 1,234.56。"),
])
def test_what_is_no_amount_stays_in_the_form(
    account: EscrowAccount, typed: dict, clerk: User, client_of: Sign, amount: str, sentence: str
) -> None:
    answer = client_of(clerk).post(reverse("presale:release_create", args=[account.pk]), {**typed, "amount": amount})
    assert (errors(answer), answer.context["form"]["amount"].value()) == ({"amount": [sentence]}, amount)
    assert (answer.context["form"]["applicant"].value(), Release.objects.count()) == ("马会计", 0)


def test_a_payee_of_another_account_cannot_be_chosen(
    account: EscrowAccount, typed: dict, payee: Payee, clerk: User, client_of: Sign
) -> None:
    Payee.objects.filter(pk=payee.pk).update(status="removed")
    answer = client_of(clerk).post(reverse("presale:release_create", args=[account.pk]), typed)
    assert list(errors(answer)) == ["payee"]


def test_a_refusal_says_by_how_much_and_stands_in_the_diary(
    who: Office, account: EscrowAccount, payee: Payee, node: NodeCertification, client_of: Sign
) -> None:
    release = cases.drafted(who, account, payee, "2000000.01", node)
    answer = client_of(who.clerk).post(url("submit", release), {"revision": release.revision})
    sentence = ("本次 2,000,000.01 元，超过可拨付额 2,000,000.00 元，多 0.01 元"
                "（监管余额 6,000,000.00，须留存 4,000,000.00，在途 0.00）。")
    assert errors(answer) == {"__all__": [sentence]}
    noted = Entry.objects.get(action="用款提交被拒")
    assert (noted.reason, noted.actor) == (sentence, who.clerk)


def test_a_form_opened_before_somebody_else_acted(
    who: Office, account: EscrowAccount, payee: Payee, node: NodeCertification, client_of: Sign
) -> None:
    release = cases.verified(who, cases.drafted(who, account, payee, MILLION, node))
    seen = release.revision
    next_of(release, releases.return_release, who.clerk, reason="金额有误", open_fields=["amount"])
    next_of(release, releases.edit_release, who.clerk, amount=yuan(1_900_000))
    cases.verified(who, Release.objects.get(pk=release.pk))
    answer = client_of(who.deputy).sign(url("approve", release), {"revision": seen, "opinion": "同意支付"})
    assert (errors(answer), answer.context["form"]["opinion"].value()) == ({"__all__": [STALE]}, "同意支付")
    assert sums(account)[1] == yuan(0)


def test_who_had_another_part_is_told_before_he_clicks(
    who: Office, account: EscrowAccount, payee: Payee, node: NodeCertification, client_of: Sign
) -> None:
    release = cases.submitted(who, cases.drafted(who, account, payee, MILLION, node))
    next_of(release, releases.accept_release, who.second)
    Release.objects.filter(pk=release.pk).update(accepted_by=who.finance)
    page = client_of(who.finance).get(url("verify", release))
    assert page.context["blocked"] == "您已担任本单的受理，财务核额须由另一位同事办理。"


def test_approval_from_desk_to_desk(
    who: Office, account: EscrowAccount, payee: Payee, node: NodeCertification, client_of: Sign
) -> None:
    release = cases.verified(who, cases.drafted(who, account, payee, MILLION, node))
    page = client_of(who.deputy).get(url("approve", release))
    assert page.context["effects"] == [
        "批准后预留 1,000,000.00 元，金额、收款人不能再改。", "现可拨付 2,000,000.00 元，批准后剩 1,000,000.00 元。",
        "须再由局长批准：本账户首笔用款。",
    ]
    client_of(who.deputy).sign(url("approve", release), {"revision": release.revision, "opinion": "同意"})
    release.refresh_from_db()
    assert (release.status, release.approved_by) == ("signed", who.deputy)
    client_of(who.director).sign(url("approve_top", release), {"revision": release.revision})
    release.refresh_from_db()
    assert (release.status, sums(account)[1]) == ("approved", yuan(MILLION))


def test_who_decides_reads_that_it_does_not_fit_any_more(
    who: Office, account: EscrowAccount, payee: Payee, node: NodeCertification, client_of: Sign
) -> None:
    release = cases.verified(who, cases.drafted(who, account, payee, MILLION, node))
    Freeze.objects.create(
        account=account, court="云岭县人民法院", case_no="（2024）1号", doc_no="1号", cap_amount=yuan(1_500_000),
        from_on=builders.OPENED, recorded_by=who.clerk, recorded_at=clock.now(),
    )
    page = client_of(who.deputy).get(url("approve", release))
    refused = cases.refused(lambda: next_of(release, approvals.approve_release, who.deputy))
    assert refused[0].startswith("本次 1,000,000.00 元，超过可拨付额 500,000.00 元，多 500,000.00 元")
    assert page.context["effects"][1] == f"现在批准不了：{refused[0]}"


def test_who_decides_reads_what_an_emergency_takes_from_the_retained(
    who: Office, account: EscrowAccount, node: NodeCertification, client_of: Sign
) -> None:
    payee = builders.payee(account, by=who.clerk, confirmed_by=who.second, name="工资专户", kind=PayeeKind.WAGES)
    wages = {"is_emergency": True, "emergency_reason": "拖欠三个月工资", "purpose": "wages"}
    release = cases.verified(who, cases.drafted(who, account, payee, 2_500_000, node, **wages))
    page = client_of(who.deputy).get(url("approve", release))
    assert page.context["effects"][1] == "应急用款动用须留存的资金：超出现可拨付额 500,000.00 元。"


def test_the_diary_writes_amounts_as_the_page_does(
    who: Office, account: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    release = cases.drafted(who, account, payee, MILLION, node)
    told = {label: after for label, _before, after in history_of(release)[0].changes}
    assert (told["申请金额（元）"], told["收款账号"]) == ("1,000,000.00", payee.payee_account)


def test_a_receipt_sent_twice_pays_once(
    who: Office, account: EscrowAccount, payee: Payee, node: NodeCertification, client_of: Sign
) -> None:
    release = cases.paying(who, cases.drafted(who, account, payee, MILLION, node))
    desk, form = client_of(who.finance), {
        "revision": release.revision, "amount": "1000000", "booked_on": str(release.notified_on),
        "bank_serial": "Ｂ１", "token": "one-form-of-mine",
    }
    answers = [desk.post(url("pay", release), form).headers.get("Location") for _ in range(2)]
    assert answers == [release.get_absolute_url()] * 2
    entry = LedgerEntry.objects.get(release=release)
    assert (entry.amount, entry.bank_serial) == (yuan(-MILLION), "B1")


def test_another_amount_on_the_receipt_keeps_the_form(
    who: Office, account: EscrowAccount, payee: Payee, node: NodeCertification, client_of: Sign
) -> None:
    release = cases.paying(who, cases.drafted(who, account, payee, MILLION, node))
    answer = client_of(who.finance).post(url("pay", release), {
        "revision": release.revision, "amount": "999,999.99", "booked_on": str(release.notified_on),
        "bank_serial": "B1", "token": "one-form-of-mine",
    })
    assert (list(errors(answer)), answer.context["form"]["amount"].value()) == (["amount"], "999,999.99")
    assert (Entry.objects.filter(action="用款登记银行回单被拒").count(), sums(account)[0]) == (1, yuan(6 * MILLION))


def test_the_form_of_a_returned_application_opens_only_what_was_marked(
    who: Office, account: EscrowAccount, payee: Payee, node: NodeCertification, client_of: Sign
) -> None:
    release = cases.submitted(who, cases.drafted(who, account, payee, MILLION, node))
    next_of(release, releases.return_release, who.clerk, reason="金额有误", open_fields=["amount"])
    window = client_of(who.clerk)
    form = window.get(url("edit", release)).context["form"]
    assert [name for name, field in form.fields.items() if not field.disabled] == ["amount", "evidence"]
    window.post(url("edit", release), {"amount": "900000", "applicant": "别人"})
    release.refresh_from_db()
    assert (release.amount, release.applicant) == (yuan(900_000), "马会计")


def test_what_waits_for_me(
    who: Office, account: EscrowAccount, payee: Payee, node: NodeCertification, client_of: Sign
) -> None:
    release = cases.verified(who, cases.drafted(who, account, payee, MILLION, node))
    mine = f"{reverse('presale:release_list')}?status=mine"

    def found(user: User) -> list[Release]:
        return [row.record for row in client_of(user).get(mine).context["table"].rows]

    assert (found(who.deputy), found(who.finance), found(who.director)) == ([release], [], [])
    next_of(release, approvals.approve_release, who.deputy)
    assert (found(who.deputy), found(who.director)) == ([], [release])


def test_the_page_shows_the_working_and_the_way(
    who: Office, account: EscrowAccount, payee: Payee, node: NodeCertification, client_of: Sign
) -> None:
    release = cases.paid(who, cases.drafted(who, account, payee, MILLION, node))
    page = client_of(who.deputy).get(release.get_absolute_url())
    titles = [title for title, _table in page.context["parts"]["details"]]
    assert titles == ["可拨付测算（现在，不含本单）", f"申请时的测算（{release.snapshot['at']}）", "办理环节"]
    steps = [row.record.label for row in page.context["parts"]["details"][-1][1].rows]
    assert steps == ["提交", "受理", "财务核额", "批准", "局长批准", "出拨付通知书", "送银行办理", "登记银行回单"]
