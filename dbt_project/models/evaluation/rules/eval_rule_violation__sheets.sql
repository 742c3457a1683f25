-- What the rules sheets.* refuse: a sheet that is not there, a sheet without its total.
with

sheets as (
    select * from {{ source('landing', 'sheets') }}
),

cells as (
    select * from {{ ref('stg_cells') }}
),

code_rows as (
    select * from {{ ref('stg_printed_code_rows') }}
),

incomplete as (
    select
        department_id,
        fiscal_year,
        'sheets.complete' as rule_id,
        sheet_id,
        '' as row_key,
        status as found,
        usual_title as expected,
        file_name,
        page,
        sheet_name,
        row_no
    from sheets
    where status in {{ one_of('sheet_status', 'is_absent') }}
),

with_total as (
    select distinct
        department_id,
        fiscal_year,
        sheet_id
    from cells
    where row_key = 'total'
),

without_total as (
    select
        code_rows.department_id,
        code_rows.fiscal_year,
        'sheets.total_printed' as rule_id,
        code_rows.sheet_id,
        'total' as row_key,
        cast(count(*) as string) as found,
        '' as expected,
        min(code_rows.file_name) as file_name,
        min(code_rows.page) as page,
        min(code_rows.sheet_name) as sheet_name,
        cast(null as integer) as row_no
    from code_rows
    anti join with_total using (department_id, fiscal_year, sheet_id)
    where code_rows.classification = 'function'
    group by code_rows.department_id, code_rows.fiscal_year, code_rows.sheet_id
),

final as (
    select * from incomplete

    union all

    select * from without_total
)

select * from final
