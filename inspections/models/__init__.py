"""The records of inspections, by noun."""
from inspections.models.campaign import Campaign, Screening
from inspections.models.credit import CreditGrade, CreditItem, CreditRecord, CreditRule, CreditStep
from inspections.models.domain import CheckItem, InspectionDomain, ViolationType
from inspections.models.draw import DrawInspector, DrawPair, DrawTarget, RandomDraw
from inspections.models.finding import Finding, FindingStep
from inspections.models.inspection import Inspection, InspectionItem, InspectionMember
from inspections.models.inspector import Inspector, InspectorTie
from inspections.models.notice import Extension, NoticeFinding, RectificationNotice
from inspections.models.petition import Petition, Petitioner, PetitionStep
from inspections.models.recheck import Recheck, RecheckInspector, Reply
from inspections.models.target import InspectionTarget

__all__ = [
    "Campaign",
    "CheckItem",
    "CreditGrade",
    "CreditItem",
    "CreditRecord",
    "CreditRule",
    "CreditStep",
    "DrawInspector",
    "DrawPair",
    "DrawTarget",
    "Extension",
    "Finding",
    "FindingStep",
    "Inspection",
    "InspectionDomain",
    "InspectionItem",
    "InspectionMember",
    "InspectionTarget",
    "Inspector",
    "InspectorTie",
    "NoticeFinding",
    "Petition",
    "PetitionStep",
    "Petitioner",
    "RandomDraw",
    "Recheck",
    "RecheckInspector",
    "RectificationNotice",
    "Reply",
    "Screening",
    "ViolationType",
]
