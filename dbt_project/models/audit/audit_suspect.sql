-- For each violation: the cells of which one new value would satisfy every identity that the cell takes part in.
with

term_values as (
    select * from {{ ref('int_term_values') }}
),

results as (
    select * from {{ ref('audit_identity_result') }}
    where
        outcome in ('exact', 'within_rounding', 'violated')
        and relation = 'equals'
),

violated as (
    select * from results
    where outcome = 'violated'
),

accused as (
    select distinct
        term_values.department_id,
        term_values.fiscal_year,
        term_values.sheet_id,
        term_values.row_key,
        term_values.column_key
    from term_values
    inner join violated using (department_id, fiscal_year, identity_id, binding)
    where term_values.amount is not null
),

-- the change that would bring each identity of the cell to an exact zero, and how far it may be off from that
wanted as (
    select
        term_values.department_id,
        term_values.fiscal_year,
        term_values.sheet_id,
        term_values.row_key,
        term_values.column_key,
        term_values.row_label,
        term_values.amount,
        results.identity_id,
        results.binding,
        results.outcome,
        results.allowance,
        results.residual * term_values.sign * case term_values.side when 'total' then -1 else 1 end as change
    from term_values
    semi join accused using (department_id, fiscal_year, sheet_id, row_key, column_key)
    inner join results using (department_id, fiscal_year, identity_id, binding)
),

agreed as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        column_key,
        any_value(row_label) as row_label,
        any_value(amount) as amount,
        max(change - allowance) as lowest,
        min(change + allowance) as highest,
        count(*) filter (where outcome = 'violated') as explained,
        list(change order by outcome = 'violated' desc, allowance asc, identity_id asc, binding asc) as changes
    from wanted
    group by all
    having max(change - allowance) <= min(change + allowance)
),

named as (
    select
        *,
        amount + list_filter(changes, lambda change: change between lowest and highest)[1] as suspect_value
    from agreed
),

final as (
    select distinct
        wanted.department_id,
        wanted.fiscal_year,
        wanted.identity_id,
        wanted.binding,
        wanted.sheet_id,
        wanted.row_key,
        wanted.column_key,
        named.row_label,
        named.amount as printed_value,
        cast(coalesce(named.suspect_value, named.amount + (named.lowest + named.highest) / 2) as decimal(20, 6))
            as suspect_value,
        cast(named.explained as integer) as explained,
        cast(
            rank() over (
                partition by wanted.department_id, wanted.fiscal_year, wanted.identity_id, wanted.binding
                order by named.explained desc
            ) as integer
        ) as suspect_rank
    from wanted
    inner join named using (department_id, fiscal_year, sheet_id, row_key, column_key)
    where wanted.outcome = 'violated'
)

select * from final
