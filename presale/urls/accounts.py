from django.urls import path

from presale.views import account_page, accounts

urlpatterns = [
    path("accounts/", accounts.AccountList.as_view(), name="account_list"),
    path("accounts/new/", accounts.AccountCreate.as_view(), name="account_create"),
    path("accounts/<int:pk>/", account_page.AccountPage.as_view(), name="account_detail"),
    path("accounts/<int:pk>/edit/", accounts.AccountEdit.as_view(), name="account_edit"),
    path("accounts/<int:pk>/agree/", accounts.AccountAgree.as_view(), name="account_agree"),
    path("accounts/<int:pk>/activate/", accounts.AccountActivate.as_view(), name="account_activate"),
    path("accounts/<int:pk>/pause/", accounts.AccountPause.as_view(), name="account_pause"),
    path("accounts/<int:pk>/resume/", accounts.AccountResume.as_view(), name="account_resume"),
    path("accounts/<int:pk>/end/", accounts.AccountApplyRelease.as_view(), name="account_apply_release"),
    path("accounts/<int:pk>/refuse/", accounts.AccountRefuseRelease.as_view(), name="account_refuse_release"),
    path("accounts/<int:pk>/release/", accounts.AccountApproveRelease.as_view(), name="account_approve_release"),
    path("accounts/<int:pk>/settle/", accounts.AccountSettle.as_view(), name="account_settle"),
    path("accounts/<int:pk>/close/", accounts.AccountClose.as_view(), name="account_close"),
]
