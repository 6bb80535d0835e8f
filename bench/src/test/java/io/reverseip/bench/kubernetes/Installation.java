package io.reverseip.bench.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The standing system, a generator's Job, a command's and the audits of a cluster, as rendered.
 *
 * @param name which
 * @param objects of all
 */
record Installation(String name, List<HasMetadata> objects) {
    private static final List<String> FOLDERS = List.of("overlays", "generate", "command", "audit");

    /** Something that makes pods. */
    record Workload(String name, HasMetadata object, PodTemplateSpec template) {
        Container container() {
            return template.getSpec().getContainers().getFirst();
        }

        Map<String, String> labels() {
            return template.getMetadata().getLabels();
        }
    }

    /** As they stand in the tree. */
    static Installation asDelivered(String which) {
        return rendered(which, Kustomize.K8S, which);
    }

    /** With every component that its kustomizations offer in comments. */
    static Installation withAllComponents(String which, Path scratch) {
        try {
            Path k8s = Kustomize.copy(scratch);
            for (String folder : FOLDERS) {
                Path kustomization = k8s.resolve(folder).resolve(which).resolve("kustomization.yaml");
                Files.writeString(
                        kustomization,
                        Files.readString(kustomization).replace("# - ../../components/", "- ../../components/"));
            }
            return rendered(which + " with all components", k8s, which);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Installation rendered(String name, Path k8s, String which) {
        return new Installation(
                name,
                FOLDERS.stream()
                        .map(folder -> k8s.resolve(folder).resolve(which))
                        .flatMap(kustomization -> read(kustomization).stream())
                        .toList());
    }

    private static List<HasMetadata> read(Path kustomization) {
        try {
            return Model.read(Kustomize.render(kustomization));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> T one(Class<T> type, String name) {
        List<T> found = all(type).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(
                    "%d objects are %s '%s' in %s".formatted(found.size(), type.getSimpleName(), name, this));
        }
        return found.getFirst();
    }

    <T extends HasMetadata> boolean has(Class<T> type, String name) {
        return all(type).stream()
                .anyMatch(object -> object.getMetadata().getName().equals(name));
    }

    List<Workload> workloads() {
        return Stream.of(
                        all(Deployment.class).stream()
                                .map(deployment -> new Workload(
                                        deployment.getMetadata().getName(),
                                        deployment,
                                        deployment.getSpec().getTemplate())),
                        all(Job.class).stream()
                                .map(job -> new Workload(
                                        "hash-generator", job, job.getSpec().getTemplate())),
                        all(CronJob.class).stream()
                                .map(job -> new Workload(
                                        "hash-generator",
                                        job,
                                        job.getSpec().getJobTemplate().getSpec().getTemplate())))
                .flatMap(workloads -> workloads)
                .toList();
    }

    /** The first of this name: the generator's Job is before those of commands and audits. */
    Workload workload(String name) {
        return workloads().stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The services of this project: all workloads but Azurite. */
    Stream<Workload> services() {
        return workloads().stream().filter(workload -> !workload.name().equals("azurite"));
    }

    /** What a container finds in its environment by ConfigMaps and literally. */
    Map<String, String> environment(Workload workload) {
        Map<String, String> environment = new TreeMap<>();
        workload.container().getEnvFrom().stream()
                .filter(source -> source.getConfigMapRef() != null)
                .map(source -> one(ConfigMap.class, source.getConfigMapRef().getName()))
                .forEach(map -> environment.putAll(map.getData()));
        workload.container().getEnv().forEach(variable -> environment.put(variable.getName(), variable.getValue()));
        return environment;
    }

    @Override
    public String toString() {
        return name;
    }
}
