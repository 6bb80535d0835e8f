package io.reverseip.bench.profile;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.reverseip.bench.process.MeasuredProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import one.profiler.AsyncProfiler;

/** Samples the stacks of running JVMs with async-profiler, by the processor time of each of their threads. */
final class Profiler {
    /** Of processor time, between two samples of a thread. */
    static final double SECONDS_A_SAMPLE = 0.01;

    private final Path agent;

    /** @param directory where the agent is put */
    Profiler(Path directory) throws IOException {
        agent = directory.resolve("libasyncProfiler.so").toAbsolutePath();
        String platform = System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-x64";
        try (InputStream library = AsyncProfiler.class.getResourceAsStream("/" + platform + "/libasyncProfiler.so")) {
            Files.copy(library, agent);
        }
    }

    /** The flag of a JVM that is sampled from its start to its end, when it writes its stacks. */
    String flag(Path stacks) {
        return "-agentpath:%s=%s".formatted(agent, start(stacks));
    }

    /** Begins with a running one. */
    void start(MeasuredProcess process, Path stacks) throws IOException {
        tell(process, start(stacks));
    }

    /** Ends, and writes the stacks. */
    void stop(MeasuredProcess process, Path stacks) throws IOException {
        tell(process, "stop," + output(stacks));
    }

    private static String start(Path stacks) {
        return "start,event=ctimer,interval=%d,%s".formatted((long) (SECONDS_A_SAMPLE * 1e9), output(stacks));
    }

    private static String output(Path stacks) {
        return "quiet,threads,collapsed,file=" + stacks.toAbsolutePath();
    }

    private void tell(MeasuredProcess process, String what) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
            try {
                machine.loadAgentPath(agent.toString(), what);
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IllegalStateException("Process %d cannot be profiled.".formatted(process.pid()), e);
        }
    }
}
