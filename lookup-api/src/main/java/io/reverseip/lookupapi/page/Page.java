package io.reverseip.lookupapi.page;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import java.util.Optional;

/**
 * The page.
 *
 * @param given what was typed
 * @param answers in the order of the lines
 * @param overview of the answers
 * @param summary of the answers, for people; empty before anything was asked
 * @param list the datasets
 */
@CheckedTemplate(basePath = "")
record Page(String given, List<DigestAnswer> answers, Overview overview, Optional<String> summary, DatasetList list)
        implements TemplateInstance {}
