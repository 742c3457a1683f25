with

waivers as (
    select * from {{ ref('dec_waiver_state') }}
),

final as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        state,
        is_stale,
        residual as residual_wan,
        found as found_wan,
        reason,
        author,
        granted_on
    from waivers
)

select * from final
