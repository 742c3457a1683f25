-- The counts beside a sum add up: every department-year of a district is published, withheld, missing, not yet due or
-- unknown, and what is published states the figure, says that there is none, or does neither. The classes of the
-- functional classification come from no more department-years than the sum has.
with

districts as (
    select * from {{ ref('dq_district_year') }}
),

sums as (
    select * from {{ ref('mart_district_year') }}
),

functions as (
    select * from {{ ref('mart_function_year') }}
)

select
    'dq_district_year' as model,
    district,
    fiscal_year,
    '' as binding
from districts
where
    expected + received_unexpected <> published + withheld + missing + not_yet_due
    or received <> in_time + late + timing_unknown

union all

select
    'mart_district_year' as model,
    district,
    fiscal_year,
    measure as binding
from sums
where
    expected + received_unexpected <> published + withheld + missing + not_yet_due
    or published <> stated + declared_none + not_stated
    or withheld_known > withheld

union all

select
    'mart_function_year' as model,
    district,
    fiscal_year,
    function_code as binding
from functions
where with_code > stated or stated > published or withheld_with_code > withheld
