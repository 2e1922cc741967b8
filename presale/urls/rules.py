"""Rule sets and the templates they may be copied from."""
from django.urls import path

from presale.views import rules

STEPS = {
    "edit": rules.RuleEdit, "copy": rules.RuleCopy, "activate": rules.RuleActivate, "retire": rules.RuleRetire,
}

urlpatterns = [
    path("rules/", rules.RuleList.as_view(), name="rule_list"),
    path("rules/new/", rules.RuleCreate.as_view(), name="rule_create"),
    path("rules/<int:pk>/", rules.RulePage.as_view(), name="rule_detail"),
    *(path(f"rules/<int:pk>/{code}/", view.as_view(), name=f"rule_{code}") for code, view in STEPS.items()),
]
