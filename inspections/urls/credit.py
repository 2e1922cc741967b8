from django.urls import path

from inspections.views import credit_files as files
from inspections.views import credit_records as records
from inspections.views import credit_rules as rules

RULE_STEPS = {
    "edit": rules.CreditRuleEdit, "confirm": rules.CreditRuleConfirm, "void": rules.CreditRuleVoid,
    "copy": rules.CreditRuleCopy,
}
RECORD_STEPS = {
    "confirm": records.CreditConfirm, "notify": records.CreditNotify, "object": records.CreditObject,
    "uphold": records.CreditUphold, "withdraw": records.CreditWithdraw, "revoke": records.CreditRevoke,
    "undo": records.CreditUndo,
}

urlpatterns = [
    path("credit/", files.CreditFileList.as_view(), name="credit_list"),
    path("credit/<int:pk>/<str:kind>/", files.CreditFilePage.as_view(), name="credit_file"),
    path("credit-publication/", files.PublicationList.as_view(), name="credit_publication"),
    path("credit-records/", records.CreditRecordList.as_view(), name="credit_record_list"),
    path("credit-records/new/", records.CreditRecordCreate.as_view(), name="credit_record_create"),
    path("credit-records/<int:pk>/", records.CreditRecordPage.as_view(), name="credit_record_detail"),
    *(path(f"credit-records/<int:pk>/{code}/", view.as_view(), name=f"credit_record_{code}")
      for code, view in RECORD_STEPS.items()),
    path("credit-rules/", rules.CreditRuleList.as_view(), name="credit_rule_list"),
    path("credit-rules/new/", rules.CreditRuleCreate.as_view(), name="credit_rule_create"),
    path("credit-rules/sample/", rules.CreditRuleSample.as_view(), name="credit_rule_sample"),
    path("credit-rules/<int:pk>/", rules.CreditRulePage.as_view(), name="credit_rule_detail"),
    path("credit-rules/<int:pk>/items/new/", rules.CreditItemCreate.as_view(), name="credit_item_create"),
    path("credit-items/<int:pk>/drop/", rules.CreditItemDrop.as_view(), name="credit_item_drop"),
    *(path(f"credit-rules/<int:pk>/{code}/", view.as_view(), name=f"credit_rule_{code}")
      for code, view in RULE_STEPS.items()),
]
