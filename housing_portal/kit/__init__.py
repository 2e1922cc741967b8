"""Shared parts without models: fields, rules, pages, Excel, documents. Imports nothing of ours."""
