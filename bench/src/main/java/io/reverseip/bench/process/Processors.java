package io.reverseip.bench.process;

import java.io.IOException;

/** Keeps processes to some of the processors, by Linux's {@code taskset}. */
public final class Processors {
    /** It fails when one of a process's threads ends just then. */
    private static final int ATTEMPTS = 5;

    private Processors() {}

    /**
     * Keeps all threads of a process, and those that they start, to a range of processors.
     *
     * @param first number of the first one, from 0
     * @param last number of the last one
     */
    public static void keep(long pid, int first, int last) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (taskset(pid, first + "-" + last)) {
                return;
            }
        }
        throw new IOException("taskset could not keep process %d to processors %d to %d".formatted(pid, first, last));
    }

    private static boolean taskset(long pid, String processors) throws IOException, InterruptedException {
        return new ProcessBuilder("taskset", "--all-tasks", "--cpu-list", "--pid", processors, Long.toString(pid))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()
                        .waitFor()
                == 0;
    }
}
