-- Every figure that may be published, with the status it is published under.
with

publishable as (
    select * from {{ ref('dec_publishable') }}
),

figures as (
    select * from {{ ref('eval_figure') }}
),

final as (
    select
        department_id,
        fiscal_year,
        publishable.quality_status,
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
    inner join publishable using (department_id, fiscal_year)
)

select * from final
