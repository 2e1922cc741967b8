"""What people do with affordable housing records: keyword-only verbs, each one transaction and one diary entry.

Every verb locks the unit first, then the record; refuses with ServiceError (a sentence per field where possible) or
NeedsReason (unusual, allowed with a written reason); and returns the record.
"""
from affordable.services.arrears import record_arrears_plan, record_continued_task, record_stock
from affordable.services.findings import close_finding, list_finding, return_finding, submit_finding
from affordable.services.milestones import (
    confirm_milestone,
    record_milestone,
    resubmit_milestone,
    return_milestone,
    revoke_milestone,
)
from affordable.services.progress import record_investment, record_note, record_subsidy
from affordable.services.projects import create_project, edit_project
from affordable.services.targets import issue_target, revise_target

__all__ = [
    "close_finding",
    "confirm_milestone",
    "create_project",
    "edit_project",
    "issue_target",
    "list_finding",
    "record_arrears_plan",
    "record_continued_task",
    "record_investment",
    "record_milestone",
    "record_note",
    "record_stock",
    "record_subsidy",
    "resubmit_milestone",
    "return_finding",
    "return_milestone",
    "revise_target",
    "revoke_milestone",
    "submit_finding",
]
