-- Every formula printed under a sheet, held against the catalogue by the line and column numbers that the sheet itself
-- prints. A formula about anything else than the catalogue's identities is not matched.
with

identities as (
    select * from {{ source('control', 'identities') }}
),

numbers as (
    select
        *,
        coalesce(row_key, column_key) as term_key
    from {{ source('landing', 'printed_numbers') }}
),

printed as (
    select * from {{ source('landing', 'printed_formulas') }}
),

terms as (
    select
        printed.department_id,
        printed.fiscal_year,
        printed.sheet_id,
        printed.formula_no,
        printed.side,
        numbers.number is not null as has_number,
        numbers.term_key,
        case printed.sign when 1 then '+' else '-' end || numbers.term_key as addend,
        case when numbers.row_key is not null then numbers.column_key end as kind
    from printed
    left join numbers
        on
            printed.department_id = numbers.department_id
            and printed.fiscal_year = numbers.fiscal_year
            and printed.sheet_id = numbers.sheet_id
            and printed.axis = numbers.axis
            and printed.number = numbers.number
),

formulas as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        formula_no,
        bool_and(has_number) and count(distinct kind) <= 1 as is_readable,
        max(term_key) filter (where side = 'total') as total_key,
        {{ listed_distinct('addend', "side = 'part' and addend is not null") }} as parts,
        bool_and(term_key is not null) filter (where side = 'part') as knows_all_parts
    from terms
    group by all
),

-- the catalogue's own formulas, inside one sheet, over keys of rows or of columns
catalogue_terms as (
    select
        identity_id,
        sheet_id,
        slot,
        alternative,
        side,
        sign,
        coalesce(nullif(row_key, ''), column_key) as term_key,
        row_rule = 'each_class' as is_class
    from {{ source('control', 'identity_terms') }}
    where
        side <> 'condition'
        and years_back = 0
        and row_rule in ('key', 'bound', 'each_class')
        and (row_key <> '' or column_key <> '')
),

inside_one_sheet as (
    select
        identity_id,
        min(sheet_id) as sheet_id
    from {{ source('control', 'identity_terms') }}
    where side <> 'condition'
    group by identity_id
    having count(distinct sheet_id) = 1
),

standard as (
    select catalogue_terms.*
    from catalogue_terms
    semi join inside_one_sheet using (identity_id)
),

standard_totals as (
    select
        identity_id,
        sheet_id,
        max(term_key) as total_key
    from standard
    where side = 'total'
    group by all
    having count(*) = 1
),

-- what each slot of an identity means in this sheet's print
slots as (
    select
        numbers.department_id,
        numbers.fiscal_year,
        numbers.sheet_id,
        numbers.axis,
        standard.identity_id,
        standard.slot,
        standard.alternative,
        {{ listed_distinct("case standard.sign when 1 then '+' else '-' end || numbers.term_key") }} as slot_parts
    from numbers
    inner join standard
        on
            numbers.sheet_id = standard.sheet_id
            and standard.side = 'part'
            and case
                when standard.is_class
                    then {{ full_match('numbers.term_key', "replace(standard.term_key, '.', '[.]') || '[0-9]{3}'") }}
                else numbers.term_key = standard.term_key
            end
    group by all
),

axes as (
    select distinct
        department_id,
        fiscal_year,
        sheet_id,
        formula_no,
        axis
    from printed
),

covered as (
    select
        formulas.department_id,
        formulas.fiscal_year,
        formulas.sheet_id,
        formulas.formula_no,
        slots.identity_id,
        slots.slot,
        bool_or({{ holds_all('formulas.parts', 'slots.slot_parts') }}) as is_covered,
        bool_or({{ holds_any('formulas.parts', 'slots.slot_parts') }}) as is_touched,
        flatten({{ listed('slots.slot_parts', ['slots.alternative']) }}) as allowed
    from formulas
    inner join axes using (department_id, fiscal_year, sheet_id, formula_no)
    inner join slots using (department_id, fiscal_year, sheet_id, axis)
    where formulas.is_readable and {{ element_count('formulas.parts') }} > 0
    group by all
),

compared as (
    select
        covered.department_id,
        covered.fiscal_year,
        covered.sheet_id,
        covered.formula_no,
        covered.identity_id,
        standard_totals.total_key as standard_total_key,
        formulas.total_key,
        formulas.total_key = standard_totals.total_key as has_its_total,
        bool_and(covered.is_covered)
        and {{ holds_all(
            "flatten(" ~ listed('covered.allowed', ['covered.slot']) ~ ")", 'any_value(formulas.parts)'
        ) }} as has_its_parts,
        bool_or(covered.is_touched) as shares_parts,
        any_value(formulas.knows_all_parts) as knows_all_parts
    from covered
    inner join formulas using (department_id, fiscal_year, sheet_id, formula_no)
    inner join standard_totals using (identity_id, sheet_id)
    group by all
),

matched as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        formula_no,
        bool_or(has_its_total and has_its_parts) as matches,
        min(identity_id) filter (where has_its_total and has_its_parts) as matching,
        min(identity_id) filter (where has_its_total and shares_parts) as with_other_parts,
        min(identity_id) filter (where has_its_parts and knows_all_parts) as with_other_total,
        min(standard_total_key) filter (where has_its_parts and knows_all_parts) as other_total_key,
        bool_or(has_its_total) as is_total_of_the_catalogue
    from compared
    group by all
),

placed as (
    select
        printed.department_id,
        printed.fiscal_year,
        printed.sheet_id,
        printed.formula_no,
        printed.formula,
        case printed.axis when 'line' then '行' else '栏' end as axis_word,
        case
            when matched.matches then 'matches'
            when matched.with_other_parts is not null then 'misprinted'
            when
                matched.with_other_total is not null
                and not coalesce(matched.is_total_of_the_catalogue, false)
                then 'misprinted'
            else 'not_judged'
        end as judgement,
        case
            when matched.matches then matched.matching
            else coalesce(matched.with_other_parts, matched.with_other_total)
        end as identity_id,
        matched.with_other_parts is not null as has_other_parts,
        right_numbers.number as right_total,
        printed.file_name,
        printed.page,
        printed.sheet_name,
        printed.row_no,
        printed.column_no
    from printed
    left join matched using (department_id, fiscal_year, sheet_id, formula_no)
    left join numbers as right_numbers
        on
            printed.department_id = right_numbers.department_id
            and printed.fiscal_year = right_numbers.fiscal_year
            and printed.sheet_id = right_numbers.sheet_id
            and printed.axis = right_numbers.axis
            and matched.other_total_key = right_numbers.term_key
    where printed.side = 'total'
    qualify
        row_number() over (
            partition by printed.department_id, printed.fiscal_year, printed.sheet_id, printed.formula_no
            order by right_numbers.number nulls last
        ) = 1
),

titled as (
    select
        placed.*,
        identities.title
    from placed
    left join identities using (identity_id)
),

final as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        formula_no,
        formula,
        judgement,
        case when judgement <> 'not_judged' then identity_id end as identity_id,
        case
            when judgement = 'misprinted' and has_other_parts
                then '表下所印公式“' || formula || '”的分项与勾稽关系“' || title || '”不同'
            when judgement = 'misprinted'
                then
                    '表下所印公式“' || formula || '”应以' || coalesce(right_total || axis_word, '另一个序号')
                    || '开头：它是勾稽关系“' || title || '”'
        end as reason,
        case
            when judgement = 'misprinted' and has_other_parts
                then 'the printed formula ' || formula || ' has other parts than ' || identity_id
            when judgement = 'misprinted'
                then
                    'the printed formula ' || formula || ' should begin with '
                    || coalesce(right_total || axis_word, 'another number') || ': it is ' || identity_id
        end as reason_en,
        case when judgement = 'misprinted' then '请更正表下的公式' end as remedy,
        case when judgement = 'misprinted' then 'correct the formula under the sheet' end as remedy_en,
        file_name,
        page,
        sheet_name,
        row_no,
        column_no
    from titled
)

select * from final
