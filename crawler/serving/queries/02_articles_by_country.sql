-- Articles by country and year
-- Which countries the portals turned to, year by year. country is a name or ISO code in any case; since and until are years or days (1.7.2020, Juli 2020, 2020), both included. An empty field has no limit.
select substr(a.published_on, 1, 4) as year, p.name as country, count(*) as articles
from articles as a
join article_places as ap on ap.article_id = a.id
join places as p on p.id = ap.place_id
where p.kind = 'country' and a.published_on is not null
    and (:country = '' or p.name = :country)
    and (:since = '' or a.published_on >= :since) and (:until = '' or a.published_on <= :until)
group by year, p.name
order by year desc, articles desc, country
