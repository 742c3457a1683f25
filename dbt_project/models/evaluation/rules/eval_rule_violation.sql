-- What the rules of expectations/rules/ refuse, each with its place. Each file of rules has a model of the same topic,
-- which says what is printed (found) and what the rule wants (expected); the rule's message makes a sentence of them.
with

rules as (
    select * from {{ source('control', 'rules') }}
),

refused as (
    select
        department_id,
        fiscal_year,
        rule_id,
        sheet_id,
        row_key,
        '' as column_key,
        found,
        expected,
        cast(null as integer) as others,
        file_name,
        page,
        sheet_name,
        row_no,
        cast(null as integer) as column_no
    from {{ ref('eval_rule_violation__sheets') }}

    union all

    select
        department_id,
        fiscal_year,
        rule_id,
        sheet_id,
        row_key,
        '' as column_key,
        found,
        expected,
        cast(null as integer) as others,
        file_name,
        page,
        sheet_name,
        row_no,
        cast(null as integer) as column_no
    from {{ ref('eval_rule_violation__codes') }}

    union all

    select
        department_id,
        fiscal_year,
        rule_id,
        sheet_id,
        row_key,
        '' as column_key,
        found,
        expected,
        others,
        file_name,
        page,
        sheet_name,
        row_no,
        cast(null as integer) as column_no
    from {{ ref('eval_rule_violation__names') }}

    union all

    select
        department_id,
        fiscal_year,
        rule_id,
        sheet_id,
        row_key,
        column_key,
        found,
        expected,
        cast(null as integer) as others,
        file_name,
        page,
        sheet_name,
        row_no,
        column_no
    from {{ ref('eval_rule_violation__amounts') }}
),

placed as (
    select
        *,
        {{ place_text() }} as place
    from refused
),

final as (
    select
        placed.department_id,
        placed.fiscal_year,
        placed.rule_id,
        placed.sheet_id,
        placed.row_key,
        placed.column_key,
        placed.sheet_id
        || case placed.row_key when '' then '' else '[' || placed.row_key || ']' end
        || case placed.column_key when '' then '' else '.' || placed.column_key end as binding,
        rules.severity,
        {%- for message in ['message', 'message_en'] %}
            replace(
                replace(replace(rules.{{ message }}, '{found}', placed.found), '{expected}', placed.expected),
                '{count}', coalesce(cast(placed.others as string), '')
            ) as {{ message }},
        {%- endfor %}
        placed.place,
        placed.file_name,
        placed.page,
        placed.sheet_name,
        placed.row_no,
        placed.column_no
    from placed
    inner join rules using (rule_id)
)

select * from final
