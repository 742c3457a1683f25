-- Which kinds of cells take part in which identity, and under which binding. The keys of all cells are few: the terms
-- are matched against them once, so that the many cells need one plain join.
with

terms as (
    select * from {{ ref('stg_identity_terms') }}
),

printed_rows as (
    select distinct
        sheet_id,
        row_key,
        coalesce(parent_row_key, '') as parent_row_key,
        has_children
    from {{ ref('int_observations') }}
),

named_rows as (
    select distinct
        sheet_id,
        row_key,
        '' as parent_row_key,
        false as has_children
    from terms
    where row_rule = 'key'
),

columns as (
    select distinct
        sheet_id,
        column_key
    from {{ ref('int_observations') }}
),

-- blank cells of printed sheets too: one of them may be a figure that is missing
keys as (
    select
        rows.sheet_id,
        rows.row_key,
        columns.column_key,
        rows.parent_row_key,
        rows.has_children
    from (
        select * from printed_rows
        union
        select * from named_rows
    ) as rows
    inner join columns using (sheet_id)
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
        keys.*,
        case
            when terms.row_rule in ('bound', 'parent') then keys.row_key
            when terms.row_rule = 'children' then keys.parent_row_key
            when terms.row_rule = 'bound_class' then substr(keys.row_key, length(terms.row_key) + 1)
        end as binding_row,
        case when terms.column_rule = 'bound' then keys.column_key end as binding_column
    from keys
    inner join terms
        on
            keys.sheet_id = terms.sheet_id
            and (terms.column_rule = 'bound' or keys.column_key = terms.column_key)
            and case terms.row_rule
                when 'key' then keys.row_key = terms.row_key
                when 'bound' then true
                when 'parent' then keys.has_children
                when 'children' then keys.parent_row_key <> ''
                else
                    starts_with(keys.row_key, terms.row_key)
                    and regexp_full_match(substr(keys.row_key, length(terms.row_key) + 1), '\d{3}')
            end
)

select
    identity_id,
    slot,
    alternative,
    side,
    sign,
    years_back,
    sheet_id,
    row_key,
    column_key,
    parent_row_key,
    has_children,
    concat_ws('.', binding_row, binding_column, nullif(budget, '')) as binding
from matched
