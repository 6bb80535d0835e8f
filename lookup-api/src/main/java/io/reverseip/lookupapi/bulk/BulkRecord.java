package io.reverseip.lookupapi.bulk;

/** What is written to the answer of a bulk request. */
sealed interface BulkRecord permits BulkAnswer, BulkSummary {}
