-- Gaps in coverage
-- Times in which a portal published nothing that the archive knows of, longest first. Gaps of fewer days than asked for are not shown; nothing asked, of fewer than 30.
with days as (
    select distinct portal, likely_on from v_dated where likely_on is not null
),
gaps as (
    select
        portal, likely_on as last_before,
        lead(likely_on) over (partition by portal order by likely_on) as first_after
    from days
)
select
    portal, last_before, first_after,
    cast(julianday(first_after) - julianday(last_before) as integer) as days
from gaps
where julianday(first_after) - julianday(last_before) >= coalesce(nullif(:days, ''), 30) + 0
    and (:portal = '' or portal = :portal)
order by days desc, portal
