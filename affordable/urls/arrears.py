from django.urls import path

from affordable.views import arrears

urlpatterns = [
    path("stock/", arrears.StockList.as_view(), name="stock_list"),
    path("stock/new/", arrears.StockCreate.as_view(), name="stock_create"),
    path("stock/<int:pk>/", arrears.StockPage.as_view(), name="stock_detail"),
    path("arrears/", arrears.ArrearsList.as_view(), name="arrears_list"),
    path("arrears/new/", arrears.ArrearsCreate.as_view(), name="arrears_create"),
    path("arrears/<int:pk>/", arrears.ArrearsPage.as_view(), name="arrears_detail"),
    path("continued/", arrears.ContinuedList.as_view(), name="continued_list"),
    path("continued/new/", arrears.ContinuedCreate.as_view(), name="continued_create"),
    path("continued/<int:pk>/", arrears.ContinuedPage.as_view(), name="continued_detail"),
]
