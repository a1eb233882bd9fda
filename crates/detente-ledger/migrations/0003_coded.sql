-- The ledger, schema 3: coded events of other systems. docs/crises.md describes them.

-- A system whose events were imported: icews, labelled, gdelt, polecat, acled, ucdp.
CREATE TABLE coded_set (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- What one commit brought of a file: events added, and events that another state of the same row took the place of.
CREATE TABLE coded_import (
    id INTEGER PRIMARY KEY,
    coded_set INTEGER NOT NULL REFERENCES coded_set (id),
    file TEXT NOT NULL,
    added INTEGER NOT NULL,
    corrected INTEGER NOT NULL,
    seq INTEGER NOT NULL REFERENCES commit_log (seq)
) STRICT;

-- What one commit brought of two parties' events of a set; `one` sorts before `other`. `events` counts those added less those that
-- ended, `acts` has both. An event stands from the run that adds it to the run that ends it; rows are never superseded.
CREATE TABLE coded_run (
    id INTEGER PRIMARY KEY,
    coded_set INTEGER NOT NULL REFERENCES coded_set (id),
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    day INTEGER NOT NULL,
    day_to INTEGER NOT NULL,
    events INTEGER NOT NULL,
    seq INTEGER NOT NULL REFERENCES commit_log (seq),
    acts BLOB NOT NULL
) STRICT;

CREATE INDEX coded_run_by_dyad ON coded_run (one, other);
CREATE INDEX coded_run_by_other ON coded_run (other);

CREATE TRIGGER coded_set_no_update BEFORE UPDATE ON coded_set
BEGIN SELECT raise(ABORT, 'the ledger is append-only: coded_set'); END;
CREATE TRIGGER coded_set_no_delete BEFORE DELETE ON coded_set
BEGIN SELECT raise(ABORT, 'the ledger is append-only: coded_set'); END;

CREATE TRIGGER coded_import_no_update BEFORE UPDATE ON coded_import
BEGIN SELECT raise(ABORT, 'the ledger is append-only: coded_import'); END;
CREATE TRIGGER coded_import_no_delete BEFORE DELETE ON coded_import
BEGIN SELECT raise(ABORT, 'the ledger is append-only: coded_import'); END;

CREATE TRIGGER coded_run_no_update BEFORE UPDATE ON coded_run
BEGIN SELECT raise(ABORT, 'the ledger is append-only: coded_run'); END;
CREATE TRIGGER coded_run_no_delete BEFORE DELETE ON coded_run
BEGIN SELECT raise(ABORT, 'the ledger is append-only: coded_run'); END;
