-- Everything that is wrong now: violated identities and what the rules refuse, in one shape.
with

violations as (
    select
        department_id,
        fiscal_year,
        identity_id as check_id,
        binding,
        severity,
        terms as words
    from {{ ref('eval_identity_result') }}
    where outcome = 'violated'
),

refused as (
    select
        department_id,
        fiscal_year,
        rule_id as check_id,
        binding,
        severity,
        message as words
    from {{ ref('eval_rule_violation') }}
),

final as (
    select * from violations

    union all

    select * from refused
)

select * from final
