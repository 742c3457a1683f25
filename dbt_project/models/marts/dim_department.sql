with

departments as (
    select * from {{ ref('stg_departments') }}
),

final as (
    select
        department_id,
        name as department_name,
        aliases,
        district,
        administrative_code
    from departments
)

select * from final
