-- The identities under all bindings that occur anywhere, and each identity unbound: where it applies to nothing.
with

bound as (
    select distinct
        equation,
        identity_id,
        binding
    from {{ ref('int_bound_terms') }}
),

unbound as (
    select
        identity_id,
        '' as binding,
        cast(
            (select coalesce(max(bound.equation), 0) from bound) + row_number() over (order by identity_id) as integer
        ) as equation
    from {{ ref('stg_identities') }}
    where identity_id not in (select bound.identity_id from bound where bound.binding = '')
),

final as (
    select * from bound

    union all by name

    select * from unbound
)

select * from final
