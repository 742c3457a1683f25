with

read_problems as (
    select * from {{ source('landing', 'problems') }}
),

misprinted_formulas as (
    select
        department_id,
        fiscal_year,
        'misprinted_formula' as kind,
        'info' as severity,
        file_name,
        sheet_id,
        reason,
        reason_en,
        remedy,
        remedy_en,
        page,
        sheet_name,
        row_no,
        column_no
    from {{ ref('eval_printed_formula') }}
    where judgement = 'misprinted'
),

problems as (
    select * from read_problems

    union all by name

    select * from misprinted_formulas
),

final as (
    select
        department_id,
        fiscal_year,
        cast(
            row_number() over (
                partition by department_id, fiscal_year
                order by file_name, page, table_no, row_no, column_no, kind, sheet_id, row_key, column_key, reason_en
            ) as integer
        ) as problem_no,
        kind,
        severity,
        file_name,
        sheet_id,
        row_key,
        column_key,
        reason,
        reason_en,
        remedy,
        remedy_en,
        {{ place_text() }} as place,
        page,
        table_no,
        sheet_name,
        row_no,
        column_no
    from problems
)

select * from final
