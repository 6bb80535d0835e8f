package io.reverseip.bench.process;

import java.io.IOException;

/** Keeps processes to some of the processors, by Linux's {@code taskset}. */
public final class Processors {
    private Processors() {}

    /**
     * Keeps all threads of a process, and those that they start, to a range of processors.
     *
     * @param first number of the first one, from 0
     * @param last number of the last one
     */
    public static void keep(long pid, int first, int last) throws IOException, InterruptedException {
        Process taskset = new ProcessBuilder(
                        "taskset", "--all-tasks", "--cpu-list", "--pid", first + "-" + last, Long.toString(pid))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (taskset.waitFor() != 0) {
            throw new IOException(
                    "taskset could not keep process %d to processors %d to %d".formatted(pid, first, last));
        }
    }
}
