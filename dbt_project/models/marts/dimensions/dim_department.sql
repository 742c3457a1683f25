with

departments as (
    select * from {{ source('control', 'departments') }}
),

final as (
    select
        department_id,
        name as department_name,
        aliases,
        district,
        administrative_code,
        parent_id,
        valid_from,
        valid_to,
        successor_id,
        former_names
    from departments
)

select * from final
