-- Where the terms of a department-year's equations are printed: in its own sheets and, where a term looks back, in
-- those of an earlier year. Only a year that was read has equations, and only one that is well filed looks back or is
-- looked back on.
with

years_back as (
    select distinct years_back from {{ source('control', 'identity_terms') }}
),

read_years as (
    select department_years.*
    from {{ ref('stg_department_years') }} as department_years
    semi join {{ source('landing', 'documents') }} using (department_id, fiscal_year)
),

comparable_years as (
    select department_years.*
    from {{ ref('stg_department_years') }} as department_years
    semi join {{ ref('stg_comparable_years') }} using (department_id, fiscal_year)
),

final as (
    select
        read_years.department_year,
        0 as years_back,
        read_years.department_year as printed_in
    from read_years

    union all

    select
        comparable_years.department_year,
        years_back.years_back,
        earlier_years.department_year as printed_in
    from comparable_years
    inner join years_back on years_back.years_back > 0
    inner join comparable_years as earlier_years
        on
            comparable_years.department_id = earlier_years.department_id
            and comparable_years.fiscal_year - years_back.years_back = earlier_years.fiscal_year
)

select * from final
