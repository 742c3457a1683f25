-- The department-years that may be compared with another year: read, and by their own word neither another department's
-- nor another year's. A misfiled document says nothing of the year that it lies under.
with

misfiled as (
    select distinct
        department_id,
        fiscal_year
    from {{ source('landing', 'problems') }}
    where
        kind in ('department_disagrees', 'fiscal_year_disagrees')
        and severity = 'error'
),

final as (
    select distinct
        department_id,
        fiscal_year
    from {{ source('landing', 'documents') }}
    anti join misfiled using (department_id, fiscal_year)
)

select * from final
