-- Where the terms of a department-year's equations are printed: in its own sheets and, where a term looks back, in
-- those of an earlier year. Only a year that was read has equations.
with

years_back as (
    select distinct years_back from {{ ref('stg_identity_terms') }}
),

read_years as (
    select department_years.*
    from {{ ref('int_department_years') }} as department_years
    semi join {{ ref('stg_documents') }} using (department_id, fiscal_year)
),

final as (
    select
        read_years.department_year,
        years_back.years_back,
        printed.department_year as printed_in
    from read_years
    cross join years_back
    inner join {{ ref('int_department_years') }} as printed
        on
            read_years.department_id = printed.department_id
            and read_years.fiscal_year - years_back.years_back = printed.fiscal_year
)

select * from final
