-- Most cited sources
-- Who stands after "Quelle:", how often, and from when to when. since and until are days, months or years (1.7.2020, Juli 2020, 2020), both included; an empty field has no limit.
select
    s.name as source, count(*) as articles,
    min(a.published_on) as first_on, max(a.published_on) as last_on
from sources as s
join article_sources as asrc on asrc.source_id = s.id
join articles as a on a.id = asrc.article_id
where (:since = '' or a.published_on >= :since) and (:until = '' or a.published_on <= :until)
group by s.id
order by articles desc, source
limit 200
