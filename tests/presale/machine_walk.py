"""Every deed of the machine once, in an order in which each goes through: what chance alone might never come by."""
from typing import Any

WALK: tuple[tuple[Any, ...], ...] = (
    # receipts: one that the bureau gets wrong, and that nobody can name at first
    ("receipt", 1000, "", True, 100), ("match", 1, "sold"), ("unmatch", 1), ("receive_again", 0, True, True),
    ("receive_again", 0, False, True), ("receive_on_another_day", 5, False),
    # what must be kept
    ("certify", "half"), ("certify", "topout"), ("void", "topout"), ("set_quota", 900_000, 0, "调整"),
    ("letter", 100_000, 0, 30), ("end_letter", 0), ("letter", 50_000, 0, 3),
    # freezes: one holds everything for some days, one waits behind it, one was entered by mistake
    ("disturb", "freeze", 3, 2), ("disturb", "freeze", 4, None), ("disturb", "freeze", 5, None), ("confirm", 1, True),
    ("confirm", 1, True), ("confirm", 1, False), ("effect", 1), ("extend", 1, 4), ("lift", 1, False), ("pass_days", 6),
    ("effect", 1), ("night",), ("lift", 5, True), ("lift", 1, True),
    # the bank: its word corrects the ledger, its slip is void, a difference is explained
    ("bring_in_order",), ("bring_in_order",), ("only_the_bank_knows", 500), ("take_statement", 40), ("leave_out", 1),
    ("leave_out", 1), ("book_line", 1, "sold"), ("contradict", 77), ("ask_the_bank", 0),
    ("receipt", 1000, "sold", False, 0), ("reconcile", 0), ("explain", 0, False), ("explain", 0, True), ("resume",),
    ("disturb", "pause", 1, None), ("resume",), ("disturb", "deduct", 5, None), ("bring_in_order",),
    # releases
    ("ask", 10_000, "half", False, 1), ("take", 0, ["back", "on", "hand", "on", "on", "on", "on", "fail", "on"]),
    ("take", 0, ["amount", "on"]), ("ask", 10_000, "", False, 0), ("take", 0, ["on", "hand"]),
    ("ask", 5, "half", True, 0), ("take", 0, ["cancel"]),
    # refunds, the last of them sent back by the bank after it was paid
    ("ask_back", 1000, "ended"), ("take_back", 0, ["on", "back"]), ("ask_back", 7, "ended"),
    ("take_back", 0, ["cancel"]), ("ask_back", 1000, "ended"),
    ("take_back", 0, ["on", "on", "hand", "on", "on", "fail", "on", "amount", "on"]), ("reverse", -1),
    # a quota below what was released takes a reason; a month is closed
    ("set_quota", 1, 0, ""), ("bring_in_order",), ("pass_days", 20), ("close_month", True),
    ("receive_on_another_day", 5, True), ("carry_through", 100, True),
)
