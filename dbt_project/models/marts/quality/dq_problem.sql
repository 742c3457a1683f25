with

read_problems as (
    select * from {{ source('landing', 'problems') }}
),

misprinted_formulas as (
    select * from {{ ref('eval_printed_formula') }}
    where judgement = 'misprinted'
),

problems as (
    select
        department_id,
        fiscal_year,
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
        page,
        table_no,
        sheet_name,
        row_no,
        column_no
    from read_problems

    union all

    select
        department_id,
        fiscal_year,
        'misprinted_formula' as kind,
        'info' as severity,
        file_name,
        sheet_id,
        cast(null as string) as row_key,
        cast(null as string) as column_key,
        reason,
        reason_en,
        remedy,
        remedy_en,
        page,
        cast(null as integer) as table_no,
        sheet_name,
        row_no,
        column_no
    from misprinted_formulas
),

final as (
    select
        department_id,
        fiscal_year,
        cast(
            row_number() over (
                partition by department_id, fiscal_year
                order by
                    file_name nulls last, page nulls last, table_no nulls last, row_no nulls last, column_no nulls last,
                    kind nulls last, sheet_id nulls last, row_key nulls last, column_key nulls last,
                    reason_en nulls last
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
