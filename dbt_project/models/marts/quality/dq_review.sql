with

reviews as (
    select * from {{ source('control', 'reviews') }}
),

final as (
    select
        department_id,
        fiscal_year,
        check_id,
        binding,
        owner,
        note
    from reviews
)

select * from final
