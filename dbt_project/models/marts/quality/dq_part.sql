with

parts as (
    select * from {{ source('landing', 'parts') }}
),

final as (
    select
        department_id,
        fiscal_year,
        part,
        status,
        heading,
        file_name,
        {{ place_text() }} as place,
        page,
        sheet_name,
        row_no
    from parts
)

select * from final
