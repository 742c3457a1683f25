with

sheets as (
    select * from {{ source('landing', 'sheets') }}
),

figures as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        cast(count(amount) as integer) as figures
    from {{ source('landing', 'cells') }}
    group by department_id, fiscal_year, sheet_id
),

final as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        sheets.status,
        sheets.title,
        sheets.unit,
        coalesce(figures.figures, 0) as figures,
        sheets.file_name,
        sheets.page,
        sheets.sheet_name,
        sheets.row_no
    from sheets
    left join figures using (department_id, fiscal_year, sheet_id)
)

select * from final
