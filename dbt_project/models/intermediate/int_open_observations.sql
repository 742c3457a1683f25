-- The figures of the results that a person will look at: those that do not hold exactly, and all of a department-year
-- with a violation, because the suspects are found among them.
with

disputed as (
    select distinct department_year from {{ ref('audit_outcome') }}
    where outcome = 'violated'
),

open_elsewhere as (
    select
        department_year,
        equation
    from {{ ref('audit_outcome') }}
    where
        outcome in ('within_rounding', 'not_stated', 'not_read')
        and department_year not in (select disputed.department_year from disputed)
),

equation_cells as (
    select distinct
        equation,
        cell_key
    from {{ ref('int_bound_terms') }}
),

wanted as (
    select distinct
        open_elsewhere.department_year,
        equation_cells.cell_key
    from open_elsewhere
    inner join equation_cells using (equation)
),

final as (
    select observations.*
    from {{ ref('int_observations') }} as observations
    semi join disputed using (department_year)

    union all

    select observations.*
    from {{ ref('int_observations') }} as observations
    semi join wanted using (department_year, cell_key)
)

select * from final
