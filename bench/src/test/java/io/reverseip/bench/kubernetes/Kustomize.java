package io.reverseip.bench.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** {@code kubectl kustomize}, which needs no cluster. */
final class Kustomize {
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    static final Path K8S = HOME.resolve("k8s");

    private Kustomize() {}

    private static final int OLDEST_MINOR_VERSION = 30;

    /** Whether a kubectl is on the PATH whose kustomize renders the manifests: 1.30 or later. */
    static boolean isThere() {
        if (Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .noneMatch(directory -> Files.isExecutable(Path.of(directory, "kubectl")))) {
            return false;
        }
        try {
            String minor = new ObjectMapper()
                    .readTree(run("kubectl", "version", "--client", "--output=json"))
                    .at("/clientVersion/minor")
                    .asText();
            return Integer.parseInt(minor.replaceAll("\\D", "")) >= OLDEST_MINOR_VERSION;
        } catch (IOException e) {
            throw new UncheckedIOException("'kubectl version' printed no JSON", e);
        }
    }

    /** What a kustomization renders to. */
    static String render(Path kustomization) {
        return run("kubectl", "kustomize", kustomization.toString());
    }

    /** What a program prints that has to end well. */
    static String run(String... command) {
        try {
            Path errors = Files.createTempFile("kustomize", ".err");
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        "%s failed:%n%s".formatted(String.join(" ", command), Files.readString(errors)));
            }
            Files.delete(errors);
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A copy of k8s/, to change. */
    static Path copy(Path into) throws IOException {
        Path copy = into.resolve("k8s");
        try (Stream<Path> files = Files.walk(K8S)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(K8S.relativize(file).toString()));
            }
        }
        return copy;
    }
}
