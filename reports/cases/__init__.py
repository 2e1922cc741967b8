"""Whole cases, as a notice states them: read from files, entered through the services as a clerk would enter them."""
