"""Office tables as they come, 目标任务进展情况表 and 督查情况汇总表, and the lists that a bureau has kept so far."""
from affordable.imports.plan import Change, ImportPlan
from affordable.imports.runs import commit_import, plan_import
from affordable.imports.templates import TEMPLATES, template

__all__ = ["TEMPLATES", "Change", "ImportPlan", "commit_import", "plan_import", "template"]
