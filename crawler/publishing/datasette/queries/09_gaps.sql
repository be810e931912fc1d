-- Gaps in coverage
-- Times in which a portal published nothing that the archive knows of, longest first. days is the shortest gap to show (empty: 30).
with days as (
    select distinct portal, published_on from articles where published_on is not null
),
gaps as (
    select
        portal, published_on as last_before,
        lead(published_on) over (partition by portal order by published_on) as first_after
    from days
)
select
    portal, last_before, first_after,
    cast(julianday(first_after) - julianday(last_before) as integer) as days
from gaps
where julianday(first_after) - julianday(last_before) >= coalesce(nullif(:days, ''), 30) + 0
order by days desc, portal
limit 200
