-- Every figure, and every place where a figure stands that could not be read: what the audit adds up, and no more than
-- that. What else is known of a figure is looked up where a person will read it.
with

department_years as (
    select * from {{ ref('stg_department_years') }}
),

cell_keys as (
    select * from {{ ref('stg_cell_keys') }}
),

unread as (
    select distinct
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        column_key
    from {{ source('landing', 'problems') }}
    where row_key is not null
),

observations as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        column_key,
        amount,
        half_unit
    from {{ ref('stg_cells') }}

    union all by name

    select * from unread
),

final as (
    select
        department_years.department_year,
        cell_keys.cell_key,
        cell_keys.row_no,
        observations.amount,
        -- half a unit is never more than 0.5: this fits into 64 bits
        cast(observations.half_unit as decimal(18, 12)) as half_unit
    from observations
    inner join department_years using (department_id, fiscal_year)
    inner join cell_keys using (sheet_id, row_key, column_key)
)

select * from final
