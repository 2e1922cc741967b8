from django.urls import path

from affordable.views import reviews

STEPS = {
    "submit": reviews.ReviewSubmit,
    "pass": reviews.ReviewPass,
    "adjust": reviews.ReviewAdjust,
    "fail": reviews.ReviewFail,
    "exit": reviews.ReviewExit,
}
urlpatterns = [
    path("reviews/", reviews.ReviewList.as_view(), name="review_list"),
    path("reviews/open/", reviews.ReviewOpen.as_view(), name="review_open"),
    path("reviews/<int:pk>/", reviews.ReviewDetail.as_view(), name="review_detail"),
    *(path(f"reviews/<int:pk>/{code}/", view.as_view(), name=f"review_{code}") for code, view in STEPS.items()),
]
