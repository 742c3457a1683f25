-- The rows of codes, each with those that may stand above it: under a section its items, under a class its sections,
-- under 合计 the classes. Economic classes stand under nothing.
with

code_rows as (
    select distinct
        row_no,
        sheet_id,
        row_key
    from {{ ref('stg_cell_keys') }}
    where regexp_full_match(row_key, '\d{3}|\d{5}|\d{7}')
),

total_rows as (
    select distinct
        row_no,
        sheet_id
    from {{ ref('stg_cell_keys') }}
    where row_key = 'total'
),

final as (
    select
        code_rows.row_no,
        sections.row_no as section_row_no,
        classes.row_no as class_row_no,
        code_rows.sheet_id <> 'general_budget_basic_by_economic' as is_under_total,
        case when code_rows.sheet_id <> 'general_budget_basic_by_economic' then total_rows.row_no end as total_row_no
    from code_rows
    left join code_rows as sections
        on
            code_rows.sheet_id = sections.sheet_id
            and case when length(code_rows.row_key) = 7 then left(code_rows.row_key, 5) end = sections.row_key
    left join code_rows as classes
        on
            code_rows.sheet_id = classes.sheet_id
            and case when length(code_rows.row_key) > 3 then left(code_rows.row_key, 3) end = classes.row_key
    left join total_rows on code_rows.sheet_id = total_rows.sheet_id
)

select * from final
