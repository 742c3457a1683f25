{% set statuses = terms('sheet_status').split() %}

with

expectations as (
    select * from {{ source('control', 'filing_obligations') }}
),

receipts as (
    select * from {{ source('control', 'receipts') }}
),

documents as (
    select
        department_id,
        fiscal_year,
        cast(count(*) as integer) as files
    from {{ source('landing', 'documents') }}
    group by department_id, fiscal_year
),

sheets as (
    select
        department_id,
        fiscal_year,
        {%- for status in statuses %}
            cast(count(*) filter (where status = '{{ status }}') as integer) as sheets_{{ status }},
        {%- endfor %}
        {{ joined_text('sheet_id', ', ', ['sheet_id']) }}
        filter (where status in {{ one_of('sheet_status', 'is_absent') }}) as absent_sheets
    from {{ source('landing', 'sheets') }}
    group by department_id, fiscal_year
),

-- only what is known counts: without a due date, or without a day of receipt, nobody is late or in time
timed as (
    select
        department_id,
        fiscal_year,
        expectations.reason,
        expectations.reason_en,
        expectations.due_on,
        expectations.as_of,
        documents.files,
        coalesce(expectations.expectation, 'unknown') as expectation,
        documents.department_id is not null as is_received,
        case when documents.department_id is not null then receipts.received_on end as received_on,
        case
            when documents.department_id is not null then receipts.received_on
            when expectations.expectation = 'expected' then expectations.as_of
        end as counted_on
    from expectations
    full join documents using (department_id, fiscal_year)
    left join receipts using (department_id, fiscal_year)
),

decided as (
    select
        *,
        case
            when is_received then 'received'
            when expectation <> 'expected' then expectation
            when as_of <= due_on then 'not_yet_due'
            else 'missing'
        end as status,
        counted_on > due_on as is_late,
        case when counted_on > due_on then cast({{ days_between('due_on', 'counted_on') }} as integer) end as days_late
    from timed
),

explained as (
    select
        *,
        case
            when is_received and expectation <> 'expected'
                then concat_ws('：', '未要求公开而已收到', reason)
            when is_received and received_on is null then '已收到，清单未写明收到日期'
            when is_received and due_on is null then received_on || ' 收到，未设公开期限'
            when is_received and is_late
                then received_on || ' 收到，期限为 ' || due_on || '，逾期 ' || days_late || ' 天'
            when is_received then received_on || ' 收到，期限为 ' || due_on
            when status = 'missing' and due_on is null then '未收到文件，未设公开期限'
            when status = 'missing'
                then '截至 ' || as_of || ' 未收到文件，期限为 ' || due_on || '，逾期 ' || days_late || ' 天'
            when status = 'not_yet_due' then '截至 ' || as_of || ' 未收到文件，期限为 ' || due_on
            else reason
        end as told,
        case
            when is_received and expectation <> 'expected'
                then concat_ws(': ', 'received although not expected', reason_en)
            when is_received and received_on is null then 'received; the manifest does not say when'
            when is_received and due_on is null then 'received on ' || received_on || '; no due date is set'
            when is_received and is_late
                then 'received on ' || received_on || ', ' || days_late || ' days after ' || due_on
            when is_received then 'received on ' || received_on || ', due on ' || due_on
            when status = 'missing' and due_on is null then 'no file was received; no due date is set'
            when status = 'missing'
                then 'no file was received by ' || as_of || ', ' || days_late || ' days after ' || due_on
            when status = 'not_yet_due' then 'no file was received by ' || as_of || '; due on ' || due_on
            else reason_en
        end as told_en
    from decided
),

final as (
    select
        department_id,
        fiscal_year,
        explained.status,
        explained.expectation = 'expected' as is_expected,
        explained.is_received,
        explained.received_on,
        explained.due_on,
        explained.is_late,
        explained.days_late,
        explained.told as reason,
        explained.told_en as reason_en,
        explained.as_of,
        coalesce(explained.files, 0) as files,
        {%- for status in statuses %}
            coalesce(sheets.sheets_{{ status }}, 0) as sheets_{{ status }},
        {%- endfor %}
        sheets.absent_sheets
    from explained
    left join sheets using (department_id, fiscal_year)
)

select * from final
