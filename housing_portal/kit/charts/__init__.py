"""Pictures of figures: lamps, pace bars and charts."""
from housing_portal.kit.charts.lamps import SLOW, lamp, light, pace_bar
from housing_portal.kit.charts.panels import Card, Panel
from housing_portal.kit.charts.pictures import bar_chart, column_chart, line_chart
from housing_portal.kit.charts.shapes import Mark

__all__ = ["SLOW", "Card", "Mark", "Panel", "bar_chart", "column_chart", "lamp", "light", "line_chart", "pace_bar"]
