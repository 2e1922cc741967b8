"""The invariants of the books as independent SQL: nothing of the product's own code takes part.

Amounts are whole 分, as the tables hold them. Every question returns the rows that should not be there.
"""
from typing import Any

from django.db import connection as default

E, R, F = "presale_ledgerentry", "presale_release", "presale_refund"

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
                  AND e.account_id = r.account_id AND e.kind = 'release' AND e.counterparty = r.payee_name)""",
    "I07 a refund is paid as approved, once": f"""SELECT f.id FROM {F} f WHERE f.status = 'paid'
        AND 1 <> (SELECT COUNT(*) FROM {E} e WHERE e.refund_id = f.id AND e.amount = -f.amount
                  AND e.account_id = f.account_id AND e.kind = 'refund' AND e.counterparty = f.receiver)""",
    "I08 nothing is paid without a release": f"""SELECT e.id FROM {E} e LEFT JOIN {R} r ON r.id = e.release_id
        WHERE e.kind = 'release' AND (r.id IS NULL OR r.status <> 'paid')""",
    "I08 nothing is refunded without a refund": f"""SELECT e.id FROM {E} e LEFT JOIN {F} f ON f.id = e.refund_id
        WHERE e.kind = 'refund' AND (f.id IS NULL OR f.status <> 'paid')""",
    "I09 persons": f"""SELECT r.id FROM {R} r WHERE r.status IN ('approved', 'notified', 'paying', 'paid', 'failed')
        AND (r.accepted_by_id = r.verified_by_id OR r.verified_by_id = r.approved_by_id
             OR r.accepted_by_id = r.approved_by_id OR r.approved_by_id = r.second_approved_by_id
             OR r.inspected_by_id IN (r.accepted_by_id, r.verified_by_id, r.approved_by_id)
             OR r.recorded_by_id IN (r.verified_by_id, r.approved_by_id)
             OR r.approved_by_id IS NULL OR r.verified_by_id IS NULL OR r.accepted_by_id IS NULL)""",
    "I09 persons of refunds": f"""SELECT f.id FROM {F} f WHERE f.status IN ('approved', 'paying', 'paid', 'failed')
        AND (f.recorded_by_id = f.checked_by_id OR f.checked_by_id = f.approved_by_id
             OR f.recorded_by_id = f.approved_by_id OR f.checked_by_id IS NULL OR f.approved_by_id IS NULL)""",
    "I10 what was approved was decided": f"""SELECT r.id FROM {R} r WHERE r.digest <> '' AND NOT EXISTS (
        SELECT 1 FROM presale_decision d WHERE d.release_id = r.id AND d.digest = r.digest)""",
    "I10 what was approved of refunds was decided": f"""SELECT f.id FROM {F} f WHERE f.digest <> '' AND NOT EXISTS (
        SELECT 1 FROM presale_decision d WHERE d.refund_id = f.id AND d.digest = f.digest)""",
    "I12 reversals": f"""SELECT e.id FROM {E} e LEFT JOIN {E} o ON o.id = e.reversal_of_id
        WHERE e.kind = 'reversal' AND (o.id IS NULL OR o.account_id <> e.account_id OR o.amount <> -e.amount
              OR o.kind = 'reversal' OR o.seq >= e.seq)""",
    "I12 reversed twice": f"""SELECT e.reversal_of_id FROM {E} e WHERE e.reversal_of_id IS NOT NULL
        GROUP BY e.reversal_of_id HAVING COUNT(*) > 1""",
    "I13 serials": f"""SELECT MIN(e.id) FROM {E} e GROUP BY e.account_id, e.bank_serial HAVING COUNT(*) > 1""",
    "I15 tokens": f"""SELECT MIN(e.id) FROM {E} e GROUP BY e.token HAVING COUNT(*) > 1""",
    "I13 lines": """SELECT MIN(l.id) FROM presale_statementline l WHERE l.status NOT IN ('conflict', 'void')
        GROUP BY l.account_id, l.serial HAVING COUNT(*) > 1""",
    "I16 the lines of a day": """SELECT d.account_id FROM (
        SELECT l.account_id, l.booked_on, l.amount, l.balance,
               SUM(l.amount) OVER (PARTITION BY l.account_id, l.booked_on) AS moved,
               FIRST_VALUE(l.balance - l.amount) OVER (PARTITION BY l.account_id, l.booked_on ORDER BY l.id) AS opening,
               ROW_NUMBER() OVER (PARTITION BY l.account_id, l.booked_on ORDER BY l.id DESC) AS back
        FROM presale_statementline l WHERE l.status NOT IN ('conflict', 'void')) d
        WHERE d.back = 1 AND d.moved <> d.balance - d.opening""",
    "I16 a line is booked as it stands": f"""SELECT l.id FROM presale_statementline l LEFT JOIN {E} e
        ON e.id = l.entry_id WHERE l.status = 'booked' AND (e.id IS NULL OR e.account_id <> l.account_id
        OR e.amount <> l.amount OR e.booked_on <> l.booked_on
        OR e.bank_serial <> CASE WHEN l.corrected_serial = '' THEN l.serial ELSE l.corrected_serial END)""",
    "I16 nothing unexplained": """SELECT r.id FROM presale_reconciliation r
        WHERE r.difference <> r.bank_balance - r.ledger_balance
        OR r.explained <> (SELECT COALESCE(SUM(i.amount), 0) FROM presale_reconciliationitem i
                           WHERE i.reconciliation_id = r.id)
        OR r.status = 'matched' AND (r.difference <> r.explained OR (r.difference <> 0 OR r.ledger_count <> r.bank_count
            OR r.ledger_amount <> r.bank_amount) AND (r.closed_by_id IS NULL OR r.closed_by_id = r.explained_by_id))""",
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
            AND j.action NOT IN ('登记用款申请', '修改用款申请', '登记退款', '修改退款')
            AND j.action NOT LIKE '%%被拒')""",
    "I20 numbers": f"""SELECT g.head FROM (
        SELECT n.head, n.name, MIN(n.no) AS first, MAX(n.no) AS last, COUNT(*) AS many,
               COUNT(DISTINCT n.no) AS different
        FROM (SELECT SUBSTR(t.number, 1, LENGTH(t.number) - t.tail) AS head, t.name,
                     CAST(SUBSTR(t.number, LENGTH(t.number) - t.tail + 1) AS INTEGER) AS no
              FROM (SELECT r.notice_no AS number, 6 AS tail, '拨付通知书' AS name FROM {R} r
                    WHERE r.notice_no LIKE '%%BF20%%'
                    UNION ALL SELECT f.notice_no, 6, '退款通知书' FROM {F} f WHERE f.notice_no LIKE '%%TK20%%'
                    UNION ALL SELECT a.end_notice_no, 6, '解除监管通知书' FROM presale_escrowaccount a
                    WHERE a.end_notice_no LIKE '%%JC20%%'
                    UNION ALL SELECT r.number, 4, '用款申请' FROM {R} r WHERE r.number LIKE 'YK20%%'
                    UNION ALL SELECT f.number, 4, '退款申请' FROM {F} f WHERE f.number LIKE 'TK20%%') t) n
        GROUP BY n.head, n.name) g
        LEFT JOIN journal_numbersequence s ON s.prefix = g.name AND g.head LIKE '%%' || s.year || '%%'
        WHERE g.first <> 1 OR g.last <> g.many OR g.different <> g.many OR s.last IS NULL OR s.last <> g.last""",
    "I21 versions": """SELECT q.account_id FROM presale_quotaversion q GROUP BY q.account_id, q.building_id
        HAVING COUNT(*) <> MAX(q.version) OR MIN(q.version) <> 1""",
    "I21 one after the other": """SELECT q.id FROM presale_quotaversion q JOIN presale_quotaversion p
        ON p.account_id = q.account_id AND COALESCE(p.building_id, 0) = COALESCE(q.building_id, 0)
        AND p.version = q.version - 1 WHERE q.effective_on < p.effective_on""",
    "received": f"""SELECT a.id FROM presale_escrowaccount a WHERE a.received <> (
        SELECT COALESCE(SUM(e.amount), 0) FROM {E} e LEFT JOIN {E} o ON o.id = e.reversal_of_id
        WHERE e.account_id = a.id
        AND (e.amount > 0 AND e.kind <> 'reversal' OR e.kind = 'reversal' AND o.amount > 0))""",
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
    "I24 a deduction blocks": """SELECT a.id FROM presale_escrowaccount a JOIN (
        SELECT j.object_id, MAX(CASE WHEN j.action = '登记司法扣划' THEN j.id ELSE 0 END) AS taken,
               MAX(CASE WHEN j.action = '恢复拨付' THEN j.id ELSE 0 END) AS resumed
        FROM journal_entry j WHERE j.object_type = 'presale.escrowaccount' GROUP BY j.object_id) d
        ON d.object_id = a.id WHERE a.status = 'active' AND d.taken > d.resumed""",
    "I25 a closed account is empty": f"""SELECT a.id FROM presale_escrowaccount a WHERE a.status = 'closed' AND (
        a.balance <> 0 OR a.reserved <> 0 OR a.closed_on IS NULL OR a.end_applied_by_id IS NULL
        OR a.end_approved_by_id IS NULL OR a.end_applied_by_id = a.end_approved_by_id
        OR EXISTS (SELECT 1 FROM {R} r WHERE r.account_id = a.id
                   AND r.status NOT IN ('draft', 'returned', 'paid', 'rejected', 'cancelled'))
        OR EXISTS (SELECT 1 FROM {F} f WHERE f.account_id = a.id
                   AND f.status NOT IN ('draft', 'paid', 'rejected', 'cancelled')))""",
    "I26 closed months are those of the banks": f"""SELECT m.id FROM presale_closedmonth m
        WHERE (SELECT COALESCE(SUM(e.amount), 0) FROM {E} e WHERE e.booked_on <= m.last_day)
           <> (SELECT COALESCE(SUM(r.bank_balance - r.explained), 0) FROM presale_reconciliation r
               WHERE r.day = m.last_day AND r.status = 'matched')""",
}
TABLES = (
    E, R, F, "presale_match", "presale_decision", "presale_freeze", "presale_guaranteeletter", "presale_quotaproposal",
    "presale_quotaversion", "presale_nodecertification", "presale_statementfile", "presale_statementline",
    "presale_reconciliation", "presale_reconciliationitem", "presale_escrowalert", "presale_closedmonth",
    "journal_entry", "journal_attachment",
)
STATE = f"""SELECT a.balance, a.reserved, a.received, a.released, a.unidentified, a.last_seq, a.head, a.status,
    (SELECT SUM(s.last) FROM journal_numbersequence s), {", ".join(f"(SELECT COUNT(*) FROM {name})" for name in TABLES)}
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
