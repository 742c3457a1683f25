-- Every figure that was read of a department-year that is withheld. A view: there are few of them.
{{ config(materialized='view') }}

with

withheld as (
    select * from {{ ref('dec_withheld') }}
),

figures as (
    select * from {{ ref('eval_figure') }}
),

final as (
    select
        department_id,
        fiscal_year,
        withheld.verdict,
        withheld.is_misfiled,
        figures.sheet_id,
        figures.row_key,
        figures.row_label,
        figures.column_key,
        figures.amount,
        figures.is_leaf,
        figures.document_sha256,
        figures.file_name,
        figures.page,
        figures.sheet_name,
        figures.row_no,
        figures.column_no,
        figures.scan_confidence,
        figures.confirmed_by
    from figures
    inner join withheld using (department_id, fiscal_year)
)

select * from final
