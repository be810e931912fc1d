-- Articles by country and year
-- Which countries the portals turned to, year by year. Of the uncertain ones the year is only likely; of those of the year “unknown” not even that. With a period, articles of which no day is even likely are left out.
select
    coalesce(a.year, a.estimated_year, 'unknown') as year, p.name as country,
    count(*) as articles, sum(a.year is null) as uncertain
from v_dated as a
join article_places as ap on ap.article_id = a.id
join places as p on p.id = ap.place_id
where p.kind = 'country'
    and (:country = '' or p.name = :country) and (:portal = '' or a.portal = :portal)
    and (:since = '' or a.likely_on >= :since) and (:until = '' or a.likely_on <= :until)
group by 1, p.name
order by year = 'unknown', year desc, articles desc, country
