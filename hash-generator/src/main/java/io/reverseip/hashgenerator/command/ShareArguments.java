package io.reverseip.hashgenerator.command;

import io.reverseip.hashgenerator.progress.Share;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The options of subcommands whose work several processes can divide among them. In a pod of a Kubernetes Indexed Job they need not be
 * given: Kubernetes sets {@code JOB_COMPLETION_INDEX}, and the manifest {@code JOB_COMPLETIONS}.
 */
final class ShareArguments {
    @Option(
            names = "--index",
            paramLabel = "I",
            defaultValue = "${env:JOB_COMPLETION_INDEX}",
            description =
                    "Which of several processes this is that divide the work, from 0. Default: JOB_COMPLETION_INDEX, or the work is not divided.")
    Optional<Integer> index = Optional.empty();

    @Option(
            names = "--of",
            paramLabel = "N",
            defaultValue = "${env:JOB_COMPLETIONS}",
            description = "How many processes divide the work. Default: JOB_COMPLETIONS, or the work is not divided.")
    Optional<Integer> of = Optional.empty();

    /**
     * The share that was asked for.
     *
     * @throws IllegalArgumentException if only one of both options is there, or they do not fit together
     */
    Share share() {
        if (index.isEmpty() && of.isEmpty()) {
            return Share.WHOLE;
        }
        if (index.isEmpty() || of.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s is given without %s: give both, --index I (or JOB_COMPLETION_INDEX) and --of N (or JOB_COMPLETIONS), or none."
                            .formatted(index.isPresent() ? "--index" : "--of", index.isPresent() ? "--of" : "--index"));
        }
        return new Share(index.get(), of.get());
    }
}
