-- What takes place between two dates
-- Events that articles announce or report and that lie, wholly or in part, between since and until: days, months or years (1.7.2020, Juli 2020, 2020), both included; an empty field has no limit. Certainty: printed with its year, inferred from the day of publication and the sentence, or approximate.
select e.starts_on, e.ends_on, e.event, e.certainty, e.article_id, e.title, e.portal, e.published_on, e.url
from v_events as e
where (:since = '' or e.ends_on >= :since) and (:until = '' or e.starts_on <= :until)
order by e.starts_on, e.ends_on, e.title
