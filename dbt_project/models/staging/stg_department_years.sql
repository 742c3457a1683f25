-- Every department-year of which anything was read, under a number: the keys of all figures are compared as integers.
with

read_anything as (
    select
        department_id,
        fiscal_year
    from {{ ref('stg_cells') }}

    union

    select
        department_id,
        fiscal_year
    from {{ source('landing', 'problems') }}

    union

    select
        department_id,
        fiscal_year
    from {{ source('landing', 'documents') }}
),

final as (
    select
        cast(row_number() over (order by department_id, fiscal_year) as integer) as department_year,
        department_id,
        fiscal_year
    from read_anything
)

select * from final
