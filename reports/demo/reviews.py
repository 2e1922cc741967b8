"""Annual reviews: a small one of the year before, with one family that never came, and this year's under way."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from affordable.enums import IN_CARE, FamilyCategory
from affordable.models import AnnualReview, Family
from affordable.services import grants, reviews
from housing_portal.kit import clock
from reports.demo.families import LAUNCH
from reports.demo.scene import ONE, Scene

OPENED = LAUNCH - 5  # days ago: when few families were in care
THIS_YEAR = 68  # day of the year
# what became of the reviews in their order; those that are not named were never handed in
FORMER = ("passed", "adjusted", "exited", "passed")
NEW = ("passed", "submitted", "failed", "submitted", "adjusted")


def course(scene: Scene) -> None:
    """Put both reviews on the agenda."""
    deeds = Reviews(scene)
    scene.ago(OPENED, deeds.begin, FORMER)
    scene.on_day(THIS_YEAR, deeds.begin, NEW)


class Reviews:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def begin(self, results: tuple[str, ...]) -> None:
        """List the families in care; their papers come in, and are decided, in the weeks after."""
        today = clock.today()
        reviews.open_reviews(actor=self.scene.clerk, year=today.year, due_on=date(today.year, 12, 31))
        listed = AnnualReview.objects.filter(year=today.year).order_by("-was_tenant", "pk")
        for place, (review, result) in enumerate(zip(listed, results, strict=False)):
            self.scene.agenda.on(today + ONE * (20 + place), self._unless_gone, review, self.hand_in)
            if result != "submitted":
                self.scene.agenda.on(today + ONE * (32 + place), self._unless_gone, review, getattr(self, result))

    def _unless_gone(self, review: AnnualReview, deed: Callable[[AnnualReview], None]) -> None:
        """Do a deed for a family that has not left in the meantime."""
        if Family.objects.filter(pk=review.family_id, status__in=IN_CARE).exists():
            deed(review)

    def hand_in(self, review: AnnualReview) -> None:
        reviews.submit_review(actor=self.scene.clerk, review=review, submitted_on=clock.today())

    def passed(self, review: AnnualReview) -> None:
        reviews.pass_review(actor=self.scene.chief, review=review, finding="收入、住房无变化")

    def adjusted(self, review: AnnualReview) -> None:
        reviews.adjust_review(
            actor=self.scene.chief, review=review, category=FamilyCategory.LOW_INCOME, income_pc=Decimal(990),
            house_area_pc=review.family.house_area_pc, finding="收入增加，调整为低收入家庭",
        )

    def failed(self, review: AnnualReview) -> None:
        reviews.fail_review(actor=self.scene.chief, review=review, finding="名下已购商品住房，不再符合条件")

    def exited(self, review: AnnualReview) -> None:
        """Let a family that is not entitled any more leave: its subsidy ends first."""
        self.failed(review)
        grants.end_grant(
            actor=self.scene.chief, grant=review.family.grants.get(), on=clock.today(), reason="年审不通过"
        )
        reviews.exit_review(actor=self.scene.chief, review=review, on=clock.today())
