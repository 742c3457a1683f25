-- Which kinds of cells take part in which equation: an equation is an identity under one binding. The kinds of cells
-- are few: the terms are matched against them once, so that the many cells need one plain join. The figures of a
-- condition are no addends: eval_applicable looks at them.
with

places as (
    select distinct
        row_no,
        parent_length,
        has_children
    from {{ ref('eval_tree_row') }}

    union

    select
        row_no,
        null as parent_length,
        false as has_children
    from {{ ref('stg_cell_keys') }}
),

kinds as (
    select
        cell_keys.cell_key,
        cell_keys.sheet_id,
        cell_keys.row_key,
        cell_keys.column_key,
        places.parent_length,
        places.has_children,
        case
            when places.parent_length > 0 then left(cell_keys.row_key, places.parent_length)
            when places.parent_length = 0 then 'total'
        end as parent_row_key
    from {{ ref('stg_cell_keys') }} as cell_keys
    inner join places using (row_no)
),

terms as (
    select * from {{ source('control', 'identity_terms') }}
    where side <> 'condition'
),

slots_with_fallback as (
    select distinct
        identity_id,
        slot,
        true as has_fallback
    from terms
    where alternative > 0
),

matched as (
    select
        terms.identity_id,
        terms.slot,
        terms.alternative,
        terms.side,
        terms.sign,
        terms.years_back,
        terms.budget,
        kinds.*,
        case
            when terms.row_rule in ('bound', 'parent') then kinds.row_key
            when terms.row_rule = 'children' then kinds.parent_row_key
            when terms.row_rule = 'bound_class' then substr(kinds.row_key, length(terms.row_key) + 1)
        end as binding_row,
        case when terms.column_rule = 'bound' then kinds.column_key end as binding_column
    from kinds
    inner join terms
        on
            kinds.sheet_id = terms.sheet_id
            and (terms.column_rule = 'bound' or kinds.column_key = terms.column_key)
            and case terms.row_rule
                when 'key' then kinds.row_key = terms.row_key
                when 'bound' then true
                when 'parent' then kinds.has_children
                when 'children' then kinds.parent_row_key is not null
                else
                    left(kinds.row_key, length(terms.row_key)) = terms.row_key
                    and {{ full_match('substr(kinds.row_key, length(terms.row_key) + 1)', "'[0-9]{3}'") }}
            end
),

bound as (
    select
        *,
        concat_ws('.', binding_row, binding_column, nullif(budget, '')) as binding
    from matched
),

final as (
    select
        bound.cell_key,
        bound.parent_length,
        bound.has_children,
        cast(dense_rank() over (order by bound.identity_id, bound.binding) as integer) as equation,
        bound.identity_id,
        bound.binding,
        bound.slot,
        bound.alternative,
        coalesce(slots_with_fallback.has_fallback, false) as has_fallback,
        bound.side,
        bound.sign,
        bound.years_back
    from bound
    left join slots_with_fallback using (identity_id, slot)
)

select * from final
