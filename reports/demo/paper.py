"""The drafts of a bulletin and of a work report. Their words carry no numbers: those come from the records."""
from datetime import date, timedelta

from reports.demo.calendar import YearSoFar
from reports.demo.office import Office
from reports.demo.place import BUREAU
from reports.enums import DocumentKind
from reports.models import Document
from reports.services.drafts import draft_document
from reports.slots.draft import period_words

ASSESSMENT = "各责任单位总体上能够按计划推进，但项目之间不平衡，个别单位进度偏慢。"
PROBLEMS = """\
项目推进不平衡。个别项目前期手续办理缓慢，具备条件后未及时组织进场。
补贴发放不够及时。个别单位没有做到按季发放，对象审核环节滞后。
审计整改不彻底。部分问题整改资料不全，超过期限仍未销号。"""
MEASURES = """\
倒排工期抓开工。各责任单位对照年度任务逐项目明确责任人和时限，按周调度，确保按期完成。
加快手续办理。自然资源、住建等部门提前介入，对安居工程项目实行并联审批。
按季发放补贴。加快申报审核，确保符合条件的家庭应补尽补、按时发放。
压实整改责任。对照问题台账逐条整改，资料齐全后及时申请销号。"""

# of the work report
TROUBLES = """\
信息录入不够及时。租赁补贴基准名册中还有{sub_left}的家庭没有录入系统，影响线上发放。
前期手续办理周期较长。部分项目手续不能同步办理，影响开工。"""
STEPS = """\
加快安居工程建设。逐项目倒排工期，按周调度，尽快形成实物工作量。
稳步推进保交房。一楼一策落实资金、人员和工期，妥善回应购房群众诉求。
规范市场秩序。持续开展公示资料、合同文本和预售资金检查，发现问题限期整改。"""


def draft(office: Office, year: YearSoFar) -> Document:
    """Draft the bulletin of today."""
    return draft_document(
        actor=office.clerk, kind=DocumentKind.BULLETIN, title="关于全县住房保障工作督查情况的通报",
        issuer="云岭县住房保障办公室", mark="云岭县住房保障办公室文件", prefix="云房保办发",
        addressees="各乡镇人民政府，云岭经济开发区管委会，县开发公司，县安居公司",
        copies="县财政局，县自然资源局，县审计局",
        imprint_office="云岭县住房保障办公室", as_of=year.today, issued_on=year.today,
        basis_doc=office.policies["inspection"], target_doc=office.policies["targets"],
        campaign_from=year.at(95), campaign_to=year.at(99), campaign_groups=2,
        assessment=ASSESSMENT, problems=PROBLEMS, measures=MEASURES,
    )


def report(office: Office, year: YearSoFar) -> Document:
    """Draft the work report of the last month that is over."""
    last = year.today.replace(day=1) - timedelta(days=1)
    first = date(last.year, 1, 1)
    return draft_document(
        actor=office.clerk, kind=DocumentKind.WORK_REPORT, issuer=BUREAU, mark=f"{BUREAU}文件", prefix="云住建发",
        title=f"{period_words(first, last)}住房保障和房地产工作情况汇报", addressees="云岭县人民政府",
        copies="云川市住房和城乡建设局", imprint_office=f"{BUREAU}办公室", as_of=last, period_from=first,
        issued_on=year.today, problems=TROUBLES, measures=STEPS,
    )
