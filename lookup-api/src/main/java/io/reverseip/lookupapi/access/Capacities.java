package io.reverseip.lookupapi.access;

/**
 * How many requests are answered at the same time.
 *
 * @param requests those for one digest or prefix, and for the page
 * @param bulkRequests those for many digests
 */
public record Capacities(Capacity requests, Capacity bulkRequests) {}
