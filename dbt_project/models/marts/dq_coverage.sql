{% set statuses = ['found', 'empty_declared', 'empty', 'missing', 'unreadable'] %}

with

expected as (
    select * from {{ ref('stg_expected') }}
),

documents as (
    select
        department_id,
        fiscal_year,
        cast(count(*) as integer) as files
    from {{ ref('stg_documents') }}
    group by department_id, fiscal_year
),

sheets as (
    select
        department_id,
        fiscal_year,
        {%- for status in statuses %}
            cast(count(*) filter (where status = '{{ status }}') as integer) as sheets_{{ status }},
        {%- endfor %}
        string_agg(sheet_id, ', ' order by sheet_id) filter (where status in ('missing', 'unreadable'))
            as absent_sheets
    from {{ ref('stg_sheets') }}
    group by department_id, fiscal_year
),

clock as (
    select * from {{ ref('stg_publication_time') }}
),

-- final accounts are approved by the standing committee in summer and published within twenty days of the finance
-- department's reply: by the end of September of the year after
final as (
    select
        department_id,
        fiscal_year,
        expected.department_id is not null as is_expected,
        documents.department_id is not null as is_received,
        documents.department_id is null and clock.published_at >= make_date(fiscal_year + 1, 10, 1) as is_late,
        coalesce(documents.files, 0) as files,
        {%- for status in statuses %}
            coalesce(sheets.sheets_{{ status }}, 0) as sheets_{{ status }},
        {%- endfor %}
        sheets.absent_sheets
    from expected
    full join documents using (department_id, fiscal_year)
    left join sheets using (department_id, fiscal_year)
    cross join clock
)

select * from final
