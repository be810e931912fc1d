-- Search the articles
-- Full text over title, lead and body, best hits first; a hit in the title counts most. Leave portal empty for all of them.
select
    a.id as article_id, a.published_on, a.portal, a.title,
    snippet(articles_fts, -1, '»', '«', ' … ', 24) as passage
from articles_fts
join articles as a on a.id = articles_fts.rowid
where articles_fts match german_query(:text) and (:portal = '' or a.portal = :portal)
order by bm25(articles_fts, 8.0, 4.0, 1.0)
limit 100
