"""Indicators, dashboards, workbooks and official documents derived from the records of all other apps."""
