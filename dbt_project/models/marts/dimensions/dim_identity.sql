with

identities as (
    select * from {{ source('control', 'identities') }}
),

final as (
    select
        identity_id,
        title,
        title_en,
        basis,
        check_first,
        check_first_en,
        severity,
        relation,
        where_printed,
        formula
    from identities
)

select * from final
