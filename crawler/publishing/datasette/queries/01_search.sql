-- Search the articles
-- Full text over title, lead and body, with inflected forms and compounds, best hits first; a hit in the title counts most. "A phrase", prefix*, -unwanted. Leave portal empty for all of them.
with asked as materialized (select german_query(:text) as expression),
-- To rank all articles with a common word takes seconds: those archived last are ranked.
edge as (
    select min(rowid) as oldest from (
        select f.rowid from articles_fts as f
        where articles_fts match (select expression from asked)
        and (:portal = '' or exists (select 1 from articles where id = f.rowid and portal = :portal))
        order by f.rowid desc limit 1000
    )
)
select
    a.id as article_id, a.published_on, a.portal, a.title,
    snippet(articles_fts, -1, '»', '«', ' … ', 24) as passage
from articles_fts
join articles as a on a.id = articles_fts.rowid
where articles_fts match (select expression from asked)
    and articles_fts.rowid >= (select oldest from edge)
    and (:portal = '' or a.portal = :portal)
order by bm25(articles_fts, 10, 4, 1)
limit 100
