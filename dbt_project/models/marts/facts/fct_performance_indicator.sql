-- Every indicator of every self-evaluation form; target and actual value as printed.
with

indicators as (
    select * from {{ source('landing', 'indicators') }}
),

publishable as (
    select * from {{ ref('dec_publishable') }}
),

final as (
    select
        indicators.department_id,
        indicators.fiscal_year,
        indicators.project_key,
        indicators.indicator_no,
        indicators.project_name,
        indicators.level_one,
        indicators.level_two,
        indicators.level_three,
        indicators.target,
        indicators.actual,
        indicators.weight,
        indicators.score,
        publishable.quality_status,
        indicators.document_sha256,
        indicators.file_name,
        indicators.page,
        indicators.sheet_name as worksheet_name,
        indicators.row_no,
        indicators.column_no
    from indicators
    inner join publishable using (department_id, fiscal_year)
)

select * from final
