with

results as (
    select * from {{ ref('eval_identity_result') }}
),

identities as (
    select * from {{ source('control', 'identities') }}
),

waivers as (
    select * from {{ ref('dec_waiver_state') }}
    where state = 'in_force'
),

sentences as (
    select * from {{ source('decision', 'violation_sentences') }}
),

findings as (
    select
        *,
        sheet_id || '[' || row_key || '].' || column_key as cell
    from {{ source('decision', 'findings') }}
    where suspect_rank is null or suspect_rank = 1
),

-- a hypothesis is named only where no other is as likely, and a cell where it is the only one of its hypothesis
suspects as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        min(finding_id) as finding_id,
        count(sheet_id) as suspect_count,
        {{ joined_text(
            "cell || ' ' || coalesce(" ~ wan_text('printed_value') ~ ", '(blank)')"
            ~ " || coalesce(' → ' || " ~ wan_text('suspect_value') ~ ", '')",
            '; ', ['hypothesis', 'cell', 'cell_fiscal_year']
        ) }} as suspects,
        case when count(distinct hypothesis) = 1 then max(hypothesis_kind) end as hypothesis_kind,
        case when count(distinct hypothesis) = 1 then max(hypothesis_title) end as hypothesis_title,
        case when count(distinct hypothesis) = 1 then max(hypothesis_title_en) end as hypothesis_title_en,
        case when count(*) = 1 then max(sheet_id) end as suspect_sheet_id,
        case when count(*) = 1 then max(row_key) end as suspect_row_key,
        case when count(*) = 1 then max(column_key) end as suspect_column_key,
        case when count(*) = 1 then max(cell_fiscal_year) end as suspect_fiscal_year,
        case when count(*) = 1 then max(printed_value) end as suspect_printed_wan,
        case when count(*) = 1 then max(suspect_value) end as suspect_value_wan,
        case when count(*) = 1 then max(likely_cause) end as likely_cause,
        case when count(*) = 1 then max(likely_cause_title) end as likely_cause_title,
        case when count(*) = 1 then max(likely_cause_title_en) end as likely_cause_title_en,
        max(explained) filter (where sheet_id is not null) as suspect_explains
    from findings
    group by department_id, fiscal_year, identity_id, binding
),

final as (
    select
        results.department_id,
        results.fiscal_year,
        results.identity_id,
        results.binding,
        identities.title,
        identities.title_en,
        identities.check_first,
        identities.check_first_en,
        results.severity,
        results.relation,
        results.outcome,
        waivers.identity_id is not null as is_waived,
        waivers.reason as waiver_reason,
        results.reported as reported_wan,
        results.computed as computed_wan,
        results.residual as residual_wan,
        results.allowance as allowance_wan,
        sentences.sentence,
        results.terms,
        results.missing_terms,
        results.source_positions,
        results.last_digit,
        results.phrase,
        suspects.finding_id,
        cast(coalesce(suspects.suspect_count, 0) as integer) as suspect_count,
        suspects.suspects,
        suspects.hypothesis_kind,
        suspects.hypothesis_title,
        suspects.hypothesis_title_en,
        suspects.suspect_sheet_id,
        suspects.suspect_row_key,
        suspects.suspect_column_key,
        suspects.suspect_fiscal_year,
        suspects.suspect_printed_wan,
        suspects.suspect_value_wan,
        suspects.likely_cause,
        suspects.likely_cause_title,
        suspects.likely_cause_title_en,
        suspects.suspect_explains
    from results
    inner join identities using (identity_id)
    left join sentences using (department_id, fiscal_year, identity_id, binding)
    left join suspects using (department_id, fiscal_year, identity_id, binding)
    left join waivers using (department_id, fiscal_year, identity_id, binding)
)

select * from final
