-- What the diagnosis needs of the claims: those that are violated, and what holds of the figures that they state, with
-- their terms. One wrong figure may be behind several violations; its right amount breaks nothing that held.
with

claims as (
    select * from {{ source('landing', 'claims') }}
),

first_claims as (
    select
        department_id,
        fiscal_year,
        'narrative' as sheet_id,
        subject_key,
        kind,
        {{ first_by('claim_key', ['claim_no']) }} as claim_key
    from claims
    where is_resolved
    group by department_id, fiscal_year, subject_key, kind
),

-- some identities name a claim by what it is about, others by its own key
terms as (
    select
        claim_terms.department_id,
        claim_terms.fiscal_year,
        claim_terms.identity_id,
        claim_terms.binding,
        claim_terms.side,
        claim_terms.sign,
        claim_terms.cell_fiscal_year,
        claim_terms.sheet_id,
        coalesce(first_claims.claim_key, claim_terms.row_key) as row_key,
        claim_terms.column_key,
        claim_terms.row_label,
        claim_terms.amount,
        claim_terms.half_unit,
        claim_terms.scale,
        claim_terms.phrase,
        claim_terms.amount_text
    from {{ ref('eval_claim_term') }} as claim_terms
    left join first_claims
        on
            claim_terms.department_id = first_claims.department_id
            and claim_terms.fiscal_year = first_claims.fiscal_year
            and claim_terms.sheet_id = first_claims.sheet_id
            and claim_terms.row_key = first_claims.subject_key
            and claim_terms.column_key = first_claims.kind
),

results as (
    select * from {{ ref('eval_claim_result') }}
    where outcome in ('exact', 'within_rounding', 'violated')
),

violated_cells as (
    select distinct
        department_id,
        cell_fiscal_year,
        sheet_id,
        row_key,
        column_key
    from {{ ref('diag_violated_term') }}
    where outcome = 'violated'
),

-- a cell that may be wrong itself is no evidence against what is said of it
doubtful as (
    select distinct
        terms.department_id,
        terms.fiscal_year,
        terms.identity_id,
        terms.binding
    from terms
    semi join violated_cells using (department_id, cell_fiscal_year, sheet_id, row_key, column_key)
),

-- and a figure off by how its last digit was printed is explained by that alone
violations as (
    select
        results.*,
        doubtful.binding is null and results.severity <> 'info' as is_evidence
    from results
    left join doubtful using (department_id, fiscal_year, identity_id, binding)
    where results.outcome = 'violated'
),

-- a change and a percentage of opposite signs: the identity of growth has both figures, the rule of wording the words
contradictions as (
    select
        violations.department_id,
        violations.fiscal_year,
        violations.identity_id,
        violations.binding,
        growth.binding as growth_binding
    from violations
    inner join terms as words using (department_id, fiscal_year, identity_id, binding)
    inner join terms as growth
        on
            violations.department_id = growth.department_id
            and violations.fiscal_year = growth.fiscal_year
            and growth.identity_id = 'narrative.growth'
            and growth.side = 'total'
            and contains(
                growth.phrase, nullif(translate(regexp_extract(words.amount_text, '^“(.+)”：', 1), '（）', '()'), '')
            )
            and split_part(words.binding, '|', 1) = split_part(growth.binding, '|', 1)
            and contains(words.binding, '|')
    inner join terms as change
        on
            growth.department_id = change.department_id
            and growth.fiscal_year = change.fiscal_year
            and growth.identity_id = change.identity_id
            and growth.binding = change.binding
            and change.side = 'part'
            and growth.amount * change.amount < 0
    where violations.identity_id = 'narrative.direction_contradiction'
    qualify
        row_number() over (
            partition by violations.department_id, violations.fiscal_year, violations.binding
            order by growth.binding
        ) = 1
),

contradicting as (
    select
        terms.department_id,
        terms.fiscal_year,
        contradictions.identity_id,
        contradictions.binding,
        terms.side,
        terms.sign,
        terms.cell_fiscal_year,
        terms.sheet_id,
        terms.row_key,
        terms.column_key,
        terms.row_label,
        terms.amount,
        terms.half_unit,
        terms.scale,
        terms.phrase,
        terms.amount_text
    from contradictions
    inner join terms
        on
            contradictions.department_id = terms.department_id
            and contradictions.fiscal_year = terms.fiscal_year
            and contradictions.growth_binding = terms.binding
            and terms.identity_id = 'narrative.growth'
            and terms.side in ('total', 'part')
),

violated_figures as (
    select distinct
        terms.department_id,
        terms.fiscal_year,
        terms.row_key,
        terms.column_key
    from terms
    inner join violations using (department_id, fiscal_year, identity_id, binding)
    where
        violations.is_evidence
        and violations.relation <> 'wording'
        and terms.sheet_id = 'narrative'
),

touched as (
    select distinct
        terms.department_id,
        terms.fiscal_year,
        terms.identity_id,
        terms.binding
    from terms
    semi join violated_figures using (department_id, fiscal_year, row_key, column_key)
    where terms.sheet_id = 'narrative'
),

equations as (
    select
        violations.department_id,
        violations.fiscal_year,
        violations.identity_id,
        violations.binding,
        violations.relation,
        true as is_violated,
        violations.is_evidence
    from violations
    where violations.relation <> 'wording'

    union all

    select
        results.department_id,
        results.fiscal_year,
        results.identity_id,
        results.binding,
        results.relation,
        false as is_violated,
        true as is_evidence
    from results
    semi join touched using (department_id, fiscal_year, identity_id, binding)
    where results.outcome <> 'violated'
),

joined as (
    select
        equations.relation,
        equations.is_violated,
        equations.is_evidence,
        terms.*
    from equations
    inner join terms using (department_id, fiscal_year, identity_id, binding)

    union all

    select
        'direction' as relation,
        true as is_violated,
        true as is_evidence,
        *
    from contradicting
),

final as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        relation,
        is_violated,
        is_evidence,
        side,
        sign,
        cell_fiscal_year,
        sheet_id,
        row_key,
        column_key,
        row_label,
        amount as printed_value,
        half_unit,
        max(scale) over (partition by department_id, fiscal_year, identity_id, binding) as scale
    from joined
)

select * from final
