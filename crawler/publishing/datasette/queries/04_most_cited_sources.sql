-- Most cited sources
-- Who is named as the source (“Quelle”), how often, and from when to when. The uncertain ones state no day: theirs is estimated. With a period, articles of which no day is even likely are left out.
select
    s.name as source, count(*) as articles,
    min(a.likely_on) as first_on, max(a.likely_on) as last_on, sum(a.published_on is null) as uncertain
from sources as s
join article_sources as asrc on asrc.source_id = s.id
join v_dated as a on a.id = asrc.article_id
where (:portal = '' or a.portal = :portal)
    and (:since = '' or a.likely_on >= :since) and (:until = '' or a.likely_on <= :until)
group by s.id
order by articles desc, source
