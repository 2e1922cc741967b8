from django.urls import path

from affordable.views import progress

urlpatterns = [
    path("investment/", progress.InvestmentList.as_view(), name="investment_list"),
    path("investment/new/", progress.InvestmentCreate.as_view(), name="investment_create"),
    path("investment/<int:pk>/", progress.InvestmentPage.as_view(), name="investment_detail"),
    path("subsidies/", progress.SubsidyList.as_view(), name="subsidy_list"),
    path("subsidies/new/", progress.SubsidyCreate.as_view(), name="subsidy_create"),
    path("subsidies/<int:pk>/", progress.SubsidyPage.as_view(), name="subsidy_detail"),
    path("notes/", progress.NoteList.as_view(), name="note_list"),
    path("notes/new/", progress.NoteCreate.as_view(), name="note_create"),
    path("notes/<int:pk>/", progress.NotePage.as_view(), name="note_detail"),
]
