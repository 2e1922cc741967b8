"""The steps of a paper, each a page that says what it will do before it does it."""
from typing import Any

from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.accounts.signing import Signed
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import ActionPage, Button
from housing_portal.kit.workflow import Step
from reports.enums import OUT, DocumentKind, DocumentStatus
from reports.explanations import open_warnings
from reports.models import Capture, Document
from reports.overrides import standing, told
from reports.services import captures, checking, corrections, signing
from reports.services.drafts import take_newest_template
from reports.services.parts import another_person, last_capture
from reports.services.templates import current_template
from reports.workflow import DOCUMENT

CORRECT = Step("draft_correction", "起草更正", OUT, DocumentStatus.ISSUED, "reports.draft")
WITHDRAW = Step("draft_withdrawal", "起草撤回", OUT, DocumentStatus.ISSUED, "reports.draft", danger=True)
RENEW = Step("renew", "换用新模板", frozenset({DocumentStatus.DRAFT}), DocumentStatus.DRAFT, "reports.draft")
PAGES = {
    "capture": "document_capture", "take_back": "document_take_back", "proofread": "document_proofread",
    "countersign": "document_countersign", "return": "document_return", "sign": "document_sign",
    "unsign": "document_unsign", "issue": "document_issue", "archive": "document_archive",
}
DUTIES = {"proofread": "校核", "countersign": "会签", "sign": "签发"}


def files_of(document: Document, *, is_captured: bool) -> list[Button]:
    """Return what can be taken along beside the paper itself."""
    names = [("可编辑稿", "document_docx"), ("取数表", "document_workbook")]
    if is_captured:
        names.append(("数据来源清单", "document_sources"))
    return [Button(label, _address(name, document), "dl") for label, name in names]


def buttons_of(document: Document, user: User, *, is_captured: bool) -> list[Button]:
    """Return the buttons of a paper: its PDF, then the steps that ``user`` may take now."""
    buttons = [Button("版式文件", _address("document_pdf", document), "print")]
    if document.status == DocumentStatus.DRAFT and user.can("reports.draft"):
        buttons.append(Button("编辑", _address("document_edit", document)))
        if document.template_id != getattr(current_template(document.kind), "pk", None):
            buttons.append(Button("换用新模板", _address("document_renew", document)))
    steps = [step for step in DOCUMENT.available(document, user) if step.code in PAGES and _open(step, document, user)]
    for step in steps:
        label = "重新取数" if step.code == "capture" and is_captured else step.label
        buttons.append(Button(label, _address(PAGES[step.code], document), style=_style(step)))
    return buttons


def _address(name: str, document: Document) -> str:
    return reverse(f"reports:{name}", args=[document.pk])


def _style(step: Step) -> str:
    if step.danger:
        return "danger-line"
    return "primary" if step.code in {"proofread", "countersign", "sign", "issue"} else "plain"


def _open(step: Step, document: Document, user: User) -> bool:
    """Tell whether the step is this person's to take on this paper."""
    if step.code == "countersign" and not document.needs_countersign:
        return False
    if step.code == "sign" and document.needs_countersign and document.countersigned_by_id is None:
        return False
    return not _own(step.code, document, user)


def _own(code: str, document: Document, user: User) -> str:
    """Return why the paper is not this person's to check or sign, or nothing."""
    if code not in DUTIES:
        return ""
    wrote = checking.written_by(document) if code == "proofread" else []
    try:
        another_person(user, document, DUTIES[code], *wrote)
    except ServiceError as refusal:
        return refusal.sentence
    return ""


class DocumentStep(ActionPage):
    """A step is taken with the paper named: notices of one batch differ by nothing but whom they are for."""

    model = Document
    workflow = DOCUMENT
    template_name = "reports/document_step.html"

    @property
    def capture(self) -> Capture | None:
        return last_capture(self.object)

    def get_blocked(self) -> str:
        return super().get_blocked() or _own(self.step.code, self.object, self.request.user)

    @property
    def seen(self) -> str:
        """Return the key of the capture that the page has shown, as it was sent along."""
        return self.request.POST.get("seen", "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"seen": self.seen or getattr(self.capture, "pk", ""), **kwargs})

    def get_stopping(self) -> list[str]:
        """Return the sentences of the red items that nobody has explained."""
        capture = self.capture
        found = open_warnings(self.object, checking.judged(self.object, capture)) if capture else []
        return [f"须先处理或说明：{warning.sentence}" for warning in found]

    def get_overridden(self) -> list[str]:
        """Return what the paper prints otherwise than the records state it: nobody agrees to that unseen."""
        return [f"文中有改写的数字——{sentence}" for sentence in told(standing(self.object))]


class DocumentCapture(DocumentStep):
    step = DOCUMENT.steps["capture"]
    done = "已取数。文中数字固定为此刻台账的数字；台账再变，可重新取数。"

    def get_effects(self) -> list[str]:
        return [
            f"全文按截至 {self.object.as_of} 的台账写出，每个数字连同公式和记录一起保存。",
            "取数后送校核；要修改内容，先撤回修改。",
        ]

    def perform(self, form: Any) -> Document:
        captures.capture(actor=self.request.user, document=self.object)
        return self.object


class DocumentTakeBack(DocumentStep):
    step = DOCUMENT.steps["take_back"]
    done = "已撤回为草稿。"

    def get_effects(self) -> list[str]:
        return ["回到草稿，可以修改；修改后须重新取数。已取的数留存备查。"]

    def perform(self, form: Any) -> Document:
        return checking.take_back(actor=self.request.user, document=self.object)


class DocumentProofread(DocumentStep):
    step = DOCUMENT.steps["proofread"]
    done = "已校核。"

    def get_effects(self) -> list[str]:
        later = "送会签" if self.object.needs_countersign else "送签发"
        return [f"确认文字、数字和格式无误，{later}。", *self.get_overridden(), *self.get_stopping()]

    def perform(self, form: Any) -> Document:
        return checking.proofread(actor=self.request.user, document=self.object, seen=self.seen)


class DocumentCountersign(DocumentStep):
    step = DOCUMENT.steps["countersign"]
    done = "已会签。"

    def get_effects(self) -> list[str]:
        return ["同意本文内容，送签发。", *self.get_overridden()]

    def perform(self, form: Any) -> Document:
        return checking.countersign(actor=self.request.user, document=self.object, seen=self.seen)


class DocumentReturn(DocumentStep):
    step = DOCUMENT.steps["return"]
    done = "已退回起草人。"

    def get_effects(self) -> list[str]:
        return ["退回为草稿，已有的校核、会签作废；修改后重新取数、校核。"]

    def perform(self, form: ReasonForm) -> Document:
        return checking.send_back(actor=self.request.user, document=self.object, reason=form.reason)


class DocumentSign(Signed, DocumentStep):
    step = DOCUMENT.steps["sign"]
    done = "已签发，文号已取。"

    def get_blocked(self) -> str:
        return super().get_blocked() or signing.unready(self.object)

    def get_effects(self) -> list[str]:
        return [
            f"文号：{signing.next_number(self.object)}；成文日期为签发当日，补录旧文号的除外。",
            "同时试排版式文件；排不出来则不签发，文号退回。", *self.get_overridden(), *self.get_stopping(),
        ]

    def perform(self, form: Any) -> Document:
        return signing.sign(actor=self.request.user, document=self.object, seen=self.seen)


class DocumentUnsign(DocumentStep):
    step = DOCUMENT.steps["unsign"]
    done = "已撤销签发，文号作废。"

    def get_effects(self) -> list[str]:
        return [
            f"{self.object.number}作废，留在文号登记中，不再使用；再次签发另取新号。", "退回为草稿，重新取数、校核。",
        ]

    def perform(self, form: ReasonForm) -> Document:
        return signing.unsign(actor=self.request.user, document=self.object, reason=form.reason)


class DocumentIssue(DocumentStep):
    step = DOCUMENT.steps["issue"]
    done = "已印发。版式文件和全部数字已固定，不再改动。"

    def get_effects(self) -> list[str]:
        it = self.object
        effects = [
            f"以{it.number}印发，印发日期为今天。",
            "版式文件、摘要、取数、模板和字库版本同时存下，以后台账变动不影响本文。",
        ]
        undone = {DocumentKind.CORRECTION: "更正", DocumentKind.WITHDRAWAL: "撤回"}.get(it.kind)
        return [*effects, *([f"《{it.corrects}》同时标为已{undone}。"] if undone else [])]

    def perform(self, form: Any) -> Document:
        signing.issue(actor=self.request.user, document=self.object, seen=self.seen)
        return self.object


class DocumentArchive(DocumentStep):
    step = DOCUMENT.steps["archive"]
    done = "已归档。"

    def perform(self, form: Any) -> Document:
        return signing.archive(actor=self.request.user, document=self.object)


class Aside(ActionPage):
    """A deed beside the course of the paper; the status table does not know it."""

    model = Document

    def get_blocked(self) -> str:
        return "" if self.object.status in self.step.sources else (
            f"当前状态是“{self.object.get_status_display()}”，不能“{self.step.label}”。"
        )


class DocumentRenew(Aside):
    step = RENEW
    done = "已换用现行模板。"

    def get_effects(self) -> list[str]:
        found = current_template(self.object.kind)
        return [f"本稿改按{found or '内置模板'}写出，请重新检查预览。"]

    def perform(self, form: Any) -> Document:
        return take_newest_template(actor=self.request.user, document=self.object)


class DocumentCorrect(Aside):
    step = CORRECT
    form_class = ReasonForm
    done = "已起草更正通知，更正事项由差异带出。"

    def get_effects(self) -> list[str]:
        return ["起草一份更正通知，逐项列出原文数字和更正后的数字；印发后原文标为已更正，原文本身不改动。"]

    def perform(self, form: ReasonForm) -> Document:
        return corrections.draft_correction(actor=self.request.user, document=self.object, reason=form.reason)


class DocumentWithdraw(Aside):
    step = WITHDRAW
    form_class = ReasonForm
    done = "已起草撤回通知。"

    def get_effects(self) -> list[str]:
        return ["起草一份撤回通知；印发后原文标为已撤回，原文本身不改动，仍可查阅。"]

    def perform(self, form: ReasonForm) -> Document:
        return corrections.draft_withdrawal(actor=self.request.user, document=self.object, reason=form.reason)

