-- Topics over time
-- How many articles of each year are filed under each topic. Leave topic empty for all. uncertain: of so many the year is only likely.
select
    coalesce(a.year, a.estimated_year, 'unknown') as year, t.name as topic,
    count(*) as articles, sum(a.year is null) as uncertain
from v_dated as a
join article_topics as at on at.article_id = a.id
join topics as t on t.id = at.topic_id
where (:topic = '' or t.name = :topic)
group by 1, t.name
order by year = 'unknown', year desc, articles desc, topic
