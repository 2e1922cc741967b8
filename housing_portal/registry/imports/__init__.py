"""Lists of enterprises, estates, buildings and permits as Excel files: looked at first, then taken over whole."""
from housing_portal.registry.imports.runs import (
    RegisterPlan,
    commit_import,
    commit_sheet,
    plan_import,
    plan_sheet,
    template,
    template_of,
)
from housing_portal.registry.imports.sheets import SHEETS, Facts, Sheet, amount, at, choice, columns, given, labels

__all__ = [
    "SHEETS", "Facts", "RegisterPlan", "Sheet", "amount", "at", "choice", "columns", "commit_import", "commit_sheet",
    "given", "labels", "plan_import", "plan_sheet", "template", "template_of",
]
