"""The draft of the bulletin. Its own words carry no numbers: those come from the records."""
from housing_portal.journal.services import attach
from housing_portal.registry.models import PolicyDoc
from reports.cases.case import Case
from reports.enums import DocumentKind
from reports.models import Document
from reports.services.drafts import draft_document

TITLE = "关于全市住房保障工作督查情况的通报"
ASSESSMENT = "总体上看，各责任单位推进不平衡，部分单位重视程度不够。"
PROBLEMS = """\
部分单位责任没有压实。棚户区改造由各地自主申报，但个别单位项目手续尚未办妥，影响年度任务完成。
前期手续办理缓慢。用地报批环节多、周期长，后续手续相互等待，建设和整改进度受到影响。
审计问题整改不到位。部分问题超过规定期限仍未整改销号。"""
MEASURES = """\
加快工程建设进度。对照年度目标任务明确责任主体，倒排工期，按时保质完成。
加快手续办理进度。优化审批流程，提前落实建设用地，为保障性住房开通绿色通道。
加快租赁补贴发放。抓紧对象申报和审核，至少做到按季发放。
抓好续建项目攻坚。逐项目排出建成时间表，按期达到基本建成。
压实审计整改责任。对照问题台账逐条整改，整改一个、销号一个。
持续跟踪督查。对进度滞后的单位重点督导，结果定期通报。"""


def draft_paper(case: Case, policies: list[PolicyDoc]) -> None:
    """Draft the paper with the number that it was printed with, unless it is there already."""
    authority = case.facts.authority
    known = Document.objects.filter(kind=DocumentKind.BULLETIN, as_of=authority.as_of, issuer=authority.issuer).first()

    def draft() -> None:
        paper = draft_document(
            actor=case.clerk, kind=DocumentKind.BULLETIN, title=TITLE, issuer=authority.issuer,
            mark=f"{authority.issuer}文件", prefix=authority.number_prefix, number=authority.number,
            addressees=_addressees(case), imprint_office=authority.issuer, as_of=authority.as_of,
            # the notice bears no date of its own: the day up to which it counts stands in for it
            issued_on=authority.as_of,
            target_doc=policies[0] if policies else None, basis_doc=policies[-1] if policies else None,
            campaign_from=authority.campaign_from, campaign_to=authority.campaign_to,
            campaign_groups=authority.campaign_groups, assessment=ASSESSMENT, problems=PROBLEMS, measures=MEASURES,
        )
        # the whole case stays with the paper, which only the bureau opens; units' records carry their own part
        for name, content in case.files():
            attach(actor=case.clerk, obj=paper, name=name, content=content, kind="案例原件")

    case.settle("通报文号", known and known.number, authority.number, draft)


def _addressees(case: Case) -> str:
    zones = [name for name in case.facts.units if name.endswith(("经开区", "开发区", "高新区"))]
    return "，".join(["各县（市、区）人民政府", *(f"{name}管委会" for name in zones)])
