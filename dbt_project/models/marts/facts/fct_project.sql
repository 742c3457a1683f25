-- Every project as its self-evaluation form states it.
with

projects as (
    select * from {{ source('landing', 'projects') }}
),

publishable as (
    select * from {{ ref('dec_publishable') }}
),

final as (
    select
        projects.department_id,
        projects.fiscal_year,
        projects.project_key,
        projects.name,
        projects.department,
        projects.unit_in_charge,
        projects.kind as project_kind,
        projects.budget as budget_wan,
        projects.executed as executed_wan,
        projects.execution_rate as execution_rate_percent,
        projects.budget_weight,
        projects.budget_score,
        projects.total_score,
        publishable.quality_status,
        projects.document_sha256,
        projects.file_name,
        projects.page,
        projects.sheet_name as worksheet_name,
        projects.row_no,
        projects.column_no
    from projects
    inner join publishable using (department_id, fiscal_year)
)

select * from final
