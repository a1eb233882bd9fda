-- The ledger, schema 2: which alerts were delivered. docs/crises.md describes them.

-- An alert that was delivered: to standard output, or to a webhook that said so. `key` is made of rule and subject, the same in every
-- ledger. `commit_seq` is the last commit it was found in, `body` the alert as JSON.
CREATE TABLE alert (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL UNIQUE,
    rule TEXT NOT NULL,
    day INTEGER NOT NULL,
    way TEXT NOT NULL,
    delivered TEXT NOT NULL,
    commit_seq INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TRIGGER alert_no_update BEFORE UPDATE ON alert
BEGIN SELECT raise(ABORT, 'the ledger is append-only: alert'); END;
CREATE TRIGGER alert_no_delete BEFORE DELETE ON alert
BEGIN SELECT raise(ABORT, 'the ledger is append-only: alert'); END;
