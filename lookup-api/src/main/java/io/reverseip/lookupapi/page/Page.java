package io.reverseip.lookupapi.page;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import java.util.Optional;

/**
 * The page.
 *
 * @param given what was typed
 * @param rows the answers
 * @param summary of the answers, for people; empty before anything was asked
 * @param list the datasets
 */
@CheckedTemplate(basePath = "")
record Page(String given, List<Row> rows, Optional<String> summary, DatasetList list) implements TemplateInstance {}
