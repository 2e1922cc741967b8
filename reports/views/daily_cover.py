"""日报报送函 as PDF."""
from housing_portal.journal.models import Attachment
from reports.stored_papers.daily_covers import cover_of
from reports.views.fund_notices import PaperPage
from transactions.models import DailyReport


class DailyCover(PaperPage):
    permission = "transactions.view"
    model = DailyReport
    title = "无法出具日报报送函"

    def paper(self) -> Attachment:
        return cover_of(actor=self.request.user, report=self.object)
