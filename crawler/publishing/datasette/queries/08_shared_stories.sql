-- Stories told by more than one portal
-- One row a story, the most widely told first.
select article_id, title, portals, portal_count, size, first_published_on, last_published_on, url
from v_stories
where portal_count > 1
order by portal_count desc, size desc, first_published_on
