package io.reverseip.bench.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A generator's Job is named after its dataset and a hash of its spec. */
@NeedsKubectl
class JobNameTest {
    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"local", "azure"})
    void theNameInTheTreeIsTrue(String which) throws IOException {
        Job job = job(Kustomize.K8S, which);
        assertEquals(
                "generate-" + computed(Kustomize.K8S, which),
                job.getMetadata().getName(),
                "After each change of a Job: k8s/generate/name " + which);
        List<String> arguments =
                job.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs();
        String dataset = arguments.get(arguments.indexOf("--dataset") + 1);
        assertTrue(job.getMetadata().getName().startsWith("generate-" + dataset + "-"));
    }

    @Test
    void aChangedJobIsAnotherJobAndAnUnchangedOneTheSame() throws IOException {
        Path k8s = Kustomize.copy(scratch);
        String before = computed(k8s, "local");
        Path job = k8s.resolve("generate/local/job.yaml");
        Files.writeString(job, Files.readString(job).replace("8.8.0.0/16", "9.9.0.0/16"));
        String after = computed(k8s, "local");
        assertNotEquals(before, after);
        Kustomize.run(k8s.resolve("generate/name").toString(), "local");
        assertEquals("generate-" + after, job(k8s, "local").getMetadata().getName());
        assertEquals(after, computed(k8s, "local"), "the name is no part of what is hashed");
    }

    @Test
    void otherAccountsMakeAnotherJob() throws IOException {
        Path k8s = Kustomize.copy(scratch);
        String before = computed(k8s, "azure");
        Path accounts = k8s.resolve("accounts/azure/accounts.env");
        Files.writeString(accounts, Files.readString(accounts).replace("reverseip4.", "reverseip5."));
        assertNotEquals(before, computed(k8s, "azure"));
    }

    /** With the longest name of a dataset and the most indices, pods are named by DNS labels still. */
    @Test
    void theLongestNameFitsAPodsHostName() {
        String longest = "generate-" + "a".repeat(41) + "-01234567" + "-255";
        assertTrue(longest.length() <= 63);
    }

    private static String computed(Path k8s, String which) {
        return Kustomize.run(k8s.resolve("generate/name").toString(), "--print", which)
                .strip();
    }

    private static Job job(Path k8s, String which) throws IOException {
        return Model.read(Kustomize.render(k8s.resolve("generate").resolve(which))).stream()
                .filter(Job.class::isInstance)
                .map(Job.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
