-- The printed rows that have one above or below them in the tree of codes. Above a row stands the nearest printed
-- ancestor: an item belongs to its section, or to its class where no section is printed, and classes to 合计. Economic
-- classes stand under nothing.
with

department_years as (
    select * from {{ ref('stg_department_years') }}
),

row_keys as (
    select distinct
        row_no,
        sheet_id,
        row_key
    from {{ ref('stg_cell_keys') }}
),

total_rows as (
    select
        row_no,
        sheet_id
    from row_keys
    where row_key = 'total'
),

code_rows as (
    select
        row_no,
        sheet_id,
        row_key,
        case when length(row_key) = 7 then left(row_key, 5) end as section_key,
        case when length(row_key) > 3 then left(row_key, 3) end as class_key,
        sheet_id <> 'general_budget_basic_by_economic' as is_under_total
    from row_keys
    where {{ full_match('row_key', "'[0-9]{3}|[0-9]{5}|[0-9]{7}'") }}
),

placed_rows as (
    select
        code_rows.row_no,
        code_rows.sheet_id,
        code_rows.row_key,
        code_rows.is_under_total,
        sections.row_no as section_row_no,
        classes.row_no as class_row_no,
        case when code_rows.is_under_total then total_rows.row_no end as total_row_no
    from code_rows
    left join code_rows as sections
        on
            code_rows.sheet_id = sections.sheet_id
            and code_rows.section_key = sections.row_key
    left join code_rows as classes
        on
            code_rows.sheet_id = classes.sheet_id
            and code_rows.class_key = classes.row_key
    left join total_rows on code_rows.sheet_id = total_rows.sheet_id
),

-- a row whose only figure could not be read is printed all the same
printed_rows as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key
    from {{ ref('stg_cells') }}

    union

    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key
    from {{ source('landing', 'unread_cells') }}
),

printed as (
    select
        department_years.department_year,
        placed_rows.*
    from printed_rows
    inner join placed_rows using (sheet_id, row_key)
    inner join department_years using (department_id, fiscal_year)
),

parents as (
    select
        printed.department_year,
        printed.row_no,
        case
            when sections.row_no is not null then 5
            when classes.row_no is not null then 3
            when printed.is_under_total then 0
        end as parent_length,
        coalesce(sections.row_no, classes.row_no, printed.total_row_no) as parent_row_no
    from printed
    left join printed as sections
        on
            printed.department_year = sections.department_year
            and printed.section_row_no = sections.row_no
    left join printed as classes
        on
            printed.department_year = classes.department_year
            and printed.class_row_no = classes.row_no
),

with_children as (
    select distinct
        department_year,
        parent_row_no as row_no,
        true as has_children
    from parents
    where parent_row_no is not null
),

final as (
    select
        department_year,
        row_no,
        parents.parent_length,
        coalesce(with_children.has_children, false) as has_children
    from parents
    full join with_children using (department_year, row_no)
    where parents.parent_length is not null or with_children.has_children
)

select * from final
