-- The table of key tasks of the year, as printed.
with

key_tasks as (
    select * from {{ source('landing', 'key_tasks') }}
),

publishable as (
    select * from {{ ref('dec_publishable') }}
),

final as (
    select
        key_tasks.department_id,
        key_tasks.fiscal_year,
        key_tasks.task_no,
        key_tasks.task,
        key_tasks.content,
        key_tasks.completion,
        publishable.quality_status,
        key_tasks.document_sha256,
        key_tasks.file_name,
        key_tasks.page,
        key_tasks.sheet_name as worksheet_name,
        key_tasks.row_no,
        key_tasks.column_no
    from key_tasks
    inner join publishable using (department_id, fiscal_year)
)

select * from final
