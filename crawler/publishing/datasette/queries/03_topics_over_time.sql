-- Topics over time
-- How many articles of each year are filed under each topic. Of the uncertain ones the year is only likely. With a period, articles of which no day is even likely are left out.
select
    coalesce(a.year, a.estimated_year, 'unknown') as year, t.name as topic,
    count(*) as articles, sum(a.year is null) as uncertain
from v_dated as a
join article_topics as at on at.article_id = a.id
join topics as t on t.id = at.topic_id
where (:topic = '' or t.name = :topic) and (:portal = '' or a.portal = :portal)
    and (:since = '' or a.likely_on >= :since) and (:until = '' or a.likely_on <= :until)
group by 1, t.name
order by year = 'unknown', year desc, articles desc, topic
