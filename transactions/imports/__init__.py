"""Taking over files: building tables, prices, historical contracts.

Every kind of file is a module with one function::

    read(content: bytes, name: str, given: Given) -> Plan

``given`` is what the page asked for beside the file. ``read`` looks everything up and changes nothing; it raises
ServiceError or ExcelError when the file as a whole cannot be taken. A ``Plan`` says what would happen: ``errors`` by
cell, ``summary`` as (label, text), ``tables`` as (title, heads, rows) to look at, ``rows`` read, ``added`` new
records. ``plan.commit(actor)`` writes all of it, inside the caller's transaction; a plan with errors is never
committed. ``batches.py`` keeps the file's ImportBatch and its diary entry, the same for every kind.

A kind that takes minutes is started by ``start(actor, content, name, given) -> ImportBatch`` instead (see
``kinds.Kind.start``): it stores the file and leaves the work to a process of its own.
"""
