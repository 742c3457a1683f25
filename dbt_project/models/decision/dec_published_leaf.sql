-- The lowest printed rows of what may be published, by function.
{{ config(materialized='view') }}

with

figures as (
    select * from {{ ref('dec_published_figure') }}
),

leaves as (
    {{ leaf_parts('figures') }}
),

final as (
    select
        department_id,
        fiscal_year,
        quality_status,
        sheet_id,
        function_code,
        part,
        amount,
        document_sha256,
        file_name,
        page,
        sheet_name,
        row_no,
        column_no,
        scan_confidence,
        confirmed_by
    from leaves
)

select * from final
