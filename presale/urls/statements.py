"""Statements of the banks, and their lines."""
from django.urls import path

from presale.views import answers, lines, statements

LINE_STEPS = {"book": lines.LineBook, "kind": lines.LineKind, "ignore": lines.LineIgnore, "reopen": lines.LineReopen,
              "answer": answers.LineAnswerCreate}
ANSWER_STEPS = {"confirm": answers.AnswerConfirm, "return": answers.AnswerReturn}

urlpatterns = [
    path("statements/", statements.StatementList.as_view(), name="statement_list"),
    path("statements/import/", statements.StatementImport.as_view(), name="statement_import"),
    path("statements/<int:pk>/", statements.StatementPage.as_view(), name="statement_detail"),
    path("statements/<int:pk>/book/", lines.StatementBook.as_view(), name="statement_book"),
    path("statements/lines/", statements.LineList.as_view(), name="line_list"),
    path("statements/lines/<int:pk>/", lines.LinePage.as_view(), name="line_detail"),
    *(path(f"statements/lines/<int:pk>/{code}/", view.as_view(), name=f"line_{code}")
      for code, view in LINE_STEPS.items()),
    *(path(f"statements/answers/<int:pk>/{code}/", view.as_view(), name=f"answer_{code}")
      for code, view in ANSWER_STEPS.items()),
]
