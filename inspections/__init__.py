"""Inspections, rectification, credit files, petitions (检查, 整改, 信用, 信访)."""
