"""The twenty-six invariants of the books, and where each of them is proved.

``SQL``: a question of tests/presale/sums.py, asked after every deed of the machine and after every kill. ``MODEL``: the
plain model foretells whether each deed goes through and what every figure is afterwards. ``VERIFY``: a rule of
``manage.py verify``, asked when a run of the machine ends. Anything else is a test by its place and name.
"""
SQL, MODEL, VERIFY = "SQL", "MODEL", "VERIFY"
RACES, RAW, TAMPER = "concurrency/test_escrow.py", "presale/test_raw.py", "reports/test_escrow_rules.py"

INVARIANTS: dict[str, tuple[str, ...]] = {
    # the balance is the sum of the entries
    "I01": (SQL, MODEL, VERIFY),
    # entries are numbered 1, 2, 3 …
    "I02": (SQL, MODEL, VERIFY, f"{RAW}::test_an_entry_that_cannot_be"),
    # each balance follows from the one before
    "I03": (SQL, VERIFY, f"{RAW}::test_an_entry_that_cannot_be"),
    # no decision overdraws the account
    "I04": (SQL, MODEL, f"{RACES}::test_fifty_payments_of_which_ten_fit"),
    # what must be kept stays; asserted at each approval of the machine
    "I05": (MODEL, VERIFY, "reports/test_release_rules.py", f"{RACES}::test_fifty_approvals_of_which_ten_fit"),
    # what was released and is set aside stays under the ceiling; asserted at each approval of the machine
    "I06": (MODEL, VERIFY, "reports/test_release_rules.py", "presale/test_available.py",
            f"{RACES}::test_without_the_lock_more_is_approved_than_there_is"),
    # one release, one payment of its amount
    "I07": (SQL, MODEL, VERIFY, f"{RACES}::test_fifty_receipts_for_the_same_release"),
    # no payment without an approval
    "I08": (SQL, MODEL, VERIFY, f"{RAW}::test_an_entry_that_cannot_be"),
    # different persons
    "I09": (SQL, MODEL, VERIFY, f"{RAW}::test_states_that_cannot_be", "presale/test_persons.py"),
    # what is paid is what was approved
    "I10": (SQL, VERIFY, f"{RAW}::test_what_was_approved_stays"),
    # nothing is changed or deleted
    "I11": (f"{RAW}::test_no_field_is_changed", f"{RAW}::test_no_row_is_deleted", f"{RAW}::test_no_row_is_replaced",
            f"{RAW}::test_no_table_is_emptied"),
    # a reversal mirrors one entry, once
    "I12": (SQL, MODEL, VERIFY, f"{RAW}::test_an_entry_that_cannot_be"),
    # a serial of the bank is one entry and one line
    "I13": (SQL, MODEL, f"{RACES}::test_a_receipt_is_booked_once_by_many"),
    # the same serial with other content is an error
    "I14": (MODEL, "presale/test_answers.py"),
    # the same submission is the same entry
    "I15": (SQL, MODEL, f"{RACES}::test_fifty_times_the_same_submission", "presale/test_kill.py"),
    # lines add up to what the bank states, and differences to nothing unexplained
    "I16": (SQL, MODEL, VERIFY, "presale/test_reconciliations.py"),
    # nothing in a closed month, nothing tomorrow
    "I17": (SQL, MODEL, VERIFY, "presale/test_months.py"),
    # the keyed chain, its heads and the anchors: by SQL the links, by verify the keys
    "I18": (SQL, VERIFY, f"{TAMPER}::test_a_cut_tail_is_found", f"{TAMPER}::test_an_anchor_shows_a_chain_written_anew"),
    # the diary tells of every deed; a refused deed leaves no trace in the machine, and a line at the window
    "I19": (SQL, MODEL, VERIFY, "presale/test_denials.py"),
    # numbers of papers without gap
    "I20": (SQL, VERIFY, "concurrency/test_papers.py"),
    # quotas are versions
    "I21": (SQL, MODEL, VERIFY, "presale/test_quotas.py"),
    # the sum of the accounts is the total of the reports; of the one account, when a run of the machine ends
    "I22": ("presale/test_standing.py", "presale/test_overview.py", "presale/test_workbooks.py"),
    # what is frozen is not available
    "I23": (MODEL, "presale/test_freezes.py"),
    # a deduction is booked, and blocks
    "I24": (SQL, MODEL, VERIFY, "presale/test_ledger.py::test_a_deduction_is_booked_and_blocks"),
    # a closed account is empty
    "I25": (SQL, MODEL, VERIFY, "presale/test_accounts.py::test_supervision_ends_when_nothing_is_open"),
    # closed months are those of the banks
    "I26": (SQL, VERIFY, "presale/test_months.py"),
}
