-- What changed between two dates
-- Every field the portals edited, what it held before and afterwards. since and until are days, months or years (1.7.2020, Juli 2020, 2020), both included; an empty field has no limit.
select seen_at, article_id, portal, title, field, old_value, new_value, url
from v_changes
where (:since = '' or seen_at >= :since) and (:until = '' or substr(seen_at, 1, 10) <= :until)
order by seen_at desc, article_id, field
