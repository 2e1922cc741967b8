"""Affordable housing (保障性安居工程): targets, projects, milestones, investment, subsidies, arrears, findings."""
