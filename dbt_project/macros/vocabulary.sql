{# Generated from expectations/vocabulary. The terms of a list, or those of them that have a trait, gravest first: to be
   split. #}
{% macro terms(list, trait=none) -%}
{{ {
  'verdict': 'quarantined unreadable not_received published_with_warnings published_with_waiver published',
  'verdict.is_publishable': 'published_with_warnings published_with_waiver published',
  'verdict.is_read': 'quarantined published_with_warnings published_with_waiver published',
  'verdict.is_withheld': 'quarantined unreadable',
  'outcome': 'violated not_read not_stated within_rounding exact not_applicable',
  'outcome.is_evaluated': 'violated within_rounding exact',
  'outcome.is_unresolved': 'not_read not_stated',
  'outcome.has_evidence': 'violated not_read not_stated within_rounding',
  'outcome.holds': 'within_rounding exact',
  'severity': 'error warning info',
  'sheet_status': 'unreadable missing empty empty_declared found',
  'sheet_status.is_absent': 'unreadable missing',
  'sheet_status.is_silent': 'missing empty',
  'part': 'cover contents duties organisation explanation other_matters performance glossary',
  'part_status': 'unreadable missing title_only found',
  'problem_kind': 'registry_refused manifest_problem template_refused department_disagrees fiscal_year_disagrees checksum_disagrees unknown_department not_final_accounts foreign_sheet unknown_unit unreadable_file encrypted_file damaged_file unsupported_format missing_tool too_large too_slow scanned_page sheet_not_text elsewhere garbled_text missing_sheet duplicate_sheet conflicting_figures doubtful_figure confirmation_problem not_a_number no_cached_value unknown_sheet unknown_column unknown_label destroyed_code unit_not_stated manifest_date head_in_total misprinted_formula hidden_sheet not_modelled_sheet',
  'problem_kind.is_misfiled': 'department_disagrees fiscal_year_disagrees checksum_disagrees',
  'waiver_state': 'unknown_identity unknown_department unknown_year residual_changed violation_gone awaiting in_force',
  'waiver_state.is_stale': 'unknown_identity unknown_department unknown_year residual_changed violation_gone',
  'finding_status': 'new persisting unconfirmed resolved',
}[list ~ ('.' ~ trait if trait else '')] }}
{%- endmacro %}

{# The same for a condition: `outcome in {{ one_of('outcome', 'is_evaluated') }}`. #}
{% macro one_of(list, trait=none) %}('{{ terms(list, trait).split() | join("', '") }}'){% endmacro %}
