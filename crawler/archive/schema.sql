-- The archive: all tables, indexes, triggers and views, as a new file gets them.
--
-- docs/schema.md says what each column means. A change is made twice: here, for new archives, and
-- as a migration in crawler/archive/migrations/, for those that exist; a test holds the two
-- together. A column a migration adds stands last in its table here, too, for rows are copied
-- between archives by position.
--
-- Times are UTC, ISO 8601 with Z; dates YYYY-MM-DD; both are TEXT and sort as such.
-- WITHOUT ROWID where the rows of one article (or run) are read together: they lie together.
-- Columns of such a key stand first, or the integrity check of SQLite 3.40 reports NULLs that are
-- not there.


-- == Articles ====================================================================================

-- Portals as their spiders describe them.
CREATE TABLE portals (
    name TEXT PRIMARY KEY,
    title TEXT,
    home_url TEXT,
    cms TEXT,
    alive INTEGER
);

-- One row an article, as it was seen last.
-- AUTOINCREMENT: an article's id is cited in URLs and must never name another article.
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    portal TEXT REFERENCES portals (name) ON UPDATE CASCADE ON DELETE RESTRICT,
    url TEXT NOT NULL UNIQUE,
    kind TEXT,
    language TEXT,
    title TEXT,
    subtitle TEXT,
    kicker TEXT,
    lead TEXT,
    body TEXT,
    breadcrumb TEXT,
    published_on TEXT,
    published_at TEXT,
    published_edtf TEXT,
    published_text TEXT,
    published_from TEXT,
    updated_on TEXT,
    deadline_on TEXT,
    source_text TEXT,
    editor_text TEXT,
    content_hash TEXT NOT NULL,
    story_id INTEGER REFERENCES stories (id) ON DELETE SET NULL,
    word_count INTEGER NOT NULL,
    revision_count INTEGER NOT NULL DEFAULT 0,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    changed_at TEXT,
    gone_at TEXT,
    kept_fields TEXT,
    gone_confirmed INTEGER,
    title_from TEXT,
    confidence TEXT,
    published_earliest TEXT,
    published_latest TEXT,
    published_estimate TEXT,
    published_probability REAL,
    published_basis TEXT
);
-- What Datasette facets and sorts on, and what tells a portal's newest article. last_seen_at stands
-- only where it tells which articles are due to be visited again: every visit rewrites it.
CREATE INDEX idx_articles_portal ON articles (portal, first_seen_at);
CREATE INDEX idx_articles_visited ON articles (portal, last_seen_at);
CREATE INDEX idx_articles_kind ON articles (kind);
CREATE INDEX idx_articles_language ON articles (language);
CREATE INDEX idx_articles_kicker ON articles (kicker);
CREATE INDEX idx_articles_source_text ON articles (source_text);
CREATE INDEX idx_articles_published_on ON articles (published_on, last_seen_at);
CREATE INDEX idx_articles_undated ON articles (first_seen_at, last_seen_at)
WHERE published_on IS NULL;
CREATE INDEX idx_articles_updated_on ON articles (updated_on);
CREATE INDEX idx_articles_deadline_on ON articles (deadline_on);
CREATE INDEX idx_articles_story_id ON articles (story_id);
CREATE INDEX idx_articles_revision_count ON articles (revision_count);
CREATE INDEX idx_articles_first_seen_at ON articles (first_seen_at);
CREATE INDEX idx_articles_changed_at ON articles (changed_at);
CREATE INDEX idx_articles_gone_at ON articles (gone_at);
CREATE INDEX idx_articles_published_earliest ON articles (published_earliest);
CREATE INDEX idx_articles_published_latest ON articles (published_latest);
CREATE INDEX idx_articles_title ON articles (title);
CREATE INDEX idx_articles_content_hash ON articles (content_hash);
-- All that a search asks of an article but its words: without it each hit's whole text is read.
CREATE INDEX idx_articles_search ON articles (
    id, portal, kind, published_on, published_edtf, published_earliest, published_latest,
    published_estimate
);

-- Other URLs of an article; its canonical one stands in articles only.
CREATE TABLE url_aliases (
    url TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    rule TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX idx_url_aliases_article_id ON url_aliases (article_id);

-- The breadcrumb trail, label by label.
CREATE TABLE breadcrumbs (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    label TEXT NOT NULL,
    url TEXT,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;

-- Links in the article.
CREATE TABLE links (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    text TEXT NOT NULL,
    section TEXT,
    kind TEXT NOT NULL,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE INDEX idx_links_url ON links (url);

-- Images of the article.
CREATE TABLE images (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    caption TEXT,
    credit TEXT,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;

-- Dates: of publication, update, deadline, and those mentioned in the text.
CREATE TABLE dates (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    role TEXT NOT NULL,
    edtf TEXT NOT NULL,
    starts_on TEXT,
    ends_on TEXT,
    text TEXT NOT NULL,
    char_start INTEGER,
    year_from TEXT,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE INDEX idx_dates_role_starts_on ON dates (role, starts_on);

-- Other people's pages under "Zum Nachlesen".
CREATE TABLE further_reading (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    publisher TEXT,
    edtf TEXT,
    title TEXT NOT NULL,
    url TEXT,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE INDEX idx_further_reading_publisher ON further_reading (publisher);
CREATE INDEX idx_further_reading_url ON further_reading (url);


-- == Names that articles share ===================================================================

-- A name with another ISO code or organisation is another row, so that what a page said comes back
-- as it was. NULLs are all different to a unique index, hence coalesce.

-- Where articles were taken from (Quelle).
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);
CREATE UNIQUE INDEX idx_sources_key ON sources (name);
CREATE TABLE article_sources (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE RESTRICT,
    position INTEGER NOT NULL,
    PRIMARY KEY (article_id, source_id)
) WITHOUT ROWID;
CREATE INDEX idx_article_sources_source_id ON article_sources (source_id);

-- Who edited them (Redaktion).
CREATE TABLE editors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    organisation TEXT
);
CREATE UNIQUE INDEX idx_editors_key ON editors (name, coalesce(organisation, ''));
CREATE TABLE article_editors (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    editor_id INTEGER NOT NULL REFERENCES editors (id) ON DELETE RESTRICT,
    position INTEGER NOT NULL,
    PRIMARY KEY (article_id, editor_id)
) WITHOUT ROWID;
CREATE INDEX idx_article_editors_editor_id ON article_editors (editor_id);

-- Countries, regions and organisations (Länder / Organisationen).
CREATE TABLE places (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    iso_code TEXT
);
CREATE UNIQUE INDEX idx_places_key ON places (name, kind, coalesce(iso_code, ''));
CREATE INDEX idx_places_iso_code ON places (iso_code);
CREATE TABLE article_places (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    place_id INTEGER NOT NULL REFERENCES places (id) ON DELETE RESTRICT,
    position INTEGER NOT NULL,
    origin TEXT NOT NULL DEFAULT 'page',
    PRIMARY KEY (article_id, place_id)
) WITHOUT ROWID;
CREATE INDEX idx_article_places_place_id ON article_places (place_id);

-- Topics (Themen).
CREATE TABLE topics (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);
CREATE UNIQUE INDEX idx_topics_key ON topics (name);
CREATE TABLE article_topics (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    topic_id INTEGER NOT NULL REFERENCES topics (id) ON DELETE RESTRICT,
    position INTEGER NOT NULL,
    PRIMARY KEY (article_id, topic_id)
) WITHOUT ROWID;
CREATE INDEX idx_article_topics_topic_id ON article_topics (topic_id);


-- == Evidence: runs, captures, revisions =========================================================

-- One row a crawl of a portal. uuid makes it the same run in every archive it is merged into; NULL
-- in runs older than that column.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    spider TEXT NOT NULL,
    source TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    finish_reason TEXT,
    requests INTEGER,
    responses INTEGER,
    not_modified INTEGER,
    new INTEGER,
    changed INTEGER,
    unchanged INTEGER,
    duplicates INTEGER,
    rejected INTEGER,
    errors INTEGER,
    seconds REAL,
    health TEXT,
    held INTEGER,
    accepted_at TEXT,
    uuid TEXT
);
CREATE INDEX idx_runs_spider ON runs (spider);
CREATE INDEX idx_runs_started_at ON runs (started_at);
CREATE UNIQUE INDEX idx_runs_uuid ON runs (uuid);

-- One row an answer: where its record stands, and which content of which article it shows.
CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL,
    url TEXT NOT NULL,
    article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
    fetched_at TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    status INTEGER,
    content_type TEXT,
    etag TEXT,
    last_modified TEXT,
    digest TEXT,
    warc_file TEXT,
    warc_offset INTEGER,
    warc_length INTEGER,
    source TEXT,
    content_hash TEXT,
    is_canonical INTEGER,
    tdm_reserved INTEGER,
    tdm_policy TEXT,
    robots_tags TEXT,
    is_filed INTEGER,
    incomplete TEXT,
    clock_at TEXT,
    dated_by TEXT
);
CREATE INDEX idx_captures_url_captured_at ON captures (url, captured_at);
CREATE INDEX idx_captures_article_id_captured_at ON captures (article_id, captured_at);
CREATE INDEX idx_captures_run_id ON captures (run_id);
CREATE INDEX idx_captures_digest ON captures (digest);
CREATE INDEX idx_captures_incomplete ON captures (article_id) WHERE incomplete IS NOT NULL;
CREATE INDEX idx_captures_captured_at ON captures (captured_at);
-- Looks after which an article may be due before its time.
CREATE INDEX idx_captures_out_of_turn ON captures (article_id)
WHERE status IN (404, 410) OR incomplete IS NOT NULL OR clock_at IS NOT NULL;

-- Changes of an article: from seen_at on it had another content than before.
CREATE TABLE revisions (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    changed_fields TEXT NOT NULL,
    old_values TEXT NOT NULL,
    capture_id INTEGER REFERENCES captures (id) ON DELETE SET NULL,
    PRIMARY KEY (article_id, number)
) WITHOUT ROWID;
CREATE INDEX idx_revisions_seen_at ON revisions (seen_at);
CREATE INDEX idx_revisions_capture_id ON revisions (capture_id);

-- What text exports and cut answers show, as far as it is no version of the article.
CREATE TABLE partial_contents (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    content_hash TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (article_id, content_hash)
) WITHOUT ROWID;

-- Pages that looked like articles and could not be stored. captured_at says which capture of a web
-- archive could not be had.
CREATE TABLE rejects (
    id INTEGER PRIMARY KEY,
    run_id INTEGER REFERENCES runs (id) ON DELETE CASCADE,
    url TEXT,
    stage TEXT NOT NULL,
    reason TEXT NOT NULL,
    capture_id INTEGER REFERENCES captures (id) ON DELETE SET NULL,
    captured_at TEXT
);
CREATE INDEX idx_rejects_run_id ON rejects (run_id);
CREATE INDEX idx_rejects_stage ON rejects (stage);
CREATE INDEX idx_rejects_capture_id ON rejects (capture_id);
CREATE INDEX idx_rejects_url ON rejects (url);

-- Lists of articles, and until when all they led to is stored.
CREATE TABLE lists (
    url TEXT PRIMARY KEY,
    portal TEXT NOT NULL REFERENCES portals (name) ON UPDATE CASCADE ON DELETE CASCADE,
    read_at TEXT NOT NULL,
    read_fully_at TEXT
) WITHOUT ROWID;
CREATE INDEX idx_lists_portal ON lists (portal);

-- Lines of web archives' indexes (CDX), kept so that nobody need ask for them twice.
CREATE TABLE listed_captures (
    portal TEXT NOT NULL REFERENCES portals (name) ON UPDATE CASCADE ON DELETE CASCADE,
    source TEXT NOT NULL,
    article_url TEXT NOT NULL,
    url TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    status INTEGER,
    content_type TEXT,
    digest TEXT NOT NULL,
    length INTEGER,
    file TEXT,
    offset INTEGER,
    PRIMARY KEY (portal, source, article_url, captured_at, url, digest)
) WITHOUT ROWID;

-- What a run's health check measured.
CREATE TABLE health_measures (
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    measure TEXT NOT NULL,
    field TEXT NOT NULL,
    value REAL,
    text TEXT,
    "of" INTEGER NOT NULL,
    example TEXT,
    PRIMARY KEY (run_id, measure, field)
) WITHOUT ROWID;

-- What became of all that a run met.
CREATE TABLE run_outcomes (
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    example TEXT,
    PRIMARY KEY (run_id, kind, outcome, reason)
) WITHOUT ROWID;

-- Articles held back until the run's health check, or a person, accepts them.
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    fields TEXT NOT NULL,
    reason TEXT NOT NULL,
    article TEXT NOT NULL
);
CREATE INDEX idx_quarantine_run_id ON quarantine (run_id);
CREATE INDEX idx_quarantine_url ON quarantine (url);

-- Known articles as they were before one of the portal's last few runs changed them: what these runs
-- changed is judged together, and taken back if a layout broke bit by bit.
CREATE TABLE recent_edits (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    article TEXT NOT NULL
);
CREATE INDEX idx_recent_edits_run_id ON recent_edits (run_id);
CREATE INDEX idx_recent_edits_url ON recent_edits (url);


-- == When it was published ========================================================================

-- What tells when an article was published. earliest and latest: the days it allows, or names.
CREATE TABLE dating_evidence (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    earliest TEXT,
    latest TEXT,
    text TEXT NOT NULL,
    capture_id INTEGER REFERENCES captures (id) ON DELETE SET NULL,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE INDEX idx_dating_evidence_kind ON dating_evidence (kind);
CREATE INDEX idx_dating_evidence_capture_id ON dating_evidence (capture_id);

-- What stood on the pages of a list, newest first, and between which captures it stayed so.
CREATE TABLE list_snapshots (
    portal TEXT NOT NULL REFERENCES portals (name) ON UPDATE CASCADE ON DELETE CASCADE,
    list_url TEXT NOT NULL,
    page INTEGER NOT NULL,
    digest TEXT NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    urls TEXT NOT NULL,
    PRIMARY KEY (portal, list_url, page, digest)
) WITHOUT ROWID;

-- Dates that lists, feeds and sitemaps have beside the URL of an article.
CREATE TABLE listed_dates (
    portal TEXT NOT NULL REFERENCES portals (name) ON UPDATE CASCADE ON DELETE CASCADE,
    list_url TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (portal, list_url, kind, url)
) WITHOUT ROWID;

-- Articles to date anew, and 0 where a portal's lists say more. Triggers note them, whoever changed
-- the article; the end of a run dates their portals.
CREATE TABLE dating_pending (
    portal TEXT NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (portal, article_id)
) WITHOUT ROWID;

CREATE TRIGGER dating_pending_insert AFTER INSERT ON articles BEGIN
    INSERT INTO dating_pending SELECT coalesce(new.portal, ''), new.id
    WHERE NOT EXISTS (
        SELECT 1 FROM dating_pending WHERE portal = coalesce(new.portal, '') AND article_id = new.id
    );
END;

CREATE TRIGGER dating_pending_update
AFTER UPDATE OF content_hash, url, portal, first_seen_at, published_edtf, story_id ON articles
WHEN old.content_hash IS NOT new.content_hash OR old.url IS NOT new.url
    OR old.portal IS NOT new.portal OR old.first_seen_at IS NOT new.first_seen_at
    OR old.published_edtf IS NOT new.published_edtf OR old.story_id IS NOT new.story_id
BEGIN
    INSERT INTO dating_pending SELECT coalesce(old.portal, ''), new.id
    WHERE NOT EXISTS (
        SELECT 1 FROM dating_pending WHERE portal = coalesce(old.portal, '') AND article_id = new.id
    );
    INSERT INTO dating_pending SELECT coalesce(new.portal, ''), new.id
    WHERE NOT EXISTS (
        SELECT 1 FROM dating_pending WHERE portal = coalesce(new.portal, '') AND article_id = new.id
    );
END;

CREATE TRIGGER dating_pending_delete AFTER DELETE ON articles BEGIN
    INSERT INTO dating_pending SELECT coalesce(old.portal, ''), old.id
    WHERE NOT EXISTS (
        SELECT 1 FROM dating_pending WHERE portal = coalesce(old.portal, '') AND article_id = old.id
    );
END;


-- == Stories: one event told in several articles =================================================

CREATE TABLE stories (
    id INTEGER PRIMARY KEY,
    article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
    size INTEGER NOT NULL
);
CREATE INDEX idx_stories_article_id ON stories (article_id);

-- The articles of a story, and what each is to the earliest.
CREATE TABLE story_members (
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    relation TEXT NOT NULL,
    similarity REAL,
    PRIMARY KEY (story_id, article_id)
) WITHOUT ROWID;
CREATE INDEX idx_story_members_article_id ON story_members (article_id);
CREATE INDEX idx_story_members_relation ON story_members (relation);

-- Fingerprints of texts → articles. No reference to articles: an index for it would double the
-- largest table.
CREATE TABLE story_fingerprints (
    hash INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (hash, article_id)
) WITHOUT ROWID;

-- All fingerprints of an article, as they were when it was placed.
CREATE TABLE story_signatures (
    article_id INTEGER PRIMARY KEY,
    heading INTEGER NOT NULL,
    fingerprints BLOB NOT NULL
);

-- Fingerprints of sentences that stand in so many articles that they tell nothing.
CREATE TABLE story_boilerplate (
    hash INTEGER PRIMARY KEY,
    frequent INTEGER NOT NULL
);

-- Pairs of articles that were compared, and why they tell the same story or do not.
CREATE TABLE story_links (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    other_article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    verdict TEXT NOT NULL,
    shared REAL NOT NULL,
    other_shared REAL NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (article_id, other_article_id)
) WITHOUT ROWID;
CREATE INDEX idx_story_links_other_article_id ON story_links (other_article_id);

-- What people decided on two articles; by URL, so that it outlives both.
CREATE TABLE story_overrides (
    url TEXT NOT NULL,
    other_url TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different')),
    note TEXT,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (url, other_url)
) WITHOUT ROWID;
CREATE INDEX idx_story_overrides_other_url ON story_overrides (other_url);

-- Articles that stories must look at again. Triggers note them, whoever changed the article; the
-- writer's next batch places them.
CREATE TABLE story_pending (
    article_id INTEGER PRIMARY KEY
);

CREATE TRIGGER story_pending_insert AFTER INSERT ON articles BEGIN
    INSERT INTO story_pending SELECT new.id
    WHERE NOT EXISTS (SELECT 1 FROM story_pending WHERE article_id = new.id);
END;

CREATE TRIGGER story_pending_update
AFTER UPDATE OF content_hash, url, portal, first_seen_at, published_edtf ON articles
WHEN old.content_hash IS NOT new.content_hash OR old.url IS NOT new.url
    OR old.portal IS NOT new.portal OR old.first_seen_at IS NOT new.first_seen_at
    OR old.published_edtf IS NOT new.published_edtf
BEGIN
    INSERT INTO story_pending SELECT new.id
    WHERE NOT EXISTS (SELECT 1 FROM story_pending WHERE article_id = new.id);
END;

-- Before: the links of a deleted article go with it, and its neighbours must be looked at.
CREATE TRIGGER story_pending_delete BEFORE DELETE ON articles BEGIN
    INSERT INTO story_pending
    SELECT id FROM (
        SELECT old.id AS id
        UNION SELECT other_article_id FROM story_links WHERE article_id = old.id
        UNION SELECT article_id FROM story_links WHERE other_article_id = old.id
    ) WHERE id NOT IN (SELECT article_id FROM story_pending);
END;


-- == Watches: searches that people follow =========================================================

-- Stored searches. run_id is the last run whose changes have been looked at; no reference, for runs
-- may be removed.
CREATE TABLE watches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    query TEXT NOT NULL,
    notify TEXT NOT NULL,
    uuid TEXT NOT NULL,
    created_at TEXT NOT NULL,
    checked_at TEXT NOT NULL,
    run_id INTEGER NOT NULL
);

-- What a watch last knew of each article it has found.
CREATE TABLE watch_articles (
    watch_id INTEGER NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    is_match INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    version_at TEXT NOT NULL,
    deadline_on TEXT,
    gone_at TEXT,
    PRIMARY KEY (watch_id, article_id)
) WITHOUT ROWID;
CREATE INDEX idx_watch_articles_article_id ON watch_articles (article_id);

-- What happened to these articles. AUTOINCREMENT: an event's id is that of an entry in feeds.
CREATE TABLE watch_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    watch_id INTEGER NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    found_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    portal TEXT,
    title TEXT,
    url TEXT NOT NULL,
    old_deadline_on TEXT,
    deadline_on TEXT,
    changed_fields TEXT NOT NULL
);
CREATE INDEX idx_watch_events_watch_id ON watch_events (watch_id, id);
CREATE INDEX idx_watch_events_article_id ON watch_events (article_id);

-- By which way of notifying each event is told, and when it was. Events of one notice share it.
CREATE TABLE watch_notices (
    event_id INTEGER NOT NULL REFERENCES watch_events (id) ON DELETE CASCADE,
    way TEXT NOT NULL,
    notice TEXT,
    sent_at TEXT,
    PRIMARY KEY (event_id, way)
) WITHOUT ROWID;
CREATE INDEX idx_watch_notices_waiting ON watch_notices (way) WHERE sent_at IS NULL;

-- Deadlines as calendars have them: one event an article, with a number that grows with each change.
-- Triggers keep it, whoever changed the article.
CREATE TABLE deadlines (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    deadline_on TEXT NOT NULL,
    previous_on TEXT,
    is_cancelled INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    changed_at TEXT NOT NULL
);
CREATE INDEX idx_deadlines_deadline_on ON deadlines (deadline_on);

CREATE TRIGGER deadlines_insert AFTER INSERT ON articles WHEN new.deadline_on IS NOT NULL BEGIN
    INSERT INTO deadlines (article_id, deadline_on, is_cancelled, sequence, changed_at)
    VALUES (
        new.id, new.deadline_on, new.gone_at IS NOT NULL, 0, strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
    )
    -- Of an article that comes back after its row was lost.
    ON CONFLICT (article_id) DO UPDATE SET
        deadline_on = excluded.deadline_on,
        is_cancelled = excluded.is_cancelled,
        sequence = sequence + 1,
        changed_at = excluded.changed_at;
END;

CREATE TRIGGER deadlines_update AFTER UPDATE OF deadline_on, gone_at ON articles
WHEN old.deadline_on IS NOT new.deadline_on OR (old.gone_at IS NULL) <> (new.gone_at IS NULL)
BEGIN
    UPDATE deadlines SET
        previous_on = CASE
            WHEN new.deadline_on <> deadline_on THEN deadline_on ELSE previous_on
        END,
        deadline_on = coalesce(new.deadline_on, deadline_on),
        is_cancelled = new.deadline_on IS NULL OR new.gone_at IS NOT NULL,
        sequence = sequence + 1,
        changed_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
    WHERE article_id = new.id;
    INSERT INTO deadlines (article_id, deadline_on, is_cancelled, sequence, changed_at)
    SELECT
        new.id, new.deadline_on, new.gone_at IS NOT NULL, 0, strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
    WHERE new.deadline_on IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM deadlines WHERE article_id = new.id);
END;


-- == What was forgotten on request ================================================================

-- Articles that were removed with their evidence. Nothing of their text is kept, and of their URLs
-- only what tells them again; title, URL, date and citation if that was asked for. erased_at is NULL
-- until nothing is left of it in the archive's file and its captures.
CREATE TABLE forgotten (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    article_id INTEGER,
    portal TEXT,
    forgotten_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    salt TEXT NOT NULL,
    title TEXT,
    url TEXT,
    published_on TEXT,
    citation TEXT,
    erased_at TEXT
);

-- Salted hashes by which a forgotten article is known again: of its URLs, and of words in a row.
CREATE TABLE forgotten_keys (
    forgotten_id INTEGER NOT NULL REFERENCES forgotten (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (forgotten_id, kind, key)
) WITHOUT ROWID;

-- WARC files in which nothing counts (any more) and which are about to be removed.
CREATE TABLE superseded_files (
    warc_file TEXT PRIMARY KEY
) WITHOUT ROWID;


-- == Search ======================================================================================

-- Full text over title, lead and body.
-- Diacritics stay: without them fördern (to fund) and fordern (to demand) are one word.
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    title, lead, body,
    content = 'articles', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
);

-- These triggers are not sqlite-utils' own, which index an article again on every update of any
-- column: seeing an article once more would cost as much as storing it.
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, title, lead, body)
    VALUES (new.id, new.title, new.lead, new.body);
END;

CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, lead, body)
    VALUES ('delete', old.id, old.title, old.lead, old.body);
END;

CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, lead, body ON articles
WHEN old.title IS NOT new.title OR old.lead IS NOT new.lead OR old.body IS NOT new.body
BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, lead, body)
    VALUES ('delete', old.id, old.title, old.lead, old.body);
    INSERT INTO articles_fts (rowid, title, lead, body)
    VALUES (new.id, new.title, new.lead, new.body);
END;

-- The words of all articles with the keys they are found by: inflection, compounds, spelling.
CREATE TABLE search_words (
    key TEXT NOT NULL,
    relation TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (key, relation, word)
) WITHOUT ROWID;
CREATE INDEX idx_search_words_word ON search_words (word);

-- A word → the FTS5 expression that finds it and its relatives.
CREATE VIEW v_search AS
SELECT
    word,
    (
        SELECT group_concat('"' || relative || '"', ' OR ') FROM (
            SELECT DISTINCT found.word AS relative
            FROM search_words AS asked JOIN search_words AS found ON found.key = asked.key
            WHERE asked.word = words.word
            AND asked.relation = 'form' AND found.relation IN ('form', 'part')
            ORDER BY found.relation, length(found.word) LIMIT 200
        )
    ) AS expression
FROM (SELECT DISTINCT word FROM search_words) AS words;


-- == Views for people who read rather than join ==================================================

-- When each article was published, as far as that is known: stated, or worked out from evidence.
-- year and month are certain; where they are not, estimated_year and estimated_month are likeliest.
CREATE VIEW v_dated AS
SELECT
    *, coalesce(published_on, published_estimate) AS likely_on,
    CASE WHEN year IS NULL THEN substr(published_estimate, 1, 4) END AS estimated_year,
    CASE WHEN month IS NULL THEN substr(published_estimate, 1, 7) END AS estimated_month
FROM (
    SELECT
        id, portal, published_on, published_earliest, published_latest, published_estimate,
        published_probability, published_basis,
        CASE
            WHEN substr(published_earliest, 1, 4) = substr(published_latest, 1, 4)
            THEN substr(published_latest, 1, 4)
            WHEN published_latest IS NULL THEN substr(stated, 1, 4)
        END AS year,
        CASE
            WHEN substr(published_earliest, 1, 7) = substr(published_latest, 1, 7)
            THEN substr(published_latest, 1, 7)
            WHEN published_latest IS NULL AND stated GLOB '????-[01]?*' THEN substr(stated, 1, 7)
        END AS month
    FROM (
        SELECT *, CASE
            WHEN coalesce(published_on, published_edtf) GLOB '[0-9][0-9][0-9][0-9]*'
            AND coalesce(published_on, published_edtf) NOT GLOB '*[/.~?%]*'
            THEN coalesce(published_on, published_edtf)
        END AS stated FROM articles
    )
);

-- One readable row an article. What is not split with certainty is only in the verbatim column;
-- people want it all the same. Names contain commas, hence the semicolons. The reservation is what
-- the page said when it was last read; text exports have no header fields and say nothing of it.
CREATE VIEW v_articles AS
SELECT
    a.id, a.portal, a.kind, a.published_on, a.title, a.subtitle, a.kicker, a.lead, a.body,
    coalesce((
        SELECT group_concat(label, '; ') FROM (
            SELECT n.name AS label FROM article_sources AS j
            JOIN sources AS n ON n.id = j.source_id
            WHERE j.article_id = a.id ORDER BY j.position
        )
    ), a.source_text) AS source,
    coalesce((
        SELECT group_concat(label, '; ') FROM (
            SELECT n.name || coalesce(', ' || n.organisation, '') AS label FROM article_editors AS j
            JOIN editors AS n ON n.id = j.editor_id
            WHERE j.article_id = a.id ORDER BY j.position
        )
    ), a.editor_text) AS editor,
    (
        SELECT group_concat(label, '; ') FROM (
            SELECT n.name AS label FROM article_places AS j
            JOIN places AS n ON n.id = j.place_id
            WHERE j.article_id = a.id ORDER BY j.position
        )
    ) AS places,
    (
        SELECT group_concat(label, '; ') FROM (
            SELECT n.name AS label FROM article_topics AS j
            JOIN topics AS n ON n.id = j.topic_id
            WHERE j.article_id = a.id ORDER BY j.position
        )
    ) AS topics,
    a.deadline_on, a.updated_on, a.published_edtf, a.language, a.breadcrumb, a.word_count,
    a.story_id,
    coalesce((SELECT s.article_id FROM stories AS s WHERE s.id = a.story_id), a.id) AS story,
    a.revision_count, a.first_seen_at, a.last_seen_at, a.changed_at, a.gone_at, a.gone_confirmed, a.url,
    (
        SELECT nullif(
            CASE tdm_reserved WHEN 1 THEN 'tdm' ELSE '' END
            || CASE WHEN tdm_reserved = 1 AND robots_tags IS NOT NULL THEN ', ' ELSE '' END
            || coalesce(robots_tags, ''), ''
        )
        FROM captures WHERE article_id = a.id AND content_hash IS NOT NULL AND status IS NOT 304
        AND coalesce(content_type, '') NOT LIKE 'text/plain%'
        ORDER BY captured_at DESC, id DESC LIMIT 1
    ) AS reservation,
    (
        SELECT c.incomplete FROM captures AS c
        WHERE c.article_id = a.id AND c.incomplete IS NOT NULL AND c.content_hash = a.content_hash
        AND NOT EXISTS (
            SELECT 1 FROM captures WHERE article_id = a.id AND content_hash IS NOT NULL
            AND incomplete IS NULL
        )
        ORDER BY c.captured_at DESC, c.id DESC LIMIT 1
    ) AS incomplete,
    d.year, d.published_earliest, d.published_latest, d.published_estimate,
    d.published_probability, d.published_basis
FROM articles AS a JOIN v_dated AS d ON d.id = a.id;

-- Articles by month, portal and kind, by the dates that are certain. NULL gathers those of which the
-- year (or the month) is not, so that the counts add up to all articles.
CREATE VIEW v_timeline AS
SELECT
    d.year, d.month, a.portal, a.kind,
    count(*) AS articles,
    count(DISTINCT coalesce('s' || a.story_id, 'a' || a.id)) AS stories,
    sum(a.word_count) AS words,
    sum(a.revision_count > 0) AS changed,
    sum(a.gone_at IS NOT NULL) AS gone
FROM articles AS a JOIN v_dated AS d ON d.id = a.id
GROUP BY d.year, d.month, a.portal, a.kind;

-- Stories with their earliest article and the portals that told them.
CREATE VIEW v_stories AS
SELECT
    s.id, a.title, a.url, s.size,
    count(DISTINCT m.portal) AS portal_count,
    group_concat(DISTINCT m.portal) AS portals,
    min(m.published_on) AS first_published_on,
    max(m.published_on) AS last_published_on,
    min(m.first_seen_at) AS first_seen_at,
    s.article_id
FROM stories AS s
LEFT JOIN articles AS a ON a.id = s.article_id
LEFT JOIN story_members AS sm ON sm.story_id = s.id
LEFT JOIN articles AS m ON m.id = sm.article_id
GROUP BY s.id;

-- Where the content of every known URL stands today, and the last capture that shows it. An article
-- that is gone may stand elsewhere: as another member of its story, or under the same title.
CREATE VIEW v_whereabouts AS
SELECT
    known.url, a.id AS article_id, a.portal, a.title,
    CASE
        WHEN a.gone_at IS NOT NULL AND elsewhere.id IS NULL THEN 'gone'
        WHEN a.gone_at IS NOT NULL THEN 'elsewhere'
        WHEN known.url = a.url THEN 'there'
        ELSE 'moved'
    END AS state,
    CASE WHEN a.gone_at IS NULL THEN a.url ELSE elsewhere.url END AS stands_at,
    CASE
        WHEN a.gone_at IS NULL THEN known.rule
        WHEN elsewhere.id IS NOT NULL THEN coalesce(
            (
                SELECT relation FROM story_members
                WHERE article_id = elsewhere.id AND story_id = a.story_id
            ), 'same title'
        )
    END AS rule,
    a.gone_at, elsewhere.id AS successor_id,
    (
        SELECT c.id FROM captures AS c
        WHERE c.article_id = a.id AND c.content_hash IS NOT NULL AND c.status IS NOT 304
        ORDER BY c.captured_at DESC, c.id DESC LIMIT 1
    ) AS capture_id
FROM (
    SELECT *, CASE WHEN gone_at IS NOT NULL THEN coalesce(
        (
            SELECT o.id FROM articles AS o JOIN story_members AS s ON s.article_id = o.id
            WHERE o.story_id = gone.story_id AND o.id <> gone.id AND o.gone_at IS NULL
            AND s.relation IN ('original', 'copy', 'near_copy')
            ORDER BY o.last_seen_at DESC, o.id LIMIT 1
        ),
        (
            SELECT o.id FROM articles AS o
            WHERE o.title = gone.title AND length(gone.title) >= 25 AND o.id <> gone.id
            AND o.gone_at IS NULL
            ORDER BY o.last_seen_at DESC, o.id LIMIT 1
        )
    ) END AS successor FROM articles AS gone
) AS a
JOIN (
    SELECT url, id AS article_id, 'canonical' AS rule FROM articles
    UNION ALL SELECT url, article_id, rule FROM url_aliases
) AS known ON known.article_id = a.id
LEFT JOIN articles AS elsewhere ON elsewhere.id = a.successor;

-- Every change of every field, old and new value. What a change led to is what the next change of
-- the same field found there, or what is there now.
CREATE VIEW v_changes AS
SELECT
    r.seen_at, a.portal, a.title, old.key AS field, old.value AS old_value,
    CASE
        WHEN later.number IS NOT NULL THEN (
            SELECT value FROM json_each(later.old_values) WHERE key = old.key
        )
        ELSE CASE old.key
            WHEN 'language' THEN a.language
            WHEN 'title' THEN a.title
            WHEN 'subtitle' THEN a.subtitle
            WHEN 'kicker' THEN a.kicker
            WHEN 'lead' THEN a.lead
            WHEN 'body' THEN a.body
            WHEN 'published_on' THEN a.published_on
            WHEN 'published_at' THEN a.published_at
            WHEN 'published_edtf' THEN a.published_edtf
            WHEN 'published_text' THEN a.published_text
            WHEN 'published_from' THEN a.published_from
            WHEN 'updated_on' THEN a.updated_on
            WHEN 'deadline_on' THEN a.deadline_on
            WHEN 'source_text' THEN a.source_text
            WHEN 'editor_text' THEN a.editor_text
            WHEN 'title_from' THEN a.title_from
        END
    END AS new_value,
    r.article_id, r.number, r.capture_id, a.url
FROM revisions AS r
JOIN articles AS a ON a.id = r.article_id
JOIN json_each(r.old_values) AS old
LEFT JOIN revisions AS later ON later.article_id = r.article_id AND later.number = (
    SELECT min(n.number) FROM revisions AS n
    WHERE n.article_id = r.article_id AND n.number > r.number
    AND EXISTS (SELECT 1 FROM json_each(n.changed_fields) WHERE value = old.key)
);

-- What takes place, and when: each event of an article once, with the words around its date:
-- 80 characters on either side, in one line, without a word that is cut there.
CREATE VIEW v_events AS
SELECT
    d.article_id, a.portal, a.title, a.kind,
    CASE WHEN d.char_start IS NULL THEN a.title ELSE replace(trim(
        CASE WHEN d.char_start <= 80 THEN substr(a.line, 1, d.char_start)
        ELSE ltrim(
            substr(a.line, d.char_start - 79, 80),
            replace(substr(a.line, d.char_start - 79, 80), ' ', '')
        ) END
        || substr(a.line, d.char_start + 1, length(d.text))
        || CASE WHEN length(a.line) <= d.char_start + length(d.text) + 80
        THEN substr(a.line, d.char_start + length(d.text) + 1)
        ELSE rtrim(
            substr(a.line, d.char_start + length(d.text) + 1, 80),
            replace(substr(a.line, d.char_start + length(d.text) + 1, 80), ' ', '')
        ) END
    ), '  ', ' ') END AS event,
    d.starts_on, d.ends_on, d.edtf, d.text,
    CASE
        WHEN d.edtf GLOB '*[~?%]*' THEN 'approximate'
        WHEN d.year_from = 'context' THEN 'inferred'
        ELSE 'printed'
    END AS certainty,
    a.published_on, a.gone_at, a.url
FROM dates AS d
JOIN (
    SELECT *, replace(body, char(10), ' ') AS line FROM articles
) AS a ON a.id = d.article_id
WHERE d.role = 'event' AND d.position = (
    SELECT min(same.position) FROM dates AS same
    WHERE same.article_id = d.article_id AND same.role = 'event'
    AND same.starts_on = d.starts_on AND same.ends_on = d.ends_on
);
