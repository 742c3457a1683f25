with

findings as (
    select * from {{ source('decision', 'findings') }}
    where sheet_id is not null
),

final as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        cell_fiscal_year,
        sheet_id,
        row_key,
        column_key,
        suspect_rank as candidate_rank,
        finding_id,
        row_label,
        printed_value as printed_wan,
        suspect_value as expected_wan,
        likely_cause,
        likely_cause_title,
        likely_cause_title_en
    from findings
)

select * from final
