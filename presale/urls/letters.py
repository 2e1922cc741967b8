from django.urls import path

from presale.views import letters

urlpatterns = [
    path("letters/", letters.LetterList.as_view(), name="letter_list"),
    path("accounts/<int:pk>/letters/new/", letters.LetterCreate.as_view(), name="letter_create"),
    path("letters/<int:pk>/", letters.LetterPage.as_view(), name="letter_detail"),
    path("letters/<int:pk>/confirm/", letters.LetterConfirm.as_view(), name="letter_confirm"),
    path("letters/<int:pk>/end/", letters.LetterEnd.as_view(), name="letter_end"),
]
