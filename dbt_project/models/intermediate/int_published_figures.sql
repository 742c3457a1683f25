-- Every figure that may be published, with the status it is published under. A place where no figure could be read is
-- not a figure.
{{ config(materialized='view') }}

with

observations as (
    select * from {{ ref('int_observations') }}
),

publishable as (
    select * from {{ ref('int_publishable') }}
),

final as (
    select
        observations.department_id,
        observations.fiscal_year,
        publishable.quality_status,
        observations.sheet_id,
        observations.row_key,
        observations.row_label,
        observations.column_key,
        observations.amount,
        coalesce(regexp_full_match(observations.row_key, '\d{3}|\d{5}|\d{7}'), false)
        and not observations.has_children as is_leaf,
        observations.document_sha256,
        observations.file_name,
        observations.page,
        observations.sheet_name,
        observations.row_no,
        observations.column_no
    from observations
    inner join publishable using (department_id, fiscal_year)
    where observations.amount is not null
)

select * from final
