-- Every figure, and every place where a figure stands that could not be read; with its place in the tree of codes.
with

cells as (
    select * from {{ ref('stg_cells') }}
),

unread as (
    select distinct
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        column_key
    from {{ ref('stg_problems') }}
    where row_key is not null
),

observations as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        row_label,
        column_key,
        column_label,
        amount,
        half_unit,
        decimals,
        unit,
        amount_text,
        document_sha256,
        file_name,
        page,
        sheet_name,
        row_no,
        column_no
    from cells

    union all by name

    select * from unread
),

printed_rows as (
    select distinct
        department_id,
        fiscal_year,
        sheet_id,
        row_key
    from observations
    where regexp_full_match(row_key, '\d{3}|\d{5}|\d{7}')
),

-- the nearest printed ancestor: an item belongs to its section, or to its class where no section is printed
parents as (
    select
        printed_rows.*,
        coalesce(
            sections.row_key,
            classes.row_key,
            case
                when printed_rows.sheet_id <> 'general_budget_basic_by_economic' then 'total'
            end
        ) as parent_row_key
    from printed_rows
    left join printed_rows as sections
        on
            printed_rows.department_id = sections.department_id
            and printed_rows.fiscal_year = sections.fiscal_year
            and printed_rows.sheet_id = sections.sheet_id
            and case when length(printed_rows.row_key) = 7 then left(printed_rows.row_key, 5) end = sections.row_key
    left join printed_rows as classes
        on
            printed_rows.department_id = classes.department_id
            and printed_rows.fiscal_year = classes.fiscal_year
            and printed_rows.sheet_id = classes.sheet_id
            and case when length(printed_rows.row_key) > 3 then left(printed_rows.row_key, 3) end = classes.row_key
),

with_children as (
    select distinct
        department_id,
        fiscal_year,
        sheet_id,
        parent_row_key as row_key,
        true as has_children
    from parents
    where parent_row_key is not null
),

final as (
    select
        observations.*,
        parents.parent_row_key,
        coalesce(with_children.has_children, false) as has_children
    from observations
    left join parents using (department_id, fiscal_year, sheet_id, row_key)
    left join with_children using (department_id, fiscal_year, sheet_id, row_key)
)

select
    department_id,
    fiscal_year,
    sheet_id,
    row_key,
    row_label,
    column_key,
    column_label,
    amount,
    half_unit,
    decimals,
    unit,
    amount_text,
    document_sha256,
    file_name,
    page,
    sheet_name,
    row_no,
    column_no,
    parent_row_key,
    has_children
from final
