SELECT
  statement, actor, actor_label, is_person, concept, concept_label, concept_kind, agreement, via, membership,
  document, document_label, date, date_precision, date_first, date_last, modality, role, event,
  basis, confidence, was_read, passage, passages, graph, left_out
FROM chosen
ORDER BY date_first NULLS LAST, document NULLS LAST, statement, actor, concept
