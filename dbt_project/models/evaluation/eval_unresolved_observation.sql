-- The figures of the results that a person will look at: those that do not hold exactly, and all of the
-- department-years that print the figures of a violation, because the candidate cells are found among
-- them.
with

violated_years as (
    select * from {{ ref('eval_violated_year') }}
),

term_years as (
    select * from {{ ref('eval_term_year') }}
),

unresolved_outcomes as (
    select
        department_year,
        equation
    from {{ ref('eval_outcome') }}
    where outcome in ('within_rounding', 'not_stated', 'not_read')
),

equation_cells as (
    select distinct
        equation,
        years_back,
        cell_key
    from {{ ref('eval_bound_term') }}
),

wanted as (
    select distinct
        term_years.printed_in as department_year,
        equation_cells.cell_key
    from unresolved_outcomes
    inner join equation_cells using (equation)
    inner join term_years using (department_year, years_back)
    where term_years.printed_in not in (select violated_years.department_year from violated_years)
),

final as (
    select observations.*
    from {{ ref('eval_observation') }} as observations
    semi join violated_years using (department_year)

    union all

    select observations.*
    from {{ ref('eval_observation') }} as observations
    semi join wanted using (department_year, cell_key)
)

select * from final
