"""Lists of enterprises, estates, buildings and permits as Excel files: looked at first, then taken over whole."""
from housing_portal.registry.imports.runs import RegisterPlan, commit_import, plan_import, template
from housing_portal.registry.imports.sheets import SHEETS

__all__ = ["SHEETS", "RegisterPlan", "commit_import", "plan_import", "template"]
