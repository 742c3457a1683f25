with

violations as (
    select * from {{ ref('dq_identity_result') }}
    where outcome = 'violated'
),

final as (
    select
        department_id,
        fiscal_year,
        finding_id,
        case
            when bool_or(severity = 'error') then 'error'
            when bool_or(severity = 'warning') then 'warning'
            else 'info'
        end as severity,
        cast(count(*) as integer) as violations,
        bool_and(is_waived) as is_waived,
        string_agg(concat_ws(' ', identity_id, nullif(binding, '')), '; ' order by identity_id, binding) as identities,
        string_agg(terms, '; ' order by identity_id, binding) as terms,
        any_value(suspects order by identity_id, binding) as suspects,
        max(suspect_sheet_id) as suspect_sheet_id,
        max(suspect_row_key) as suspect_row_key,
        max(suspect_column_key) as suspect_column_key,
        max(suspect_fiscal_year) as suspect_fiscal_year,
        max(suspect_printed_wan) as suspect_printed_wan,
        max(suspect_value_wan) as suspect_value_wan,
        max(likely_cause) as likely_cause,
        max(likely_cause_title) as likely_cause_title,
        max(likely_cause_title_en) as likely_cause_title_en
    from violations
    group by department_id, fiscal_year, finding_id
)

select * from final
