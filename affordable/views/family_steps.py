"""The steps of a case: each with the family, its papers and what the departments have said before one's eyes."""
from typing import Any

from django import forms
from django.urls import reverse

from affordable.enums import Department
from affordable.forms.families import (
    ChecksForm,
    DayForm,
    DayWhyForm,
    NoteForm,
    StepForm,
    SystemForm,
    WhyForm,
)
from affordable.models import Family
from affordable.services import families as services
from affordable.views.record import ReviewPage
from affordable.workflow import ENTER, FAMILY
from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import CreatePage
from housing_portal.kit.secrecy import mask_name
from housing_portal.kit.workflow import Step

CHECKS = Step("checks", "登记部门比对", frozenset(), "", ENTER)


def facts_of(family: Family) -> list[tuple[str, Any]]:
    """Return what one must see of a family before a decision; names are masked."""
    people = family.members.current().order_by("pk")
    checks = services.latest_checks(family)
    said = [f"{one.label}：{checks[one].get_result_display()} {checks[one].finding}".strip()
            for one in Department if one in checks]
    return [
        ("编号", family.number), ("责任单位", family.unit),
        ("家庭成员", "、".join(f"{mask_name(one.name)}（{one.get_relation_display()}）" for one in people)),
        ("家庭类别", family.get_category_display()), ("申请方式", family.get_wanted_display()),
        ("人均月收入（元）", grouped(family.income_pc, 2)), ("人均住房面积（㎡）", grouped(family.house_area_pc, 2)),
        ("部门比对", "；".join(said)), ("公示", family.notice and f"{family.notice}，至 {family.notice.ends_on}"),
    ]


class FamilyStepPage(ReviewPage):
    """``service`` takes the step with what the form holds."""

    model = Family
    workflow = FAMILY
    related = ("unit", "notice")
    service: Any

    def get_facts(self) -> list[tuple[str, Any]]:
        return facts_of(self.object)

    def perform(self, form: forms.Form) -> Family:
        return type(self).service(actor=self.request.user, family=self.object, **form.cleaned_data)


class FamilyAccept(FamilyStepPage):
    step = FAMILY.steps["accept"]
    form_class = StepForm
    done = "已受理。"
    service = staticmethod(services.accept_family)

    def get_effects(self) -> list[str]:
        return ["受理后转社区（街道）初审；初审通过之前申请和成员还可以修改。"]


class FamilyTakeOver(FamilyStepPage):
    step = FAMILY.steps["take_over"]
    form_class = NoteForm
    done = "已确认原批准。"
    service = staticmethod(services.take_over_family)

    def get_effects(self) -> list[str]:
        return ["请对照原批准文件核对；确认后按原批准日期列为已批准，可以登记轮候、租约或核定补贴。"]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        former = [("原批准日期", it.former_approval_on and str(it.former_approval_on)),
                  ("原批准文号", it.former_approval_no)]
        return [*former, *super().get_facts()]

    def get_blocked(self) -> str:
        if self.object.former_approval_on is None:
            return "这个家庭没有登记原批准日期，须从受理开始审批。"
        return super().get_blocked() or own_case(self.request.user, self.object)


class FamilyCheck(FamilyStepPage):
    step = FAMILY.steps["check"]
    form_class = StepForm
    done = "已登记初审通过。"
    service = staticmethod(services.pass_community)

    def get_effects(self) -> list[str]:
        return ["此后申请不能再改，成员变动逐个登记加入或离开；转部门比对。"]


class FamilyCompare(FamilyStepPage):
    step = FAMILY.steps["compare"]
    form_class = StepForm
    done = "已登记比对通过，可以列入公示。"
    service = staticmethod(services.pass_departments)

    def get_effects(self) -> list[str]:
        return ["六个部门都有比对结果、没有不符的才能通过；以各部门最近一次结果为准。"]


class FamilyApprove(FamilyStepPage):
    step = FAMILY.steps["approve"]
    form_class = NoteForm
    done = "已批准。"
    service = staticmethod(services.approve_family)

    def get_effects(self) -> list[str]:
        return ["公示期满、异议都已核查才能批准；批准后进入轮候或核定租赁补贴。"]

    def get_blocked(self) -> str:
        return super().get_blocked() or own_case(self.request.user, self.object)


class FamilyQueue(FamilyStepPage):
    step = FAMILY.steps["queue"]
    form_class = DayForm
    done = "已进入轮候。"
    service = staticmethod(services.queue_family)

    def get_effects(self) -> list[str]:
        return ["按轮候起始日期排序，同一天的按登记先后。"]


class FamilySuspend(FamilyStepPage):
    step = FAMILY.steps["suspend"]
    form_class = DayWhyForm
    done = "已暂停保障。"
    service = staticmethod(services.suspend_family)

    def get_effects(self) -> list[str]:
        return ["租赁补贴同时暂停，所填日期是停发前的最后一天。"]


class FamilyResume(FamilyStepPage):
    step = FAMILY.steps["resume"]
    form_class = DayWhyForm
    done = "已恢复保障。"
    service = staticmethod(services.resume_family)

    def get_effects(self) -> list[str]:
        return ["租赁补贴自所填日期起按原标准恢复发放。"]


class FamilyExit(FamilyStepPage):
    step = FAMILY.steps["exit"]
    form_class = DayWhyForm
    done = "已退出保障。"
    service = staticmethod(services.exit_family)

    def get_effects(self) -> list[str]:
        return ["全部成员和代发账户同时停用，可以另行申请；租约或补贴须先终止。"]


class FamilyReject(FamilyStepPage):
    step = FAMILY.steps["reject"]
    form_class = WhyForm
    done = "已登记不予批准。"
    service = staticmethod(services.reject_family)

    def get_effects(self) -> list[str]:
        return ["申请结束，家庭成员可以另行申请；原因留存并应书面告知申请人。"]

    def get_blocked(self) -> str:
        return super().get_blocked() or own_case(self.request.user, self.object)


class FamilyWithdraw(FamilyStepPage):
    step = FAMILY.steps["withdraw"]
    form_class = DayWhyForm
    done = "已登记撤回。"
    service = staticmethod(services.withdraw_family)

    def get_effects(self) -> list[str]:
        return ["申请结束，家庭成员可以另行申请。"]


def own_case(user: User, family: Family) -> str:
    """Return why nobody decides on what he has entered himself, or nothing."""
    try:
        services.must_be_other_person(user, family)
    except ServiceError as error:
        return error.sentence
    return ""


class FamilyChecks(ReviewPage):
    """What the departments have answered; not all of them need to at once."""

    model = Family
    step = CHECKS
    form_class = ChecksForm
    related = ("unit", "notice")
    done = "已登记比对结果。"

    def get_effects(self) -> list[str]:
        return ["还没有答复的部门留空；不符的写明情况，核实后再登记新的结果，以最近一次为准。"]

    def get_facts(self) -> list[tuple[str, Any]]:
        return facts_of(self.object)

    def get_blocked(self) -> str:
        it = self.object
        fits = services.may_be_compared(it)
        return "" if fits else f"这个家庭{it.get_status_display()}，不能登记部门比对。"

    def perform(self, form: ChecksForm) -> Family:
        return services.record_checks(actor=self.request.user, family=self.object, **form.cleaned_data)


class FamilyEnter(CreatePage):
    """For one family or many: on which day they were put into the housing security system (``?numbers=…``)."""

    permission = ENTER
    title = "登记录入住房保障系统"
    model = Family
    form_class = SystemForm
    list_url = "affordable:family_list"
    done = "已登记录入日期。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "numbers": clean_query(self.request.GET).get("numbers", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form: SystemForm) -> int:
        values = form.cleaned_data
        return services.enter_system(
            actor=self.request.user, families=values["numbers"], on=values["on"], reason=form.reason
        )

    def get_success_url(self) -> str:
        return f"{reverse('affordable:family_list')}?is_entered=true"
