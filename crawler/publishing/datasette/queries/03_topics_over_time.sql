-- Topics over time
-- How many articles of each year are filed under each topic. Leave topic empty for all.
select substr(a.published_on, 1, 4) as year, t.name as topic, count(*) as articles
from articles as a
join article_topics as at on at.article_id = a.id
join topics as t on t.id = at.topic_id
where a.published_on is not null and (:topic = '' or t.name = :topic)
group by year, t.name
order by year desc, articles desc, topic
