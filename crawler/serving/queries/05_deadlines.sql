-- Deadlines between two dates
-- Calls whose Stichtag or Frist lies between since and until: days, months or years (1.7.2020, Juli 2020, 2020), both included; an empty field has no limit.
select a.deadline_on, a.id as article_id, a.title, a.portal, a.published_on, a.gone_at, a.url
from articles as a
where a.deadline_on is not null
    and (:since = '' or a.deadline_on >= :since) and (:until = '' or a.deadline_on <= :until)
order by a.deadline_on, a.title
