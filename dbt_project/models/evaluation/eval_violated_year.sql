-- The department-years whose sheets print the figures of a violation: its own, and an earlier one where a term looks
-- back.
with

violated as (
    select
        department_year,
        equation
    from {{ ref('eval_outcome') }}
    where outcome = 'violated'
),

equation_years as (
    select distinct
        equation,
        years_back
    from {{ ref('eval_bound_term') }}
),

final as (
    select distinct term_years.printed_in as department_year
    from violated
    inner join equation_years using (equation)
    inner join {{ ref('eval_term_year') }} as term_years using (department_year, years_back)
)

select * from final
