-- The ledger, schema 1. docs/ledger.md describes every table.
--
-- Until the first release this file may change, for no ledger is promised to last yet; from then on it never does, and what
-- changes is a step of its own.
--
-- Rows are appended. `seq` is the commit that brought a row, `superseded_by` the commit that ended it (NULL: it stands).
-- The state as of commit S is: seq <= S AND (superseded_by IS NULL OR superseded_by > S).
-- Days are integers that read as dates (20240119). Times are texts in ISO 8601, UTC, with microseconds.

-- Words of closed lists, which millions of rows have: types, statuses and stances of events, what disputes are about, what
-- becomes of incidents. Rows have the number.
CREATE TABLE label (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

INSERT INTO label (id, name) VALUES
    (1, 'happened'), (2, 'ongoing'), (3, 'future'), (4, 'hypothetical'), (5, 'negated'),
    (11, 'AGREE'), (12, 'CONSULT'), (13, 'SUPPORT'), (14, 'CONCEDE'), (15, 'COOPERATE'), (16, 'AID'), (17, 'RETREAT'),
    (18, 'REQUEST'), (19, 'ACCUSE'), (20, 'REJECT'), (21, 'THREATEN'), (22, 'PROTEST'), (23, 'SANCTION'), (24, 'MOBILIZE'),
    (25, 'COERCE'), (26, 'ASSAULT'),
    (31, 'asserts'), (32, 'denies'), (33, 'justifies'), (34, 'condemns'), (35, 'doubts'),
    (41, 'occurrence'), (42, 'perpetrator'), (43, 'target'), (44, 'casualties'), (45, 'motive'),
    (51, 'made'), (52, 'grown'), (53, 'shrunk'), (54, 'merged'), (55, 'split'), (56, 'changed'), (57, 'gone');

CREATE TABLE commit_log (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    reader TEXT NOT NULL
) STRICT;

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- `key` is made of source and name, the same in every ledger.
CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL UNIQUE,
    source INTEGER NOT NULL REFERENCES source (id),
    name TEXT NOT NULL,
    seq INTEGER NOT NULL REFERENCES commit_log (seq)
) STRICT;

-- What an article says; two revisions of one article may share it (a text that was changed and changed back).
CREATE TABLE body (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (id),
    hash BLOB NOT NULL,
    title TEXT,
    agency TEXT,
    published INTEGER,
    text BLOB NOT NULL
) STRICT;

CREATE INDEX body_by_article ON body (article);

-- A state of an article: the first, a correction, or a withdrawal (no body). `updated` is the source's own time of it; it
-- arrived at the time of its commit.
-- `day` is the day of publication, or else of arrival. `doubts` marks claimed times that cannot be (see docs).
CREATE TABLE revision (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (id),
    body INTEGER REFERENCES body (id),
    stamp INTEGER,
    updated TEXT,
    published_at TEXT,
    day INTEGER NOT NULL,
    url TEXT,
    author TEXT,
    language TEXT,
    doubts INTEGER NOT NULL,
    seq INTEGER NOT NULL REFERENCES commit_log (seq),
    superseded_by INTEGER REFERENCES commit_log (seq)
) STRICT;

CREATE INDEX revision_by_article ON revision (article);
CREATE INDEX revision_by_day ON revision (day);
CREATE INDEX revision_by_body ON revision (body) WHERE body IS NOT NULL;
CREATE INDEX revision_by_seq ON revision (seq);
CREATE INDEX revision_superseded ON revision (superseded_by) WHERE superseded_by IS NOT NULL;

CREATE TABLE reader (
    id INTEGER PRIMARY KEY,
    version TEXT NOT NULL UNIQUE
) STRICT;

-- What one version of the reader made of a body. `record` is the record of docs/output.md, compressed; `words` is what
-- incidents are found by. `is_compared`: copies of the text are looked for, by a fingerprint that is made of it when needed.
CREATE TABLE reading (
    id INTEGER PRIMARY KEY,
    body INTEGER NOT NULL REFERENCES body (id),
    reader INTEGER NOT NULL REFERENCES reader (id),
    seq INTEGER NOT NULL REFERENCES commit_log (seq),
    superseded_by INTEGER REFERENCES commit_log (seq),
    record BLOB NOT NULL,
    words BLOB,
    is_compared INTEGER NOT NULL
) STRICT;

CREATE INDEX reading_by_body ON reading (body);
CREATE INDEX reading_by_seq ON reading (seq);
CREATE INDEX reading_by_reader ON reading (reader) WHERE superseded_by IS NULL;

-- One event as one article tells it, while that reading of that revision stands. `number` counts from 0.
-- `day` is the first day, or else that of the article, and then `day_to` is NULL. `is_future`: told as happened, on a day that
-- had not come. `type` and `status` are labels; what else is known of it stands in the record of its reading.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    reading INTEGER NOT NULL REFERENCES reading (id),
    revision INTEGER NOT NULL REFERENCES revision (id),
    number INTEGER NOT NULL,
    type INTEGER NOT NULL REFERENCES label (id),
    cameo TEXT NOT NULL,
    status INTEGER NOT NULL REFERENCES label (id),
    is_future INTEGER NOT NULL,
    day INTEGER NOT NULL,
    day_to INTEGER,
    place TEXT COLLATE NOCASE,
    country TEXT,
    lat REAL,
    lon REAL,
    score REAL NOT NULL,
    seq INTEGER NOT NULL REFERENCES commit_log (seq),
    superseded_by INTEGER REFERENCES commit_log (seq)
) STRICT;

CREATE INDEX event_by_revision ON event (revision);
CREATE INDEX event_by_day ON event (day);
CREATE INDEX event_superseded ON event (superseded_by) WHERE superseded_by IS NOT NULL;
CREATE INDEX event_by_type ON event (type, day);
CREATE INDEX event_by_status ON event (status, day) WHERE status <> 1;
CREATE INDEX event_by_country ON event (country, day) WHERE country IS NOT NULL;
CREATE INDEX event_by_place ON event (place, day) WHERE place IS NOT NULL;

-- The parties of an event: a state's code stands for all that acts for it, a group has its name. role: a, r.
CREATE TABLE event_party (
    party TEXT NOT NULL COLLATE NOCASE,
    day INTEGER NOT NULL,
    event INTEGER NOT NULL REFERENCES event (id),
    role TEXT NOT NULL,
    sector TEXT NOT NULL,
    PRIMARY KEY (party, day, event, role, sector)
) STRICT, WITHOUT ROWID;

-- Every two parties between which an event is; `one` sorts before `other`.
CREATE TABLE event_dyad (
    one TEXT NOT NULL COLLATE NOCASE,
    other TEXT NOT NULL COLLATE NOCASE,
    day INTEGER NOT NULL,
    event INTEGER NOT NULL REFERENCES event (id),
    PRIMARY KEY (one, other, day, event)
) STRICT, WITHOUT ROWID;

-- Who says so. `claimant` is a party as in event_party; NULL: the agency itself. `stance` is a label. It stands as long as its
-- event; the words of it stand in the record.
CREATE TABLE claim (
    event INTEGER NOT NULL REFERENCES event (id),
    number INTEGER NOT NULL,
    day INTEGER NOT NULL,
    claimant TEXT COLLATE NOCASE,
    sector TEXT,
    stance INTEGER NOT NULL REFERENCES label (id),
    killed_min INTEGER,
    killed_max INTEGER,
    injured_min INTEGER,
    injured_max INTEGER,
    PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_by_claimant ON claim (claimant, day) WHERE claimant IS NOT NULL;

-- Where a source was left: moved on in the commit of what came before it.
CREATE TABLE checkpoint (
    source TEXT PRIMARY KEY,
    position TEXT NOT NULL,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What could not be taken in or read, with the stage and the reason. `body` where the text itself is kept.
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL REFERENCES commit_log (seq),
    source TEXT NOT NULL,
    stage TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash BLOB,
    body INTEGER REFERENCES body (id),
    reader TEXT NOT NULL,
    resolved_by INTEGER REFERENCES commit_log (seq)
) STRICT;

CREATE UNIQUE INDEX quarantine_once ON quarantine (source, stage, reason, coalesce(hash, x''), coalesce(body, 0), reader);
CREATE INDEX quarantine_by_body ON quarantine (body) WHERE body IS NOT NULL;

-- Articles that are copies: `origin` is the key of the first of the texts they are copies of.
CREATE TABLE origin (
    article INTEGER NOT NULL REFERENCES article (id),
    origin INTEGER NOT NULL,
    seq INTEGER NOT NULL REFERENCES commit_log (seq),
    superseded_by INTEGER REFERENCES commit_log (seq),
    PRIMARY KEY (article, seq)
) STRICT, WITHOUT ROWID;

-- Who else is a copy of the same text.
CREATE INDEX origin_by_origin ON origin (origin);

-- Where events are found that may tell of what another tells of: those of one type and of like length on one shelf, by their first day
-- (of publication, where none is told), counted from 1970; `traits` is all else that matching looks at: parties, place, words, the dead.
-- A row leads to an article that told so, and may tell otherwise since; so rows are never superseded.
CREATE TABLE mark (
    shelf INTEGER NOT NULL,
    counted_day INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES article (id),
    traits BLOB NOT NULL,
    PRIMARY KEY (shelf, counted_day, article, traits)
) STRICT, WITHOUT ROWID;

-- Which happening an event of an article tells of. `incident` is the incident's lasting number.
CREATE TABLE incident_report (
    incident INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES article (id),
    number INTEGER NOT NULL,
    seq INTEGER NOT NULL REFERENCES commit_log (seq),
    superseded_by INTEGER REFERENCES commit_log (seq),
    PRIMARY KEY (article, number, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX incident_report_by_incident ON incident_report (incident);

-- One state of an incident: what its reports together tell. `type` and `status` are labels; `summary` is what no column has,
-- compressed.
CREATE TABLE incident (
    id INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,
    type INTEGER NOT NULL REFERENCES label (id),
    cameo TEXT NOT NULL,
    status INTEGER NOT NULL REFERENCES label (id),
    day INTEGER NOT NULL,
    day_to INTEGER NOT NULL,
    is_dated INTEGER NOT NULL,
    place TEXT COLLATE NOCASE,
    country TEXT,
    lat REAL,
    lon REAL,
    killed_low INTEGER,
    killed_high INTEGER,
    injured_low INTEGER,
    injured_high INTEGER,
    articles INTEGER NOT NULL,
    origins INTEGER NOT NULL,
    first_reported INTEGER NOT NULL,
    last_reported INTEGER NOT NULL,
    disputes INTEGER NOT NULL,
    score REAL NOT NULL,
    summary BLOB NOT NULL,
    seq INTEGER NOT NULL REFERENCES commit_log (seq),
    superseded_by INTEGER REFERENCES commit_log (seq)
) STRICT;

CREATE INDEX incident_by_number ON incident (number);
CREATE INDEX incident_by_day ON incident (day);
CREATE INDEX incident_by_type ON incident (type, day);
CREATE INDEX incident_by_status ON incident (status, day) WHERE status <> 1;
CREATE INDEX incident_by_country ON incident (country, day) WHERE country IS NOT NULL;
CREATE INDEX incident_by_place ON incident (place, day) WHERE place IS NOT NULL;
CREATE INDEX incident_superseded ON incident (superseded_by) WHERE superseded_by IS NOT NULL;

CREATE TABLE incident_party (
    party TEXT NOT NULL COLLATE NOCASE,
    day INTEGER NOT NULL,
    incident INTEGER NOT NULL REFERENCES incident (id),
    role TEXT NOT NULL,
    sector TEXT NOT NULL,
    PRIMARY KEY (party, day, incident, role, sector)
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_dyad (
    one TEXT NOT NULL COLLATE NOCASE,
    other TEXT NOT NULL COLLATE NOCASE,
    day INTEGER NOT NULL,
    incident INTEGER NOT NULL REFERENCES incident (id),
    PRIMARY KEY (one, other, day, incident)
) STRICT, WITHOUT ROWID;

-- What became of an incident in a commit: `what` is a label (made, grown, shrunk, merged, split, changed, gone), `other` the
-- incident that reports came from or went to, or 0.
CREATE TABLE incident_change (
    number INTEGER NOT NULL,
    seq INTEGER NOT NULL REFERENCES commit_log (seq),
    what INTEGER NOT NULL REFERENCES label (id),
    other INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (number, seq, what, other)
) STRICT, WITHOUT ROWID;

-- Accounts of one incident that cannot all be true: a row for each state of an incident and each thing they differ on, a
-- label.
CREATE TABLE dispute (
    incident INTEGER NOT NULL REFERENCES incident (id),
    about INTEGER NOT NULL REFERENCES label (id),
    day INTEGER NOT NULL,
    PRIMARY KEY (day, incident, about)
) STRICT, WITHOUT ROWID;

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

-- Words of titles and texts. rowid is body.id; the texts themselves stand there. The text comes first, for places in the first
-- column take two bytes less a word.
CREATE VIRTUAL TABLE body_text USING fts5 (
    text, title, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
);

-- Nothing is overwritten. A row that stands may only be superseded, once.

CREATE TRIGGER label_no_update BEFORE UPDATE ON label
BEGIN SELECT raise(ABORT, 'the ledger is append-only: label'); END;
CREATE TRIGGER label_no_delete BEFORE DELETE ON label
BEGIN SELECT raise(ABORT, 'the ledger is append-only: label'); END;

CREATE TRIGGER source_no_update BEFORE UPDATE ON source
BEGIN SELECT raise(ABORT, 'the ledger is append-only: source'); END;
CREATE TRIGGER source_no_delete BEFORE DELETE ON source
BEGIN SELECT raise(ABORT, 'the ledger is append-only: source'); END;

CREATE TRIGGER article_no_update BEFORE UPDATE ON article
BEGIN SELECT raise(ABORT, 'the ledger is append-only: article'); END;
CREATE TRIGGER article_no_delete BEFORE DELETE ON article
BEGIN SELECT raise(ABORT, 'the ledger is append-only: article'); END;

CREATE TRIGGER body_no_update BEFORE UPDATE ON body
BEGIN SELECT raise(ABORT, 'the ledger is append-only: body'); END;
CREATE TRIGGER body_no_delete BEFORE DELETE ON body
BEGIN SELECT raise(ABORT, 'the ledger is append-only: body'); END;

CREATE TRIGGER reader_no_update BEFORE UPDATE ON reader
BEGIN SELECT raise(ABORT, 'the ledger is append-only: reader'); END;
CREATE TRIGGER reader_no_delete BEFORE DELETE ON reader
BEGIN SELECT raise(ABORT, 'the ledger is append-only: reader'); END;

CREATE TRIGGER commit_log_no_update BEFORE UPDATE ON commit_log
BEGIN SELECT raise(ABORT, 'the ledger is append-only: commit_log'); END;
CREATE TRIGGER commit_log_no_delete BEFORE DELETE ON commit_log
BEGIN SELECT raise(ABORT, 'the ledger is append-only: commit_log'); END;

CREATE TRIGGER event_party_no_update BEFORE UPDATE ON event_party
BEGIN SELECT raise(ABORT, 'the ledger is append-only: event_party'); END;
CREATE TRIGGER event_party_no_delete BEFORE DELETE ON event_party
BEGIN SELECT raise(ABORT, 'the ledger is append-only: event_party'); END;

CREATE TRIGGER event_dyad_no_update BEFORE UPDATE ON event_dyad
BEGIN SELECT raise(ABORT, 'the ledger is append-only: event_dyad'); END;
CREATE TRIGGER event_dyad_no_delete BEFORE DELETE ON event_dyad
BEGIN SELECT raise(ABORT, 'the ledger is append-only: event_dyad'); END;

CREATE TRIGGER claim_no_update BEFORE UPDATE ON claim
BEGIN SELECT raise(ABORT, 'the ledger is append-only: claim'); END;
CREATE TRIGGER claim_no_delete BEFORE DELETE ON claim
BEGIN SELECT raise(ABORT, 'the ledger is append-only: claim'); END;

CREATE TRIGGER revision_no_update BEFORE UPDATE OF id, article, body, stamp, updated, published_at, day, url, author, language, doubts, seq ON revision
BEGIN SELECT raise(ABORT, 'the ledger is append-only: revision'); END;
CREATE TRIGGER revision_supersede_once BEFORE UPDATE OF superseded_by ON revision
WHEN old.superseded_by IS NOT NULL OR new.superseded_by IS NULL
BEGIN SELECT raise(ABORT, 'the ledger is append-only: revision'); END;
CREATE TRIGGER revision_no_delete BEFORE DELETE ON revision
BEGIN SELECT raise(ABORT, 'the ledger is append-only: revision'); END;

CREATE TRIGGER reading_no_update BEFORE UPDATE OF id, body, reader, seq, record, words, is_compared ON reading
BEGIN SELECT raise(ABORT, 'the ledger is append-only: reading'); END;
CREATE TRIGGER reading_supersede_once BEFORE UPDATE OF superseded_by ON reading
WHEN old.superseded_by IS NOT NULL OR new.superseded_by IS NULL
BEGIN SELECT raise(ABORT, 'the ledger is append-only: reading'); END;
CREATE TRIGGER reading_no_delete BEFORE DELETE ON reading
BEGIN SELECT raise(ABORT, 'the ledger is append-only: reading'); END;

CREATE TRIGGER event_no_update BEFORE UPDATE OF id, reading, revision, number, type, cameo, status, is_future, day, day_to, place, country, lat, lon, score, seq ON event
BEGIN SELECT raise(ABORT, 'the ledger is append-only: event'); END;
CREATE TRIGGER event_supersede_once BEFORE UPDATE OF superseded_by ON event
WHEN old.superseded_by IS NOT NULL OR new.superseded_by IS NULL
BEGIN SELECT raise(ABORT, 'the ledger is append-only: event'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'the ledger is append-only: event'); END;

CREATE TRIGGER incident_party_no_update BEFORE UPDATE ON incident_party
BEGIN SELECT raise(ABORT, 'the ledger is append-only: incident_party'); END;
CREATE TRIGGER incident_party_no_delete BEFORE DELETE ON incident_party
BEGIN SELECT raise(ABORT, 'the ledger is append-only: incident_party'); END;

CREATE TRIGGER incident_dyad_no_update BEFORE UPDATE ON incident_dyad
BEGIN SELECT raise(ABORT, 'the ledger is append-only: incident_dyad'); END;
CREATE TRIGGER incident_dyad_no_delete BEFORE DELETE ON incident_dyad
BEGIN SELECT raise(ABORT, 'the ledger is append-only: incident_dyad'); END;

CREATE TRIGGER incident_change_no_update BEFORE UPDATE ON incident_change
BEGIN SELECT raise(ABORT, 'the ledger is append-only: incident_change'); END;
CREATE TRIGGER incident_change_no_delete BEFORE DELETE ON incident_change
BEGIN SELECT raise(ABORT, 'the ledger is append-only: incident_change'); END;

CREATE TRIGGER dispute_no_update BEFORE UPDATE ON dispute
BEGIN SELECT raise(ABORT, 'the ledger is append-only: dispute'); END;
CREATE TRIGGER dispute_no_delete BEFORE DELETE ON dispute
BEGIN SELECT raise(ABORT, 'the ledger is append-only: dispute'); END;

CREATE TRIGGER origin_no_update BEFORE UPDATE OF article, origin, seq ON origin
BEGIN SELECT raise(ABORT, 'the ledger is append-only: origin'); END;
CREATE TRIGGER origin_supersede_once BEFORE UPDATE OF superseded_by ON origin
WHEN old.superseded_by IS NOT NULL OR new.superseded_by IS NULL
BEGIN SELECT raise(ABORT, 'the ledger is append-only: origin'); END;
CREATE TRIGGER origin_no_delete BEFORE DELETE ON origin
BEGIN SELECT raise(ABORT, 'the ledger is append-only: origin'); END;

CREATE TRIGGER mark_no_update BEFORE UPDATE ON mark
BEGIN SELECT raise(ABORT, 'the ledger is append-only: mark'); END;
CREATE TRIGGER mark_no_delete BEFORE DELETE ON mark
BEGIN SELECT raise(ABORT, 'the ledger is append-only: mark'); END;

CREATE TRIGGER incident_report_no_update BEFORE UPDATE OF incident, article, number, seq ON incident_report
BEGIN SELECT raise(ABORT, 'the ledger is append-only: incident_report'); END;
CREATE TRIGGER incident_report_supersede_once BEFORE UPDATE OF superseded_by ON incident_report
WHEN old.superseded_by IS NOT NULL OR new.superseded_by IS NULL
BEGIN SELECT raise(ABORT, 'the ledger is append-only: incident_report'); END;
CREATE TRIGGER incident_report_no_delete BEFORE DELETE ON incident_report
BEGIN SELECT raise(ABORT, 'the ledger is append-only: incident_report'); END;

CREATE TRIGGER incident_no_update BEFORE UPDATE OF id, number, type, cameo, status, day, day_to, is_dated, place, country, lat, lon, killed_low, killed_high, injured_low, injured_high, articles, origins, first_reported, last_reported, disputes, score, summary, seq ON incident
BEGIN SELECT raise(ABORT, 'the ledger is append-only: incident'); END;
CREATE TRIGGER incident_supersede_once BEFORE UPDATE OF superseded_by ON incident
WHEN old.superseded_by IS NOT NULL OR new.superseded_by IS NULL
BEGIN SELECT raise(ABORT, 'the ledger is append-only: incident'); END;
CREATE TRIGGER incident_no_delete BEFORE DELETE ON incident
BEGIN SELECT raise(ABORT, 'the ledger is append-only: incident'); END;

CREATE TRIGGER alert_no_update BEFORE UPDATE ON alert
BEGIN SELECT raise(ABORT, 'the ledger is append-only: alert'); END;
CREATE TRIGGER alert_no_delete BEFORE DELETE ON alert
BEGIN SELECT raise(ABORT, 'the ledger is append-only: alert'); END;

-- Coded events of other systems. docs/crises.md describes them.

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
