{# Observations in every equation that they take part in, stand-ins included. #}
{% macro valued_terms(observations) %}
with

placed as (
    select
        observations.department_year,
        observations.cell_key,
        observations.amount,
        observations.half_unit,
        coalesce(tree_rows.parent_length, -1) as parent_length,
        coalesce(tree_rows.has_children, false) as has_children
    from {{ observations }} as observations
    left join {{ ref('int_tree_rows') }} as tree_rows using (department_year, row_no)
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
        placed.cell_key,
        placed.amount,
        placed.half_unit
    from placed
    inner join {{ ref('int_bound_terms') }} as bound_terms
        on
            placed.cell_key = bound_terms.cell_key
            and placed.parent_length = coalesce(bound_terms.parent_length, -1)
            and placed.has_children = bound_terms.has_children
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
    cell_key,
    amount,
    half_unit
from final
{% endmacro %}
