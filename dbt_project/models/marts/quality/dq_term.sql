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
        place,
        printed_text,
        phrase,
        document_sha256,
        file_name,
        page,
        table_no,
        sheet_name,
        row_no,
        column_no,
        box_x0,
        box_top,
        box_x1,
        box_bottom,
        scan_confidence,
        confirmed_by
    from terms
)

select * from final
