{# Observations in every equation that they take part in, stand-ins included: in the equations of their own year and,
   where a term looks back, of the year after. #}
{% macro valued_terms(observations) %}
with

looked_back_on as (
    select
        term_years.department_year,
        term_years.years_back,
        observations.department_year as printed_in,
        observations.cell_key,
        observations.row_no,
        observations.amount,
        observations.half_unit
    from {{ observations }} as observations
    inner join {{ ref('int_term_years') }} as term_years on observations.department_year = term_years.printed_in
    where
        term_years.years_back > 0
        and observations.cell_key in (
            select bound_terms.cell_key from {{ ref('int_bound_terms') }} as bound_terms
            where bound_terms.years_back > 0
        )
),

observed as (
    select
        department_year,
        cast(0 as integer) as years_back,
        department_year as printed_in,
        cell_key,
        row_no,
        amount,
        half_unit
    from {{ observations }}

    union all

    select * from looked_back_on
),

placed as (
    select
        observed.department_year,
        observed.years_back,
        observed.printed_in,
        observed.cell_key,
        observed.amount,
        observed.half_unit,
        coalesce(tree_rows.parent_length, -1) as parent_length,
        coalesce(tree_rows.has_children, false) as has_children
    from observed
    left join {{ ref('int_tree_rows') }} as tree_rows
        on
            observed.printed_in = tree_rows.department_year
            and observed.row_no = tree_rows.row_no
),

final as (
    select
        placed.department_year,
        bound_terms.equation,
        bound_terms.slot,
        bound_terms.alternative,
        bound_terms.has_stand_in,
        bound_terms.side,
        bound_terms.sign,
        placed.years_back,
        placed.printed_in,
        placed.cell_key,
        placed.amount,
        placed.half_unit
    from placed
    inner join {{ ref('int_bound_terms') }} as bound_terms
        on
            placed.cell_key = bound_terms.cell_key
            and placed.parent_length = coalesce(bound_terms.parent_length, -1)
            and placed.has_children = bound_terms.has_children
            and placed.years_back = bound_terms.years_back
)

select * from final
{% endmacro %}

{# Where a term has a stand-in, the stand-in counts only if the publisher left the term itself blank. Each branch reads
   the relation anew: a shared CTE would be kept in memory as a whole. #}
{% macro terms_without_idle_stand_ins(valued) %}
with

first_alternatives as (
    select
        department_year,
        equation,
        slot,
        min(alternative) as alternative
    from {{ valued }}
    where has_stand_in
    group by all
),

final as (
    select * from {{ valued }}
    where not has_stand_in

    union all

    select *
    from {{ valued }}
    semi join first_alternatives using (department_year, equation, slot, alternative)
    where has_stand_in
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
from final
{% endmacro %}
