-- The keys of all figures, under numbers: they are few, and the same in every department-year.
with

printed_keys as (
    select
        sheet_id,
        row_key,
        column_key
    from {{ ref('stg_cells') }}

    union

    select
        sheet_id,
        row_key,
        column_key
    from {{ ref('stg_problems') }}
    where row_key is not null
),

final as (
    select
        cast(row_number() over (order by sheet_id, row_key, column_key) as integer) as cell_key,
        cast(dense_rank() over (order by sheet_id, row_key) as integer) as row_no,
        sheet_id,
        row_key,
        column_key
    from printed_keys
)

select * from final
