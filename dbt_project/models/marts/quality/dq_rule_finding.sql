with

findings as (
    select * from {{ ref('eval_rule_violation') }}
),

rules as (
    select * from {{ source('control', 'rules') }}
),

final as (
    select
        findings.department_id,
        findings.fiscal_year,
        findings.rule_id,
        findings.sheet_id,
        findings.row_key,
        findings.column_key,
        findings.binding,
        rules.title,
        rules.title_en,
        findings.severity,
        findings.message,
        findings.message_en,
        findings.place,
        findings.file_name,
        findings.page,
        findings.sheet_name,
        findings.row_no,
        findings.column_no
    from findings
    inner join rules using (rule_id)
)

select * from final
