with

formulas as (
    select * from {{ ref('eval_printed_formula') }}
),

final as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        formula_no,
        formula,
        judgement,
        identity_id,
        reason,
        reason_en,
        remedy,
        remedy_en,
        {{ place_text() }} as place
    from formulas
)

select * from final
