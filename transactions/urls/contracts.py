"""Contracts of sale, their steps, and refused attempts."""
from django.urls import path

from transactions.views import contract_steps, contracts, personal, violations

STEPS = {
    "sign": contract_steps.ContractSign,
    "submit": contract_steps.ContractSubmit,
    "file": contract_steps.ContractFile,
    "fail": contract_steps.ContractFail,
    "title": contract_steps.ContractTitle,
    "void": contract_steps.ContractVoid,
    "cancel": contract_steps.ContractCancel,
    "approve_cancel": contract_steps.ContractApproveCancel,
    "refuse_cancel": contract_steps.ContractRefuseCancel,
    "change": contract_steps.ContractChange,
    "discard": contracts.ContractDiscard,
    "edit": contracts.ContractEdit,
    "reveal": personal.ContractReveal,
}

urlpatterns = [
    path("contracts/", contracts.ContractList.as_view(), name="contract_list"),
    path("contracts/new/", contracts.ContractCreate.as_view(), name="contract_create"),
    path("contracts/<int:pk>/", contracts.ContractPage.as_view(), name="contract_detail"),
    *(
        path(f"contracts/<int:pk>/{code.replace('_', '-')}/", view.as_view(), name=f"contract_{code}")
        for code, view in STEPS.items()
    ),
    path("violations/", violations.ViolationList.as_view(), name="violation_list"),
]
