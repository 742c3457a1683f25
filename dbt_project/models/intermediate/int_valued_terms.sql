-- Every figure in every equation that it takes part in, stand-ins included. There are several times as many of these as
-- of figures: they are never stored.
{{ config(materialized='view') }}

with

placed as (
    select
        observations.department_year,
        observations.cell_key,
        observations.amount,
        observations.half_unit,
        coalesce(tree_rows.parent_length, -1) as parent_length,
        coalesce(tree_rows.has_children, false) as has_children
    from {{ ref('int_observations') }} as observations
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
