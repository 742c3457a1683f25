with

terms as (
    select * from {{ ref('eval_evidence_term') }}
),

final as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        term_no,
        side,
        sign,
        cell_fiscal_year,
        sheet_id,
        row_key,
        column_key,
        row_label,
        amount,
        unit,
        words,
        place
    from terms
)

select * from final
