with

waivers as (
    select * from {{ source('control', 'waivers') }}
),

states as (
    select * from {{ source('decision', 'waiver_states') }}
),

final as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        states.state,
        states.is_stale,
        waivers.residual as residual_wan,
        states.found as found_wan,
        waivers.reason,
        waivers.author,
        waivers.granted_on
    from waivers
    inner join states using (department_id, fiscal_year, identity_id, binding)
)

select * from final
