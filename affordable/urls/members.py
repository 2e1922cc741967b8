from django.urls import path

from affordable.views import cards, members

urlpatterns = [
    path("families/members/", members.MemberList.as_view(), name="member_list"),
    path("families/members/<int:pk>/edit/", members.MemberEdit.as_view(), name="member_edit"),
    path("families/members/<int:pk>/leave/", members.MemberLeave.as_view(), name="member_leave"),
    path("families/<int:pk>/join/", members.MemberJoin.as_view(), name="member_join"),
    path("families/<int:pk>/reveal/", members.FamilyReveal.as_view(), name="family_reveal"),
    path("families/<int:pk>/card/", cards.CardCreate.as_view(), name="card_create"),
]
