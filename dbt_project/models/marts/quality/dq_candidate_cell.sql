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
        hypothesis,
        suspect_rank as candidate_rank,
        finding_id,
        hypothesis_kind,
        hypothesis_title,
        hypothesis_title_en,
        hypothesis_check,
        hypothesis_check_en,
        row_label,
        printed_value as printed_wan,
        suspect_value as expected_wan,
        likely_cause,
        likely_cause_title,
        likely_cause_title_en,
        found_fiscal_year,
        found_sheet_id,
        found_row_key,
        found_column_key
    from findings
)

select * from final
