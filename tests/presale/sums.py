"""The invariants of the books as independent SQL: nothing of the product's own code takes part.

Amounts are whole 分, as the tables hold them. Every question returns the rows that should not be there.
"""
from typing import Any

from django.db import connection as default

E, R = "presale_ledgerentry", "presale_release"

QUESTIONS = {
    "I01 balance": f"""SELECT a.id FROM presale_escrowaccount a
        WHERE a.balance <> (SELECT COALESCE(SUM(e.amount), 0) FROM {E} e WHERE e.account_id = a.id)""",
    "I02 gaps": f"""SELECT a.id FROM presale_escrowaccount a
        WHERE a.last_seq <> (SELECT COUNT(*) FROM {E} e WHERE e.account_id = a.id)
           OR a.last_seq <> (SELECT COALESCE(MAX(e.seq), 0) FROM {E} e WHERE e.account_id = a.id)
           OR 0 <> (SELECT COUNT(*) FROM {E} e WHERE e.account_id = a.id AND e.seq < 1)""",
    "I03 running balance": f"""SELECT e.id FROM (SELECT id, amount, balance_after, LAG(balance_after, 1, 0)
        OVER (PARTITION BY account_id ORDER BY seq) AS before FROM {E}) e
        WHERE e.balance_after <> e.before + e.amount""",
    "I04 overdrawn by a decision": f"""SELECT e.id FROM {E} e
        WHERE e.balance_after < 0 AND e.kind IN ('release', 'refund', 'settlement')""",
    "I07 a release is paid as approved, once": f"""SELECT r.id FROM {R} r WHERE r.status = 'paid'
        AND 1 <> (SELECT COUNT(*) FROM {E} e WHERE e.release_id = r.id AND e.amount = -r.approved_amount
                  AND e.account_id = r.account_id AND e.kind = 'release')""",
    "I08 nothing is paid without a release": f"""SELECT e.id FROM {E} e LEFT JOIN {R} r ON r.id = e.release_id
        WHERE e.kind = 'release' AND (r.id IS NULL OR r.status <> 'paid')""",
    "I09 persons": f"""SELECT r.id FROM {R} r WHERE r.status IN ('approved', 'notified', 'paying', 'paid', 'failed')
        AND (r.accepted_by_id = r.verified_by_id OR r.verified_by_id = r.approved_by_id
             OR r.accepted_by_id = r.approved_by_id OR r.approved_by_id = r.second_approved_by_id
             OR r.inspected_by_id IN (r.accepted_by_id, r.verified_by_id, r.approved_by_id)
             OR r.recorded_by_id IN (r.verified_by_id, r.approved_by_id)
             OR r.approved_by_id IS NULL OR r.verified_by_id IS NULL OR r.accepted_by_id IS NULL)""",
    "I10 what was approved was decided": f"""SELECT r.id FROM {R} r WHERE r.digest <> '' AND NOT EXISTS (
        SELECT 1 FROM presale_decision d WHERE d.release_id = r.id AND d.digest = r.digest)""",
    "I12 reversals": f"""SELECT e.id FROM {E} e LEFT JOIN {E} o ON o.id = e.reversal_of_id
        WHERE e.kind = 'reversal' AND (o.id IS NULL OR o.account_id <> e.account_id OR o.amount <> -e.amount
              OR o.kind = 'reversal' OR o.seq >= e.seq)""",
    "I12 reversed twice": f"""SELECT e.reversal_of_id FROM {E} e WHERE e.reversal_of_id IS NOT NULL
        GROUP BY e.reversal_of_id HAVING COUNT(*) > 1""",
    "I13 serials": f"""SELECT MIN(e.id) FROM {E} e GROUP BY e.account_id, e.bank_serial HAVING COUNT(*) > 1""",
    "I15 tokens": f"""SELECT MIN(e.id) FROM {E} e GROUP BY e.token HAVING COUNT(*) > 1""",
    "I17 closed months": f"""SELECT e.id FROM {E} e JOIN presale_closedmonth m
        ON e.booked_on BETWEEN m.first_day AND m.last_day WHERE e.recorded_at > m.closed_at""",
    "I18 links": f"""SELECT e.id FROM (SELECT id, prev_hash, LAG(hash, 1, '')
        OVER (PARTITION BY account_id ORDER BY seq) AS before FROM {E}) e WHERE e.prev_hash <> e.before""",
    "I18 heads": f"""SELECT a.id FROM presale_escrowaccount a LEFT JOIN {E} e
        ON e.account_id = a.id AND e.seq = a.last_seq WHERE a.head <> COALESCE(e.hash, '')""",
    "I19 diary": f"""SELECT 1 WHERE (SELECT COUNT(*) FROM {E}) <> (SELECT COUNT(*) FROM journal_entry j
        WHERE j.object_type = 'presale.escrowaccount' AND j.label LIKE '%% 笔：%%')""",
    "I19 a decision is told": """SELECT 1 WHERE (SELECT COUNT(*) FROM presale_decision)
        <> (SELECT COUNT(*) FROM journal_entry j WHERE j.object_type IN ('presale.release', 'presale.refund')
            AND j.action NOT IN ('登记用款申请', '修改用款申请') AND j.action NOT LIKE '%%被拒')""",
    "I20 notices": f"""SELECT MIN(r.id) FROM {R} r WHERE r.notice_no IS NOT NULL
        GROUP BY r.notice_no HAVING COUNT(*) > 1""",
    "I21 versions": """SELECT q.account_id FROM presale_quotaversion q GROUP BY q.account_id, q.building_id
        HAVING COUNT(*) <> MAX(q.version) OR MIN(q.version) <> 1""",
    "reserved": f"""SELECT a.id FROM presale_escrowaccount a WHERE a.reserved <> (
        SELECT COALESCE(SUM(r.approved_amount), 0) FROM {R} r WHERE r.account_id = a.id
        AND r.status IN ('approved', 'notified', 'paying', 'failed')) + (
        SELECT COALESCE(SUM(f.amount), 0) FROM presale_refund f WHERE f.account_id = a.id
        AND f.status IN ('approved', 'paying', 'failed'))""",
    "released": f"""SELECT a.id FROM presale_escrowaccount a WHERE a.released <> -(
        SELECT COALESCE(SUM(e.amount), 0) FROM {E} e WHERE e.account_id = a.id AND e.kind = 'release'
        AND NOT EXISTS (SELECT 1 FROM {E} u WHERE u.reversal_of_id = e.id))""",
    "unidentified": f"""SELECT a.id FROM presale_escrowaccount a WHERE a.unidentified <> (
        SELECT COALESCE(SUM(e.amount), 0) FROM {E} e WHERE e.account_id = a.id AND e.kind = 'other'
        AND e.contract_id IS NULL AND NOT EXISTS (SELECT 1 FROM {E} u WHERE u.reversal_of_id = e.id)
        AND NOT EXISTS (SELECT 1 FROM presale_match m WHERE m.entry_id = e.id AND m.undoes_id IS NULL
                        AND NOT EXISTS (SELECT 1 FROM presale_match w WHERE w.undoes_id = m.id)))""",
    "I24 a deduction blocks": f"""SELECT e.account_id FROM {E} e JOIN presale_escrowaccount a ON a.id = e.account_id
        WHERE e.kind = 'deduction' AND a.status = 'active' AND NOT EXISTS (SELECT 1 FROM journal_entry j
        WHERE j.object_type = 'presale.escrowaccount' AND j.object_id = a.id AND j.action = '恢复拨付')""",
}
STATE = f"""SELECT a.balance, a.reserved, a.released, a.unidentified, a.last_seq, a.head, a.status,
    (SELECT COUNT(*) FROM {E}), (SELECT COUNT(*) FROM presale_match), (SELECT COUNT(*) FROM presale_decision),
    (SELECT COUNT(*) FROM {R} WHERE status = 'paid'), (SELECT COUNT(*) FROM journal_entry)
    FROM presale_escrowaccount a WHERE a.id = %s"""


def breaches(connection: Any = default) -> dict[str, list[tuple]]:
    """Return the questions that have an answer."""
    found = {}
    with connection.cursor() as cursor:
        for name, question in QUESTIONS.items():
            cursor.execute(question.replace("%%", "%"))
            if rows := cursor.fetchall():
                found[name] = rows
    return found


def state_of(account: int) -> tuple:
    """Return all that a refused deed must leave as it was."""
    with default.cursor() as cursor:
        cursor.execute(STATE, [account])
        return cursor.fetchone()
