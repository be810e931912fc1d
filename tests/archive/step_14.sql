-- An archive as it was at step 14, the last state before this schema was one file: dumped by
-- `sqlite3 archive.db .dump` (without FTS5's own tables, which the last statement makes again).

CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'clusterarchiv','0001_articles','2025-01-31 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'clusterarchiv','0002_details','2025-01-31 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'clusterarchiv','0003_evidence','2025-01-31 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'clusterarchiv','0004_stories','2025-01-31 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'clusterarchiv','0005_search','2025-01-31 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'clusterarchiv','0006_views','2025-01-31 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'clusterarchiv','0007_visits','2025-01-31 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'clusterarchiv','0008_web_archives','2025-01-31 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'clusterarchiv','0009_story_index','2025-01-31 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'clusterarchiv','0010_search','2025-01-31 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(11,'clusterarchiv','0011_health','2025-01-31 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(12,'clusterarchiv','0013_reservations','2025-01-31 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(13,'clusterarchiv','0014_run_identity','2025-01-31 12:00:00+00:00');
CREATE TABLE article_editors (
                article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
                editor_id INTEGER NOT NULL REFERENCES editors (id) ON DELETE RESTRICT,
                position INTEGER NOT NULL,
                PRIMARY KEY (article_id, editor_id)
            ) WITHOUT ROWID;
INSERT INTO "article_editors" VALUES(1,1,1);
CREATE TABLE article_places (
                article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
                place_id INTEGER NOT NULL REFERENCES places (id) ON DELETE RESTRICT,
                position INTEGER NOT NULL,
                PRIMARY KEY (article_id, place_id)
            ) WITHOUT ROWID;
INSERT INTO "article_places" VALUES(1,1,1);
CREATE TABLE article_sources (
                article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
                source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE RESTRICT,
                position INTEGER NOT NULL,
                PRIMARY KEY (article_id, source_id)
            ) WITHOUT ROWID;
INSERT INTO "article_sources" VALUES(1,1,1);
CREATE TABLE article_topics (
                article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
                topic_id INTEGER NOT NULL REFERENCES topics (id) ON DELETE RESTRICT,
                position INTEGER NOT NULL,
                PRIMARY KEY (article_id, topic_id)
            ) WITHOUT ROWID;
INSERT INTO "article_topics" VALUES(1,1,1);
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
    gone_at TEXT
, kept_fields TEXT);
INSERT INTO "articles" VALUES(1,'musterportal','https://muster.example/eins','nachricht','de','Blaumilch gefördert',NULL,NULL,'Ein Vorspann.','Erster Absatz.','Start','2025-01-30',NULL,'2025-01-30',NULL,NULL,NULL,NULL,NULL,NULL,'h2',1,4,1,'2025-01-31T12:00:01Z','2025-02-28T12:00:01Z','2025-02-28T12:00:01Z',NULL,'["topics"]');
INSERT INTO "articles" VALUES(3,'musterportal','https://muster.example/drei','termin','de','Ein Termin',NULL,NULL,NULL,'Zweiter Absatz.',NULL,NULL,NULL,'[..2025-02-28]',NULL,NULL,NULL,NULL,NULL,NULL,'h3',1,2,0,'2025-02-28T12:00:02Z','2025-02-28T12:00:02Z',NULL,NULL,NULL);
CREATE TABLE breadcrumbs (
                article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                label TEXT NOT NULL, url TEXT,
                PRIMARY KEY (article_id, position)
            ) WITHOUT ROWID;
INSERT INTO "breadcrumbs" VALUES(1,1,'Start','https://muster.example/');
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
    is_canonical INTEGER
, tdm_reserved INTEGER, tdm_policy TEXT, robots_tags TEXT);
INSERT INTO "captures" VALUES(1,1,'https://muster.example/eins',1,'2025-01-31T12:00:01Z','2025-01-31T12:00:01Z',200,'text/html',NULL,NULL,'sha1:AA','musterportal-1.warc.gz',400,900,'live','h1',1,NULL,NULL,NULL);
INSERT INTO "captures" VALUES(2,2,'https://muster.example/eins',1,'2025-02-28T12:00:01Z','2025-02-28T12:00:01Z',200,'text/html',NULL,NULL,'sha1:BB','musterportal-2.warc.gz',400,900,'wayback','h2',1,1,NULL,NULL);
INSERT INTO "captures" VALUES(3,2,'https://muster.example/drei',3,'2025-02-28T12:00:02Z','2025-02-28T12:00:02Z',NULL,'text/plain',NULL,NULL,NULL,NULL,NULL,NULL,'text:seiten','h3',1,NULL,NULL,NULL);
CREATE TABLE dates (
                article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                role TEXT NOT NULL, edtf TEXT NOT NULL, starts_on TEXT, ends_on TEXT, text TEXT NOT NULL, char_start INTEGER,
                PRIMARY KEY (article_id, position)
            ) WITHOUT ROWID;
INSERT INTO "dates" VALUES(1,1,'published','2025-01-30','2025-01-30','2025-01-30','30.01.2025',NULL);
CREATE TABLE editors (id INTEGER PRIMARY KEY, name TEXT NOT NULL, organisation TEXT);
INSERT INTO "editors" VALUES(1,'Eva Beispiel','Musterinstitut');
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
INSERT INTO "health_measures" VALUES(1,'articles','',2.0,NULL,2,NULL);
CREATE TABLE images (
                article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                url TEXT NOT NULL, caption TEXT, credit TEXT,
                PRIMARY KEY (article_id, position)
            ) WITHOUT ROWID;
INSERT INTO "images" VALUES(1,1,'https://muster.example/b.jpg','Ein Bild','Foto: Eva Beispiel');
CREATE TABLE links (
                article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                url TEXT NOT NULL, text TEXT NOT NULL, section TEXT, kind TEXT NOT NULL,
                PRIMARY KEY (article_id, position)
            ) WITHOUT ROWID;
INSERT INTO "links" VALUES(1,1,'https://muster.example/drei','Termin',NULL,'inline');
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
INSERT INTO "listed_captures" VALUES('musterportal','wayback','https://muster.example/vier','https://muster.example/vier','2019-05-06T07:08:09Z',200,'text/html','sha1:CC',900,NULL,NULL);
CREATE TABLE lists (
    url TEXT PRIMARY KEY,
    portal TEXT NOT NULL REFERENCES portals (name) ON UPDATE CASCADE ON DELETE CASCADE,
    read_at TEXT NOT NULL,
    read_fully_at TEXT
) WITHOUT ROWID;
INSERT INTO "lists" VALUES('https://muster.example/liste','musterportal','2025-01-31T12:00:00Z','2025-01-31T12:00:00Z');
CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, iso_code TEXT);
INSERT INTO "places" VALUES(1,'USA','country','US');
CREATE TABLE portals (
    name TEXT PRIMARY KEY,
    title TEXT,
    home_url TEXT,
    cms TEXT,
    alive INTEGER
);
INSERT INTO "portals" VALUES('musterportal','Musterportal','https://muster.example/','typo3',1);
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    fields TEXT NOT NULL,
    reason TEXT NOT NULL,
    article TEXT NOT NULL
);
INSERT INTO "quarantine" VALUES(1,2,'https://muster.example/fuenf','["body"]','body is empty','{}');
CREATE TABLE rejects (
    id INTEGER PRIMARY KEY,
    run_id INTEGER REFERENCES runs (id) ON DELETE CASCADE,
    url TEXT,
    stage TEXT NOT NULL,
    reason TEXT NOT NULL,
    capture_id INTEGER REFERENCES captures (id) ON DELETE SET NULL
);
INSERT INTO "rejects" VALUES(1,1,'https://muster.example/zwei','extract','neither title nor text found on the page',NULL);
INSERT INTO "rejects" VALUES(2,2,'https://muster.example/vier','source','the capture of 2019-05-06T07:08:09Z is lost: https://web.archive.org/web/20190506070809id_/https://muster.example/vier: status 503; the next run asks again',NULL);
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
INSERT INTO "revisions" VALUES(1,1,'h2','2025-02-28T12:00:01Z','["body"]','{"body": "Alter Absatz."}',2);
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
    health TEXT
, held INTEGER, accepted_at TEXT, uuid TEXT);
INSERT INTO "runs" VALUES(1,'musterportal','live','2025-01-31T12:00:00Z','2025-01-31T12:01:00Z','finished',3,3,NULL,2,NULL,NULL,NULL,NULL,NULL,60.0,'{"ok": true, "alarms": []}',0,NULL,'00000000000000000000000000000001');
INSERT INTO "runs" VALUES(2,'musterportal','wayback','2025-02-28T12:00:00Z',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE search_words (
    key TEXT NOT NULL,
    relation TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (key, relation, word)
) WITHOUT ROWID;
INSERT INTO "search_words" VALUES('absatz','form','absatz');
CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO "sources" VALUES(1,'Musteramt');
CREATE TABLE stories (
    id INTEGER PRIMARY KEY,
    article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
    size INTEGER NOT NULL
);
INSERT INTO "stories" VALUES(1,1,2);
CREATE TABLE story_boilerplate (
    hash INTEGER PRIMARY KEY,
    frequent INTEGER NOT NULL
);
CREATE TABLE story_fingerprints (
    hash INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (hash, article_id)
) WITHOUT ROWID;
CREATE TABLE story_links (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    other_article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    verdict TEXT NOT NULL,
    shared REAL NOT NULL,
    other_shared REAL NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (article_id, other_article_id)
) WITHOUT ROWID;
CREATE TABLE story_members (
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    relation TEXT NOT NULL,
    similarity REAL,
    PRIMARY KEY (story_id, article_id)
) WITHOUT ROWID;
INSERT INTO "story_members" VALUES(1,1,'original',NULL);
INSERT INTO "story_members" VALUES(1,3,'near_copy',0.9);
CREATE TABLE story_overrides (
    url TEXT NOT NULL,
    other_url TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different')),
    note TEXT,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (url, other_url)
) WITHOUT ROWID;
INSERT INTO "story_overrides" VALUES('https://muster.example/eins','https://muster.example/drei','same','derselbe Termin','2025-03-01T00:00:00Z');
CREATE TABLE story_pending (
    article_id INTEGER PRIMARY KEY
);
INSERT INTO "story_pending" VALUES(1);
INSERT INTO "story_pending" VALUES(3);
CREATE TABLE story_signatures (
    article_id INTEGER PRIMARY KEY,
    heading INTEGER NOT NULL,
    fingerprints BLOB NOT NULL
);
CREATE TABLE topics (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO "topics" VALUES(1,'Netzwerke');
CREATE TABLE url_aliases (
    url TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    rule TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "url_aliases" VALUES('http://muster.example/eins',1,'scheme');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX idx_url_aliases_article_id ON url_aliases (article_id);
CREATE INDEX "idx_articles_portal"
    ON "articles" ("portal");
CREATE INDEX "idx_articles_kind"
    ON "articles" ("kind");
CREATE INDEX "idx_articles_language"
    ON "articles" ("language");
CREATE INDEX "idx_articles_kicker"
    ON "articles" ("kicker");
CREATE INDEX "idx_articles_source_text"
    ON "articles" ("source_text");
CREATE INDEX "idx_articles_published_on"
    ON "articles" ("published_on");
CREATE INDEX "idx_articles_updated_on"
    ON "articles" ("updated_on");
CREATE INDEX "idx_articles_deadline_on"
    ON "articles" ("deadline_on");
CREATE INDEX "idx_articles_story_id"
    ON "articles" ("story_id");
CREATE INDEX "idx_articles_revision_count"
    ON "articles" ("revision_count");
CREATE INDEX "idx_articles_first_seen_at"
    ON "articles" ("first_seen_at");
CREATE INDEX "idx_articles_changed_at"
    ON "articles" ("changed_at");
CREATE INDEX "idx_articles_gone_at"
    ON "articles" ("gone_at");
CREATE INDEX "idx_articles_content_hash"
    ON "articles" ("content_hash");
CREATE INDEX "idx_dates_role_starts_on"
    ON "dates" ("role", "starts_on");
CREATE INDEX "idx_links_url"
    ON "links" ("url");
CREATE UNIQUE INDEX idx_sources_key ON sources (name);
CREATE INDEX idx_article_sources_source_id ON article_sources (source_id);
CREATE UNIQUE INDEX idx_editors_key ON editors (name, coalesce(organisation, ''));
CREATE INDEX idx_article_editors_editor_id ON article_editors (editor_id);
CREATE UNIQUE INDEX idx_places_key ON places (name, kind, coalesce(iso_code, ''));
CREATE INDEX idx_article_places_place_id ON article_places (place_id);
CREATE UNIQUE INDEX idx_topics_key ON topics (name);
CREATE INDEX idx_article_topics_topic_id ON article_topics (topic_id);
CREATE INDEX "idx_places_iso_code"
    ON "places" ("iso_code");
CREATE INDEX idx_runs_spider ON runs (spider);
CREATE INDEX idx_runs_started_at ON runs (started_at);
CREATE INDEX idx_captures_url_captured_at ON captures (url, captured_at);
CREATE INDEX idx_captures_article_id_captured_at ON captures (article_id, captured_at);
CREATE INDEX idx_captures_run_id ON captures (run_id);
CREATE INDEX idx_revisions_seen_at ON revisions (seen_at);
CREATE INDEX idx_revisions_capture_id ON revisions (capture_id);
CREATE INDEX idx_rejects_run_id ON rejects (run_id);
CREATE INDEX idx_rejects_stage ON rejects (stage);
CREATE INDEX idx_rejects_capture_id ON rejects (capture_id);
CREATE INDEX idx_stories_article_id ON stories (article_id);
CREATE INDEX idx_story_members_article_id ON story_members (article_id);
CREATE INDEX idx_story_members_relation ON story_members (relation);
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    title, lead, body,
    content = 'articles', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
);
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
CREATE VIEW v_timeline AS
SELECT
    year, month, portal, kind,
    count(*) AS articles,
    count(DISTINCT coalesce('s' || story_id, 'a' || id)) AS stories,
    sum(word_count) AS words,
    sum(revision_count > 0) AS changed,
    sum(gone_at IS NOT NULL) AS gone
FROM (
    SELECT
        *,
        CASE WHEN known GLOB '[0-9][0-9][0-9][0-9]*' THEN substr(known, 1, 4) END AS year,
        CASE WHEN known GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]*' THEN substr(known, 1, 7) END AS month
    FROM (SELECT *, coalesce(published_on, published_edtf) AS known FROM articles)
)
GROUP BY year, month, portal, kind;
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
CREATE INDEX idx_lists_portal ON lists (portal);
CREATE INDEX idx_captures_digest ON captures (digest);
CREATE INDEX idx_rejects_url ON rejects (url);
CREATE VIEW v_changes AS
SELECT
    r.seen_at, a.portal, a.title, old.key AS field, old.value AS old_value,
    CASE
        WHEN later.number IS NOT NULL THEN (
            SELECT value FROM json_each(later.old_values) WHERE key = old.key
        )
        ELSE CASE old.key WHEN 'language' THEN a.language WHEN 'title' THEN a.title WHEN 'subtitle' THEN a.subtitle WHEN 'kicker' THEN a.kicker WHEN 'lead' THEN a.lead WHEN 'body' THEN a.body WHEN 'published_on' THEN a.published_on WHEN 'published_at' THEN a.published_at WHEN 'published_edtf' THEN a.published_edtf WHEN 'published_text' THEN a.published_text WHEN 'published_from' THEN a.published_from WHEN 'updated_on' THEN a.updated_on WHEN 'deadline_on' THEN a.deadline_on WHEN 'source_text' THEN a.source_text WHEN 'editor_text' THEN a.editor_text END
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
CREATE INDEX idx_story_links_other_article_id ON story_links (other_article_id);
CREATE INDEX idx_story_overrides_other_url ON story_overrides (other_url);
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
CREATE TRIGGER story_pending_delete BEFORE DELETE ON articles BEGIN
    INSERT INTO story_pending
    SELECT id FROM (
        SELECT old.id AS id
        UNION SELECT other_article_id FROM story_links WHERE article_id = old.id
        UNION SELECT article_id FROM story_links WHERE other_article_id = old.id
    ) WHERE id NOT IN (SELECT article_id FROM story_pending);
END;
CREATE INDEX idx_search_words_word ON search_words (word);
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
CREATE INDEX idx_quarantine_run_id ON quarantine (run_id);
CREATE INDEX idx_quarantine_url ON quarantine (url);
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
    a.story_id, coalesce((SELECT s.article_id FROM stories AS s WHERE s.id = a.story_id), a.id) AS story, a.revision_count, a.first_seen_at, a.last_seen_at, a.changed_at, a.gone_at, a.url,
    (
        SELECT nullif(
            CASE tdm_reserved WHEN 1 THEN 'tdm' ELSE '' END
            || CASE WHEN tdm_reserved = 1 AND robots_tags IS NOT NULL THEN ', ' ELSE '' END
            || coalesce(robots_tags, ''), ''
        )
        FROM captures WHERE article_id = a.id AND content_hash IS NOT NULL AND status IS NOT 304
        ORDER BY captured_at DESC, id DESC LIMIT 1
    ) AS reservation
FROM articles AS a;
CREATE UNIQUE INDEX idx_runs_uuid ON runs (uuid);
INSERT INTO articles_fts (articles_fts) VALUES ('rebuild');
