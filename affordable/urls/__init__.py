from affordable.urls import (
    arrears,
    bills,
    buildings,
    communities,
    compounds,
    families,
    findings,
    fundings,
    homes,
    imports,
    leases,
    members,
    milestones,
    notices,
    plans,
    preliminaries,
    progress,
    projects,
    relocated,
    resettlement,
    reviews,
    rounds,
    rural,
    shared,
    subsidies,
    targets,
    works,
    zero,
)

app_name = "affordable"
NOUNS = (
    arrears, bills, buildings, communities, compounds, families, findings, fundings, homes, imports, leases,
    members, milestones, notices, plans, preliminaries, progress, projects, relocated, resettlement, reviews,
    rounds, rural, shared, subsidies, targets, works, zero,
)
urlpatterns = [route for noun in NOUNS for route in noun.urlpatterns]
