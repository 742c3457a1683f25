-- Every department-year of a district and what became of it. A sum over the district takes departments in the years in
-- which they existed: a unit's accounts are part of its department's, and those of a department after its merger are
-- part of its successor's, so that they would count twice.
with

coverage as (
    select * from {{ ref('dq_coverage') }}
    where status <> 'not_expected'
),

department_years as (
    select * from {{ ref('dq_department_year') }}
),

departments as (
    select * from {{ ref('dim_department') }}
),

mistakes as (
    select
        department_id,
        fiscal_year,
        count(*) as mistakes
    from {{ ref('dq_finding') }}
    where severity = 'error' and not is_waived
    group by department_id, fiscal_year
),

placed as (
    select
        departments.district,
        fiscal_year,
        department_id,
        departments.department_name,
        department_years.verdict,
        coverage.is_expected,
        coverage.is_received,
        coverage.is_late,
        case
            when department_years.verdict in {{ one_of('verdict', 'is_publishable') }} then 'published'
            when department_years.verdict in {{ one_of('verdict', 'is_withheld') }} then 'withheld'
            else coverage.status
        end as status,
        case
            when departments.parent_id is not null then 'unit'
            when fiscal_year < departments.valid_from then 'before_foundation'
            when fiscal_year > departments.valid_to then 'after_end'
        end as left_out_because,
        coalesce(
            department_years.verdict = 'quarantined'
            or department_years.error_violated > 0
            or department_years.rule_error > 0,
            false
        ) as has_errors,
        coalesce(mistakes.mistakes, 0) + coalesce(department_years.rule_error, 0) as open_errors,
        coalesce(department_years.findings_resolved, 0) as resolved_findings
    from coverage
    inner join departments using (department_id)
    left join department_years using (department_id, fiscal_year)
    left join mistakes using (department_id, fiscal_year)
),

final as (
    select
        district,
        fiscal_year,
        department_id,
        department_name,
        status,
        verdict,
        is_expected,
        is_received,
        is_late,
        left_out_because is null as is_summed,
        left_out_because,
        has_errors,
        cast(open_errors as integer) as open_errors,
        cast(resolved_findings as integer) as resolved_findings
    from placed
)

select * from final
order by district, fiscal_year, department_id
