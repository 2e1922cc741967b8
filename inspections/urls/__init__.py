from inspections.urls import credit, findings, grounds, inspections, notices, overview, petitions

app_name = "inspections"
NOUNS = (overview, grounds, inspections, findings, notices, petitions, credit)
urlpatterns = [route for noun in NOUNS for route in noun.urlpatterns]
