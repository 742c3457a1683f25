-- Every waiver and what it does: it releases one violation, for as long as the residual is exactly the one that it was
-- written for.
with

waivers as (
    select * from {{ source('control', 'waivers') }}
),

violations as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        residual
    from {{ ref('eval_identity_result') }}
    where outcome = 'violated'
),

departments as (
    select
        department_id,
        true as is_registered
    from {{ source('control', 'departments') }}
),

identities as (
    select
        identity_id,
        true as is_in_catalogue
    from {{ source('control', 'identities') }}
),

received as (
    select distinct
        department_id,
        fiscal_year,
        true as is_received
    from {{ source('landing', 'documents') }}
),

expected as (
    select distinct
        department_id,
        fiscal_year,
        true as is_expected
    from {{ source('control', 'filing_obligations') }}
    where expectation = 'expected'
),

states as (
    select
        waivers.department_id,
        waivers.fiscal_year,
        waivers.identity_id,
        waivers.binding,
        case
            when departments.is_registered is null then 'unknown_department'
            when identities.is_in_catalogue is null then 'unknown_identity'
            when received.is_received is null and expected.is_expected then 'awaiting'
            when received.is_received is null then 'unknown_year'
            when violations.residual is null then 'violation_gone'
            when violations.residual = waivers.residual then 'in_force'
            else 'residual_changed'
        end as state,
        waivers.residual,
        violations.residual as found,
        waivers.reason,
        waivers.author,
        waivers.granted_on
    from waivers
    left join departments using (department_id)
    left join identities using (identity_id)
    left join received using (department_id, fiscal_year)
    left join expected using (department_id, fiscal_year)
    left join violations using (department_id, fiscal_year, identity_id, binding)
),

final as (
    select
        *,
        state not in ('in_force', 'awaiting') as is_stale
    from states
)

select * from final
