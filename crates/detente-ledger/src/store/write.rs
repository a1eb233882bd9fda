//! Writing: what a source gave becomes revisions, readings and events, in one transaction with the source's checkpoint.
//!
//! In: a [`Document`] and, where it was read, a [`Read`]. Out: an [`Outcome`]. The same document again changes nothing.
//!
//! Which revision of an article stands: the one with the latest time by the source's own word (`updated`, else the time of
//! publication), whatever the order of arrival; without such a time, or at the same time, the last to arrive. Two with the same
//! `updated` are ordered by their content, a withdrawal last.

use super::codec::{hex, pack_record, pack_text, spelt_key, stored_time, unpack_record};
use super::database::{Database, Writing, values};
use super::document::{Checked, Document};
use super::error::StoreError;
use super::incidents::{Keeper, Taken, Touched};
use super::words::{pack_words, unpack_words};
use super::{Address, Seq, Store, rows};
use crate::record;
use crate::report::EventWords;
use detente_crisis::fingerprint::Signature;
use detente_crisis::incident::Mark;
use detente_crisis::report::ArticleKey;
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap};

/// What the reader made of a text.
#[derive(Debug, Clone)]
pub struct Read {
    /// Its record.
    pub record: record::Article,
    /// The content words of its events.
    pub words: Vec<EventWords>,
    /// The fingerprint of the text.
    pub signature: Option<Signature>,
}

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// An article that was not there.
    New,
    /// A correction, which now stands.
    Revised,
    /// A withdrawal, which now stands.
    Withdrawn,
    /// An older state of an article of which a newer one is there.
    Late,
    /// It was there.
    Replay,
}

/// Why a text that is kept has no reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The stage that failed.
    pub stage: String,
    /// A stable word: `panic`, `time`.
    pub reason: String,
    /// For a person.
    pub detail: String,
}

/// What could not be taken in at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Where it came from: file and place in it, address.
    pub source: String,
    /// The stage that refused it.
    pub stage: String,
    /// A stable word for the reason.
    pub reason: String,
    /// For a person.
    pub detail: String,
    /// Hash of the refused bytes, where known.
    pub hash: Option<String>,
}

/// One transaction: everything in it is on the disk together, or nothing is.
#[derive(Debug)]
pub struct Batch<'s> {
    pub(super) tx: Writing<'s>,
    pub(super) address: &'s Address,
    reader: &'s str,
    now: Timestamp,
    seq: Option<Seq>,
    /// Where the incidents go back to when the batch is on the disk; a batch that is lost loses them too.
    shelf: &'s mut Option<Box<Keeper>>,
    keeper: Box<Keeper>,
    touched: BTreeSet<Touched>,
    /// Fingerprints of the texts that now stand, by article: those at hand.
    signatures: HashMap<i64, Signature>,
    /// Marks of the events that it brings, with their articles.
    marks: Vec<(Mark, i64)>,
}

/// The revision of an article that stands.
struct Standing {
    id: i64,
    stamp: Option<i64>,
    /// Whether `stamp` is the source's own time of that state.
    is_timed: bool,
    is_tombstone: bool,
    hash: Vec<u8>,
}

impl Store {
    /// Begins a transaction; another writer is waited for. `now` is the clock.
    ///
    /// # Errors
    /// Where it cannot be written, or another writer holds it for a minute.
    pub fn begin(&mut self, now: Timestamp) -> Result<Batch<'_>, StoreError> {
        let tx = self.database.write().map_err(|error| error.at(&self.address))?;
        let keeper = self.keeper.take().unwrap_or_default();
        let shelf = &mut self.keeper;
        Ok(Batch {
            tx,
            address: &self.address,
            reader: &self.reader,
            now,
            seq: None,
            shelf,
            keeper,
            touched: BTreeSet::new(),
            signatures: HashMap::new(),
            marks: Vec::new(),
        })
    }

    /// Whether the document is there with all that this reader can make of it, so that it need not be read. A hint: the
    /// batch decides.
    ///
    /// # Errors
    /// Of the database.
    pub fn has(&self, document: &Document, now: Timestamp) -> Result<bool, StoreError> {
        let checked = document.check(now);
        let known = || -> Result<bool, StoreError> {
            let Some(article) = article_of(&self.database, document, checked.key.0)? else {
                return Ok(false);
            };
            is_replay(&self.database, article, document, &checked)
        };
        self.named(known())
    }
}

/// The row of an article, if it is there.
fn article_of(database: &Database, document: &Document, key: u64) -> Result<Option<i64>, StoreError> {
    let sql =
        "SELECT article.id, article.name, source.name FROM article JOIN source ON source.id = article.source
               WHERE key = ?1";
    let found: Option<(i64, String, String)> = database
        .first(sql, &values![key.cast_signed()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    match found {
        None => Ok(None),
        Some((id, name, source)) if name == document.name && source == document.source => Ok(Some(id)),
        Some(_) => {
            Err(StoreError::KeyTaken { source_name: document.source.clone(), name: document.name.clone() })
        }
    }
}

/// Whether this very state of the article was taken in before.
fn is_replay(
    database: &Database,
    article: i64,
    document: &Document,
    checked: &Checked,
) -> Result<bool, StoreError> {
    let updated = checked.updated.and_then(|time| Timestamp::from_microsecond(time).ok()).map(stored_time);
    if document.is_withdrawal {
        let sql = "SELECT EXISTS (SELECT 1 FROM revision WHERE article = ?1 AND body IS NULL
                   AND updated IS NOT DISTINCT FROM ?2)";
        database.one(sql, &values![article, updated], |row| row.get(0))
    } else {
        let sql = "SELECT EXISTS (SELECT 1 FROM revision JOIN body ON body.id = revision.body
                   WHERE revision.article = ?1 AND body.hash = ?2 AND revision.updated IS NOT DISTINCT FROM ?3)";
        database.one(sql, &values![article, &checked.hash, updated], |row| row.get(0))
    }
}

impl Batch<'_> {
    /// Takes a document in. `read` is what the reader made of its text, `Err` why it made nothing; none of a text that is
    /// not to be read (another language, a withdrawal).
    ///
    /// # Errors
    /// Of the database. The transaction is lost then; what was committed before is not.
    pub fn take(
        &mut self,
        document: &Document,
        read: Option<Result<&Read, &Unread>>,
    ) -> Result<Outcome, StoreError> {
        let address = self.address;
        self.try_take(document, read).map_err(|error| error.at(address))
    }

    fn try_take(
        &mut self,
        document: &Document,
        read: Option<Result<&Read, &Unread>>,
    ) -> Result<Outcome, StoreError> {
        let checked = document.check(self.now);
        let known = article_of(&self.tx, document, checked.key.0)?;
        if let Some(article) = known
            && is_replay(&self.tx, article, document, &checked)?
        {
            return Ok(Outcome::Replay);
        }
        let seq = self.seq()?;
        let article = match known {
            Some(article) => article,
            None => self.insert_article(document, checked.key.0, seq)?,
        };
        let body = if document.is_withdrawal { None } else { Some(self.body(article, document, &checked)?) };
        let mut new = None;
        if let Some(body) = body {
            match read {
                Some(Ok(read)) => new = self.insert_reading(body, read, seq)?.map(|id| (id, read)),
                Some(Err(unread)) => self.insert_unread(document, body, unread, seq)?,
                None => {}
            }
        }
        let standing = self.standing(article)?;
        let stands = standing.as_ref().is_none_or(|standing| is_later(document, &checked, standing));
        if stands && let Some(standing) = &standing {
            self.supersede(standing.id, seq)?;
        }
        let stamp = checked.stamp.or(standing.as_ref().and_then(|s| s.stamp));
        let revision =
            self.insert_revision(article, body, document, &checked, stamp, (!stands).then_some(seq))?;
        if stands {
            self.touched.insert(Touched { article, key: checked.key });
            self.signatures.remove(&article);
            if new.is_some()
                && let Some(Ok(Read { signature: Some(signature), .. })) = read
            {
                self.signatures.insert(article, signature.clone());
            }
            if let Some(body) = body {
                self.insert_events(article, revision, body, checked.day, new)?;
            }
        }
        Ok(match (stands, document.is_withdrawal, standing) {
            (false, ..) => Outcome::Late,
            (true, true, _) => Outcome::Withdrawn,
            (true, false, None) => Outcome::New,
            (true, false, Some(_)) => Outcome::Revised,
        })
    }

    /// The number of this commit, which is only made where something changes.
    pub(super) fn seq(&mut self) -> Result<Seq, StoreError> {
        if let Some(seq) = self.seq {
            return Ok(seq);
        }
        let sql = "INSERT INTO commit_log (seq, at, reader)
                   VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM commit_log), ?1, ?2) RETURNING seq";
        let at = stored_time(self.now);
        let seq = Seq(self.tx.one(sql, &values![at, self.reader], |row| row.get(0))?);
        self.seq = Some(seq);
        Ok(seq)
    }

    fn insert_article(&self, document: &Document, key: u64, seq: Seq) -> Result<i64, StoreError> {
        let source = self.named_row("source", "name", &document.source)?;
        let sql = "INSERT INTO article (key, source, name, seq) VALUES (?1, ?2, ?3, ?4)";
        self.tx.insert(sql, &values![key.cast_signed(), source, &document.name, seq.0])
    }

    /// The row of a name in a table of names; made where it is not there.
    pub(super) fn named_row(
        &self,
        table: &'static str,
        column: &'static str,
        name: &str,
    ) -> Result<i64, StoreError> {
        let find = format!("SELECT id FROM {table} WHERE {column} = ?1");
        match self.tx.cell(&find, &values![name])? {
            Some(id) => Ok(id),
            None => {
                let insert = format!("INSERT INTO {table} ({column}) VALUES (?1)");
                self.tx.insert(&insert, &values![name])
            }
        }
    }

    /// The row of what the document says; made where the article never said it.
    fn body(&self, article: i64, document: &Document, checked: &Checked) -> Result<i64, StoreError> {
        let sql = "SELECT id FROM body WHERE article = ?1 AND hash = ?2";
        if let Some(id) = self.tx.cell(sql, &values![article, &checked.hash])? {
            return Ok(id);
        }
        let text = &document.article;
        let sql = "INSERT INTO body (article, hash, title, agency, published, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let published = text.published.map(super::codec::day_number);
        let packed = pack_text(&text.text)?;
        let row = values![article, &checked.hash, &text.title, &text.agency, published, packed];
        let id = self.tx.insert(sql, &row)?;
        self.tx.insert_words(id, text.title.as_deref(), &text.text)?;
        Ok(id)
    }

    fn standing(&self, article: i64) -> Result<Option<Standing>, StoreError> {
        let sql = "SELECT revision.id, stamp, updated IS NOT NULL, revision.body IS NULL, body.hash
                   FROM revision LEFT JOIN body ON body.id = revision.body
                   WHERE revision.article = ?1 AND superseded_by IS NULL";
        self.tx.first(sql, &values![article], |row| {
            Ok(Standing {
                id: row.get(0)?,
                stamp: row.get(1)?,
                is_timed: row.get(2)?,
                is_tombstone: row.get(3)?,
                hash: row.get::<Option<_>>(4)?.unwrap_or_default(),
            })
        })
    }

    fn insert_revision(
        &mut self,
        article: i64,
        body: Option<i64>,
        document: &Document,
        checked: &Checked,
        stamp: Option<i64>,
        superseded_by: Option<Seq>,
    ) -> Result<i64, StoreError> {
        let sql = "INSERT INTO revision (article, body, stamp, updated, published_at, day, url, author, language, doubts, seq,
                                         superseded_by)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let updated = checked.updated.and_then(|time| Timestamp::from_microsecond(time).ok());
        let seq = self.seq()?;
        let row = values![
            article,
            body,
            stamp,
            updated.map(stored_time),
            document.published_at.map(stored_time),
            super::codec::day_number(checked.day),
            &document.article.url,
            &document.author,
            &document.language,
            checked.doubts.0,
            seq.0,
            superseded_by.map(|seq| seq.0),
        ];
        self.tx.insert(sql, &row)
    }

    /// Ends a revision and its events.
    fn supersede(&self, revision: i64, seq: Seq) -> Result<(), StoreError> {
        let sql = "UPDATE revision SET superseded_by = ?2 WHERE id = ?1";
        self.tx.execute(sql, &values![revision, seq.0])?;
        self.supersede_events(revision, seq)
    }

    fn supersede_events(&self, revision: i64, seq: Seq) -> Result<(), StoreError> {
        let sql = "UPDATE event SET superseded_by = ?2 WHERE revision = ?1 AND superseded_by IS NULL";
        self.tx.execute(sql, &values![revision, seq.0]).map(drop)
    }

    /// Adds what this reader made of a body; an older reader's is superseded, and kept. Its row, where it was not there.
    fn insert_reading(&self, body: i64, read: &Read, seq: Seq) -> Result<Option<i64>, StoreError> {
        let reader = self.named_row("reader", "version", self.reader)?;
        let sql = "SELECT id, reader FROM reading WHERE body = ?1 AND superseded_by IS NULL";
        let standing: Option<(i64, i64)> =
            self.tx.first(sql, &values![body], |row| Ok((row.get(0)?, row.get(1)?)))?;
        match standing {
            Some((_, by)) if by == reader => return Ok(None),
            Some((id, _)) => {
                let sql = "UPDATE reading SET superseded_by = ?2 WHERE id = ?1";
                self.tx.execute(sql, &values![id, seq.0])?;
            }
            None => {}
        }
        let sql = "INSERT INTO reading (body, reader, seq, record, words, is_compared) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let (record, words) = (pack_record(&read.record)?, pack_words(&read.words));
        let row = values![body, reader, seq.0, record, words, read.signature.is_some()];
        let id = self.tx.insert(sql, &row)?;
        self.resolve(body, seq)?;
        Ok(Some(id))
    }

    /// Notes that a text which had been set aside is read. Looked for first: an update that finds nothing still opens a savepoint in
    /// SQLite, at which the index of words writes out what it has gathered, a piece for each article where one for the batch will do.
    fn resolve(&self, body: i64, seq: Seq) -> Result<(), StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM quarantine WHERE body = ?1 AND resolved_by IS NULL)";
        if self.tx.one(sql, &values![body], |row| row.get(0))? {
            let sql = "UPDATE quarantine SET resolved_by = ?2 WHERE body = ?1 AND resolved_by IS NULL";
            self.tx.execute(sql, &values![body, seq.0])?;
        }
        Ok(())
    }

    /// Puts the events of the standing reading of a body under a revision. `new` is that reading where it was just inserted.
    fn insert_events(
        &mut self,
        article: i64,
        revision: i64,
        body: i64,
        day: jiff::civil::Date,
        new: Option<(i64, &Read)>,
    ) -> Result<(), StoreError> {
        let seq = self.seq()?;
        let arrived = super::document::day_of_time(self.now);
        let at = |reading| rows::At { article, revision, reading, day, arrived, seq };
        let marks = if let Some((reading, read)) = new {
            rows::insert(&self.tx, &at(reading), &read.record, read.words.clone())?
        } else {
            let sql = "SELECT id, record, words FROM reading WHERE body = ?1 AND superseded_by IS NULL";
            let reading: Option<(i64, Vec<u8>, Option<Vec<u8>>)> =
                self.tx.first(sql, &values![body], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let Some((reading, record, words)) = reading else { return Ok(()) };
            let words = words.map(|words| unpack_words(&words)).transpose()?.unwrap_or_default();
            rows::insert(&self.tx, &at(reading), &unpack_record(&record)?, words)?
        };
        self.marks.extend(marks.into_iter().map(|mark| (mark, article)));
        Ok(())
    }

    fn insert_unread(
        &self,
        document: &Document,
        body: i64,
        unread: &Unread,
        seq: Seq,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO quarantine (seq, source, stage, reason, detail, hash, body, reader)
                   VALUES (?1, ?2, ?3, ?4, ?5, NULL, ?6, ?7) ON CONFLICT DO NOTHING";
        let source = format!("{} {}", spelt_key(document.key().0), document.name);
        let row = values![seq.0, source, &unread.stage, &unread.reason, &unread.detail, body, self.reader];
        self.tx.execute(sql, &row).map(drop)
    }

    /// Notes what could not be taken in. The same again changes nothing; true where it is new.
    ///
    /// # Errors
    /// Of the database.
    pub fn refuse(&mut self, refusal: &Refusal) -> Result<bool, StoreError> {
        let address = self.address;
        let mut insert = || -> Result<bool, StoreError> {
            let sql =
                "SELECT EXISTS (SELECT 1 FROM quarantine WHERE source = ?1 AND stage = ?2 AND reason = ?3
                       AND hash IS NOT DISTINCT FROM ?4 AND body IS NULL AND reader = ?5)";
            let hash = refusal.hash.as_ref().map(|hash| hash.as_bytes().to_vec());
            let hash = hash.as_deref();
            let (source, stage, reason) = (&refusal.source, &refusal.stage, &refusal.reason);
            if self.tx.one(sql, &values![source, stage, reason, hash, self.reader], |row| row.get(0))? {
                return Ok(false);
            }
            let seq = self.seq()?;
            let sql = "INSERT INTO quarantine (seq, source, stage, reason, detail, hash, reader)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let row = values![seq.0, source, stage, reason, &refusal.detail, hash, self.reader];
            self.tx.execute(sql, &row)?;
            Ok(true)
        };
        insert().map_err(|error| error.at(address))
    }

    /// Reads again: puts a new reading of a kept text in the place of an older reader's, or of none. `Err`: it failed
    /// with this reader too, which is not tried again.
    ///
    /// # Errors
    /// Of the database.
    pub fn reread(&mut self, body: i64, read: Result<&Read, &Unread>) -> Result<(), StoreError> {
        let address = self.address;
        self.try_reread(body, read).map_err(|error| error.at(address))
    }

    fn try_reread(&mut self, body: i64, read: Result<&Read, &Unread>) -> Result<(), StoreError> {
        let seq = self.seq()?;
        let read = match read {
            Ok(read) => read,
            Err(unread) => {
                let sql = "INSERT INTO quarantine (seq, source, stage, reason, detail, body, reader)
                           SELECT ?1, source, ?2, ?3, ?4, body, ?5 FROM quarantine WHERE body = ?6
                           ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING";
                let (stage, reason, detail) = (&unread.stage, &unread.reason, &unread.detail);
                let row = values![seq.0, stage, reason, detail, self.reader, body];
                return self.tx.execute(sql, &row).map(drop);
            }
        };
        self.insert_reading(body, read, seq)?;
        let sql = "SELECT r.id, r.day, a.id, a.key FROM revision r JOIN article a ON a.id = r.article
                   WHERE r.body = ?1 AND r.superseded_by IS NULL";
        let standing: Option<(i64, i64, i64, i64)> = self
            .tx
            .first(sql, &values![body], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        if let Some((revision, day, article, key)) = standing {
            self.touched.insert(Touched { article, key: ArticleKey(key.cast_unsigned()) });
            self.signatures.remove(&article);
            self.supersede_events(revision, seq)?;
            self.insert_events(article, revision, body, super::codec::day_of(day)?, None)?;
        }
        Ok(())
    }

    /// Notes where a source was left. It is kept only with the rest of the batch.
    ///
    /// # Errors
    /// Of the database.
    pub fn checkpoint(&mut self, source: &str, position: &str) -> Result<(), StoreError> {
        let seq = self.seq.map_or(0, |seq| seq.0);
        let sql = "INSERT INTO checkpoint (source, position, seq) VALUES (?1, ?2, ?3)
                   ON CONFLICT (source) DO UPDATE SET position = ?2, seq = ?3
                   WHERE checkpoint.position <> ?2";
        let written = self.tx.execute(sql, &values![source, position, seq]);
        written.map(drop).map_err(|error| error.at(self.address))
    }

    /// Puts it all on the disk. The number of the commit, where anything changed.
    ///
    /// # Errors
    /// Where the disk is full or fails; the ledger is then as before the batch.
    pub fn commit(mut self) -> Result<Option<Seq>, StoreError> {
        let address = self.address;
        if let Some(seq) = self.seq
            && !self.touched.is_empty()
        {
            let batch = Taken {
                touched: std::mem::take(&mut self.touched),
                signatures: std::mem::take(&mut self.signatures),
                marks: std::mem::take(&mut self.marks),
            };
            self.keeper.settle(&self.tx, batch, seq).map_err(|error| error.at(address))?;
        }
        self.tx.commit().map_err(|error| error.at(address))?;
        *self.shelf = Some(self.keeper);
        Ok(self.seq)
    }
}

/// Whether a document takes the place of the revision that stands.
fn is_later(document: &Document, checked: &Checked, standing: &Standing) -> bool {
    let Some(stamp) = checked.stamp else { return true };
    match Some(stamp).cmp(&standing.stamp) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal if checked.updated.is_some() && standing.is_timed => {
            let own = (
                document.is_withdrawal,
                if document.is_withdrawal { String::new() } else { hex(&checked.hash) },
            );
            own > (standing.is_tombstone, hex(&standing.hash))
        }
        std::cmp::Ordering::Equal => true,
    }
}
