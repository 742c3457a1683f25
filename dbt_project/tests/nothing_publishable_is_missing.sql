-- Every yuan of a publishable department-year is in its facts: each leaf total of a sheet is there, as its parts or
-- itself, and each publishable department-year has its row in the wide mart.
with

publishable as (
    select * from {{ ref('dec_publishable') }}
),

department_years as (
    select * from {{ ref('mart_department_year') }}
),

leaf_figures as (
    select * from {{ ref('dec_published_figure') }}
    where is_leaf
),

facts as (
    select
        department_id,
        fiscal_year,
        'expenditure' as sheet_id,
        function_code as row_key
    from {{ ref('fct_expenditure_by_function') }}

    union all

    select
        department_id,
        fiscal_year,
        replace(budget, 'general_public_budget', 'general_budget_expenditure') as sheet_id,
        function_code as row_key
    from {{ ref('fct_appropriation_by_function') }}

    union all

    select
        department_id,
        fiscal_year,
        'income' as sheet_id,
        function_code as row_key
    from {{ ref('fct_revenue_by_function') }}

    union all

    select
        department_id,
        fiscal_year,
        'general_budget_basic_by_economic' as sheet_id,
        economic_code as row_key
    from {{ ref('fct_basic_expenditure_by_economic') }}
),

missing_leaves as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key
    from leaf_figures
    anti join facts using (department_id, fiscal_year, sheet_id, row_key)
    where leaf_figures.column_key in ('total', 'final')
),

missing_department_years as (
    select
        department_id,
        fiscal_year,
        'mart_department_year' as sheet_id,
        '' as row_key
    from publishable
    anti join department_years using (department_id, fiscal_year)
)

select * from missing_leaves

union all

select * from missing_department_years
