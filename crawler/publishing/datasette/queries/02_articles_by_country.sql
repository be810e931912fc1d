-- Articles by country and year
-- Which countries the portals turned to, year by year. country is a name or ISO code in any case; since and until are years or days (1.7.2020, Juli 2020, 2020), both included. An empty field has no limit. uncertain: of so many the year is only likely, of those of the year unknown not even that.
select
    coalesce(a.year, a.estimated_year, 'unknown') as year, p.name as country,
    count(*) as articles, sum(a.year is null) as uncertain
from v_dated as a
join article_places as ap on ap.article_id = a.id
join places as p on p.id = ap.place_id
where p.kind = 'country'
    and (:country = '' or p.name = :country)
    and (:since = '' or a.likely_on >= :since) and (:until = '' or a.likely_on <= :until)
group by 1, p.name
order by year = 'unknown', year desc, articles desc, country
