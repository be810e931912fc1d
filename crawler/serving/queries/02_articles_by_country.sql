-- Articles by country and year
-- Which countries the portals turned to, year by year. Leave country, since and until (years) empty for all.
select substr(a.published_on, 1, 4) as year, p.name as country, count(*) as articles
from articles as a
join article_places as ap on ap.article_id = a.id
join places as p on p.id = ap.place_id
where p.kind = 'country' and a.published_on is not null
    and (:country = '' or p.name = :country or p.iso_code = upper(:country))
    and (:since = '' or substr(a.published_on, 1, 4) >= :since)
    and (:until = '' or substr(a.published_on, 1, 4) <= :until)
group by year, p.name
order by year desc, articles desc, country
