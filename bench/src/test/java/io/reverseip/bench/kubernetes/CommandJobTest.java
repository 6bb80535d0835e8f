package io.reverseip.bench.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code k8s/command/create}, with a kubectl that renders as the real one does and keeps what it would send to a cluster. */
@NeedsKubectl
class CommandJobTest {
    @TempDir
    Path directory;

    @Test
    void createsAJobUnderAnotherNameEachTimeWithWhatItReads() throws IOException {
        String kubectl = Kustomize.run("sh", "-c", "command -v kubectl").strip();
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Path stub = Files.writeString(bin.resolve("kubectl"), """
                #!/bin/sh
                case $1 in
                  kustomize) exec %s "$@" ;;
                  *) cat > "%s/$1.yaml" ;;
                esac
                """.formatted(kubectl, directory));
        assertTrue(stub.toFile().setExecutable(true));

        String name = Kustomize.run(
                        "env",
                        "PATH=%s:%s".formatted(bin, System.getenv("PATH")),
                        Kustomize.K8S.resolve("command/create").toString(),
                        "local")
                .strip();

        assertTrue(name.matches("command-[0-9]{8}-[0-9]{6}"), name);
        List<HasMetadata> created = Model.read(Files.readString(directory.resolve("create.yaml")));
        assertEquals(
                List.of(name),
                created.stream().map(object -> object.getMetadata().getName()).toList());
        Job job = (Job) created.getFirst();
        List<HasMetadata> applied = Model.read(Files.readString(directory.resolve("apply.yaml")));
        assertEquals(
                job.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnvFrom().stream()
                        .filter(source -> source.getConfigMapRef() != null)
                        .map(source -> source.getConfigMapRef().getName())
                        .sorted()
                        .toList(),
                applied.stream()
                        .filter(ConfigMap.class::isInstance)
                        .map(object -> object.getMetadata().getName())
                        .sorted()
                        .toList());
        assertEquals(2, applied.size());
    }
}
