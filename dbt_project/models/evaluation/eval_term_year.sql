-- Where the terms of a department-year's equations are printed: in its own sheets and, where a term looks back, in
-- those of an earlier year. Only a year that was read has equations, and only one that is well filed looks back or is
-- looked back on.
with

department_years as (
    select * from {{ ref('stg_department_years') }}
),

identity_terms as (
    select * from {{ source('control', 'identity_terms') }}
),

years_back as (
    select distinct years_back from identity_terms
    where years_back > 0
),

read_years as (
    select * from department_years
    where is_read
),

comparable_years as (
    select * from department_years
    where is_comparable
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
    cross join years_back
    inner join comparable_years as earlier_years
        on
            comparable_years.department_id = earlier_years.department_id
            and comparable_years.fiscal_year - years_back.years_back = earlier_years.fiscal_year
)

select * from final
