-- What takes place between two days
-- Events that articles announce or report and that lie, wholly or in part, in a period. A year that is not printed is inferred from the day of publication and the sentence.
select e.starts_on, e.ends_on, e.event, e.certainty, e.article_id, e.title, e.portal, e.published_on, e.url
from v_events as e
where (:portal = '' or e.portal = :portal)
    and (:since = '' or e.ends_on >= :since) and (:until = '' or e.starts_on <= :until)
order by e.starts_on, e.ends_on, e.title
