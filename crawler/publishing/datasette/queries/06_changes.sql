-- What changed between two days
-- Every field the portals edited, what it held before and afterwards. A day lasts from midnight to midnight UTC.
select seen_at, article_id, portal, title, field, old_value, new_value, url
from v_changes
where (:portal = '' or portal = :portal)
    and (:since = '' or seen_at >= :since) and (:until = '' or substr(seen_at, 1, 10) <= :until)
order by seen_at desc, article_id, field
