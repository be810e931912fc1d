-- Deadlines between two days
-- Calls whose deadline (“Stichtag”, “Frist”) lies in a period.
select a.deadline_on, a.id as article_id, a.title, a.portal, a.published_on, a.gone_at, a.url
from articles as a
where a.deadline_on is not null and (:portal = '' or a.portal = :portal)
    and (:since = '' or a.deadline_on >= :since) and (:until = '' or a.deadline_on <= :until)
order by a.deadline_on, a.title
