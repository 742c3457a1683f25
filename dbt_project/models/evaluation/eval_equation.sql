-- The identities of the sheets under all bindings that occur anywhere, and each identity unbound: where it applies to
-- nothing.
with

bound as (
    select distinct
        equation,
        identity_id,
        binding
    from {{ ref('eval_bound_term') }}
),

bound_to_nothing as (
    select identity_id from bound
    where binding = ''
),

unbound as (
    select
        identities.identity_id,
        '' as binding,
        cast(
            (select coalesce(max(bound.equation), 0) from bound)
            + row_number() over (order by identities.identity_id) as integer
        ) as equation
    from {{ source('control', 'identities') }} as identities
    anti join bound_to_nothing using (identity_id)
    where not coalesce(identities.is_about_claims, false)
),

final as (
    select * from bound

    union all

    select
        equation,
        identity_id,
        binding
    from unbound
)

select * from final
