with

problems as (
    select * from {{ ref('stg_problems') }}
),

final as (
    select
        department_id,
        fiscal_year,
        cast(
            row_number() over (
                partition by department_id, fiscal_year
                order by file_name, page, table_no, row_no, column_no, kind, sheet_id, row_key, column_key, reason
            ) as integer
        ) as problem_no,
        kind,
        severity,
        file_name,
        sheet_id,
        row_key,
        column_key,
        reason,
        remedy,
        {{ place_text() }} as place,
        page,
        table_no,
        sheet_name,
        row_no,
        column_no
    from problems
)

select * from final
