-- Most cited sources
-- Who stands after "Quelle:", how often, and from when to when. since and until are days, months or years (1.7.2020, Juli 2020, 2020), both included; an empty field has no limit. uncertain: so many state no day, theirs is estimated.
select
    s.name as source, count(*) as articles,
    min(a.likely_on) as first_on, max(a.likely_on) as last_on, sum(a.published_on is null) as uncertain
from sources as s
join article_sources as asrc on asrc.source_id = s.id
join v_dated as a on a.id = asrc.article_id
where (:since = '' or a.likely_on >= :since) and (:until = '' or a.likely_on <= :until)
group by s.id
order by articles desc, source
limit 200
