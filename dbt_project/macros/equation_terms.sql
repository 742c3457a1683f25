{# Observations in every equation that they take part in: in the equations of their own year and, where a term looks
   back, of the year after. A fallback term counts only where the publisher left the term itself blank. There are several
   times as many terms as observations, so that nothing may keep them as a whole: DuckDB would, of a CTE read twice. #}
{% macro equation_terms(observations) %}
with

looked_back_on as (
    select
        term_years.department_year,
        term_years.years_back,
        observations.department_year as printed_in,
        observations.cell_key,
        observations.parent_length,
        observations.has_children,
        observations.amount,
        observations.half_unit
    from {{ observations }} as observations
    inner join {{ ref('eval_term_year') }} as term_years on observations.department_year = term_years.printed_in
    where
        term_years.years_back > 0
        and observations.cell_key in (
            select bound_terms.cell_key from {{ ref('eval_bound_term') }} as bound_terms
            where bound_terms.years_back > 0
        )
),

observed as (
    select
        department_year,
        cast(0 as integer) as years_back,
        department_year as printed_in,
        cell_key,
        parent_length,
        has_children,
        amount,
        half_unit
    from {{ observations }}

    union all

    select * from looked_back_on
),

valued as {{ never_kept() }} (
    select
        observed.department_year,
        bound_terms.equation,
        bound_terms.slot,
        bound_terms.alternative,
        bound_terms.has_fallback,
        bound_terms.side,
        bound_terms.sign,
        observed.years_back,
        observed.printed_in,
        observed.cell_key,
        observed.amount,
        observed.half_unit
    from observed
    inner join {{ ref('eval_bound_term') }} as bound_terms
        on
            observed.cell_key = bound_terms.cell_key
            and observed.parent_length = coalesce(bound_terms.parent_length, -1)
            and observed.has_children = bound_terms.has_children
            and observed.years_back = bound_terms.years_back
),

first_alternatives as (
    select
        department_year,
        equation,
        slot,
        min(alternative) as alternative
    from valued
    where has_fallback
    group by department_year, equation, slot
),

counted as (
    select * from valued
    where not has_fallback

    union all

    select *
    from valued
    semi join first_alternatives using (department_year, equation, slot, alternative)
    where has_fallback
)

select
    department_year,
    equation,
    slot,
    alternative,
    side,
    sign,
    years_back,
    printed_in,
    cell_key,
    amount,
    half_unit
from counted
{% endmacro %}
