"""The page bases. An app's page is a class of three to twelve lines on one of them."""
from housing_portal.kit.pages.base import Button, Page, Scoped
from housing_portal.kit.pages.day import DayPage, day_asked
from housing_portal.kit.pages.detail import DetailPage, KeyFigure
from housing_portal.kit.pages.list import ListPage
from housing_portal.kit.pages.parts import Attachment, HistoryLine, Section, written
from housing_portal.kit.pages.write import ActionPage, CreatePage, EditPage

__all__ = [
    "ActionPage", "Attachment", "Button", "CreatePage", "DayPage", "DetailPage", "EditPage", "HistoryLine",
    "KeyFigure", "ListPage", "Page", "Scoped", "Section", "day_asked", "written",
]
