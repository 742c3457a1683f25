with

-- a warning that goes with an error is no part of what a waiver must release
violations as (
    select
        results.*,
        severities.rank = min(severities.rank) over (
            partition by results.department_id, results.fiscal_year, results.finding_id
        ) as is_gravest
    from {{ ref('dq_identity_result') }} as results
    inner join {{ ref('vocabulary') }} as severities
        on severities.list = 'severity' and results.severity = severities.term
    where results.outcome = 'violated'
),

final as (
    select
        department_id,
        fiscal_year,
        finding_id,
        any_value(severity) filter (where is_gravest) as severity,
        cast(count(*) as integer) as violations,
        bool_and(is_waived) filter (where is_gravest) as is_waived,
        {{ joined_text("concat_ws(' ', identity_id, nullif(binding, ''))", '; ', ['identity_id', 'binding']) }}
            as identities,
        {{ joined_text('terms', '; ', ['identity_id', 'binding']) }} as terms,
        {{ first_by('suspects', ['identity_id', 'binding']) }} filter (where suspects is not null) as suspects,
        max(hypothesis_kind) as hypothesis_kind,
        max(hypothesis_title) as hypothesis_title,
        max(hypothesis_title_en) as hypothesis_title_en,
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
