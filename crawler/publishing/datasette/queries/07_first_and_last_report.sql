-- First and last report on something
-- The first and the last article of each portal in which words occur, and how many there are; without words, of all articles. Days that are not stated are estimated.
with found as (
    select a.id, a.portal, d.likely_on, a.title
    from articles as a join v_dated as d on d.id = a.id
    where d.likely_on is not null
        and (:text = '' or a.id in (select rowid from articles_fts where articles_fts match german_query(:text)))
),
ranked as (
    select *, count(*) over (partition by portal) as articles,
        row_number() over (partition by portal order by likely_on, id) as from_start,
        row_number() over (partition by portal order by likely_on desc, id desc) as from_end
    from found
)
select
    portal, articles,
    max(case when from_start = 1 then likely_on end) as first_on,
    max(case when from_start = 1 then title end) as first_title,
    max(case when from_end = 1 then likely_on end) as last_on,
    max(case when from_end = 1 then title end) as last_title
from ranked
group by portal
order by first_on
