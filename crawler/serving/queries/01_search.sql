-- Search the articles
-- Full text over title, lead and body, best hits first; a hit in the title counts most. Of very many hits, the 1,000 archived last are ranked. Leave portal empty for all of them.
with hits as (
    select f.rowid as id
    from articles_fts as f
    where articles_fts match german_query(:text)
    and (:portal = '' or exists (select 1 from articles where id = f.rowid and portal = :portal))
    order by f.rowid desc
    limit 1000
)
select
    a.id as article_id, a.published_on, a.portal, a.title,
    snippet(articles_fts, -1, '»', '«', ' … ', 24) as passage
from articles_fts
join articles as a on a.id = articles_fts.rowid
where articles_fts match german_query(:text)
and articles_fts.rowid >= (select min(id) from hits)
and (:portal = '' or a.portal = :portal)
order by bm25(articles_fts, 10.0, 4.0, 1.0)
limit 100
