with

expectations as (
    select fiscal_year from {{ source('control', 'filing_obligations') }}
),

documents as (
    select fiscal_year from {{ source('landing', 'documents') }}
),

fiscal_years as (
    select fiscal_year from expectations
    union
    select fiscal_year from documents
),

final as (
    select
        fiscal_year,
        fiscal_year - 1 as previous_fiscal_year,
        make_date(fiscal_year, 1, 1) as starts_on,
        make_date(fiscal_year, 12, 31) as ends_on
    from fiscal_years
)

select * from final
