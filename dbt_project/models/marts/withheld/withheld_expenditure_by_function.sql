-- The lowest printed rows of the expenditure sheets that are withheld, in the grain of fct_expenditure_by_function.
-- Codes are as printed: one that no published disclosure has stands in no dimension.
with

figures as (
    select * from {{ ref('dec_withheld_figure') }}
),

leaves as (
    {{ leaf_parts('figures') }}
),

final as (
    select
        department_id,
        fiscal_year,
        function_code,
        row_label as function_label,
        part as nature,
        amount as withheld_amount_wan,
        verdict,
        is_misfiled,
        document_sha256,
        file_name,
        page,
        sheet_name,
        row_no,
        column_no
    from leaves
    where sheet_id = 'expenditure'
)

select * from final
order by department_id, fiscal_year, function_code, nature
