"""When articles were published that do not say so: the evidence, and the interval it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_COLUMNS = """
ALTER TABLE articles ADD COLUMN published_earliest TEXT;
ALTER TABLE articles ADD COLUMN published_latest TEXT;
ALTER TABLE articles ADD COLUMN published_estimate TEXT;
ALTER TABLE articles ADD COLUMN published_probability REAL;
ALTER TABLE articles ADD COLUMN published_basis TEXT;
CREATE INDEX idx_articles_published_earliest ON articles (published_earliest);
CREATE INDEX idx_articles_published_latest ON articles (published_latest);
CREATE INDEX idx_articles_title ON articles (title);
"""
_TABLES = """
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
CREATE TABLE listed_dates (
    portal TEXT NOT NULL REFERENCES portals (name) ON UPDATE CASCADE ON DELETE CASCADE,
    list_url TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (portal, list_url, kind, url)
) WITHOUT ROWID;
CREATE TABLE dating_pending (
    portal TEXT NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (portal, article_id)
) WITHOUT ROWID;
"""
_TRIGGERS = """
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
"""
_DATED = """
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
"""
_TIMELINE = """
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
"""
_WHEREABOUTS = """
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
"""
_FROM = "AS incomplete\nFROM articles AS a"
_WITH_DATING = """AS incomplete,
    d.year, d.published_earliest, d.published_latest, d.published_estimate,
    d.published_probability, d.published_basis
FROM articles AS a JOIN v_dated AS d ON d.id = a.id"""


def apply(db: Database) -> None:
    """Add columns, tables, views and triggers; the next run dates all that is stored."""
    (articles,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'v_articles'").fetchone()
    assert articles.count(_FROM) == 1, articles
    for name in ("v_articles", "v_timeline"):
        db.execute(f"DROP VIEW {name}")
    for script in (_COLUMNS, _TABLES, _TRIGGERS, _DATED, _TIMELINE, _WHEREABOUTS):
        db.executescript(script)
    db.execute(articles.replace(_FROM, _WITH_DATING))
    db.execute("INSERT INTO dating_pending SELECT coalesce(portal, ''), id FROM articles")
