package io.reverseip.lookupapi.page;

/**
 * A row of the table of answers.
 *
 * @param given what was asked for, or the whole digest of a truncated one
 * @param address dotted-decimal; empty if there is none
 * @param note the dataset, or why there is no address
 */
record Row(String given, String address, String note) {}
