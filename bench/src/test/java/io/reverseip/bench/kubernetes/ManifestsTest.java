package io.reverseip.bench.kubernetes;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPPathMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressServiceBackend;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.reverseip.bench.kubernetes.Installation.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything in k8s/, rendered: no field is unknown (else it could not be read here), and all parts fit together. */
@NeedsKubectl
class ManifestsTest {
    private static final Set<String> PROBE_PATHS = Set.of("/q/health/live", "/q/health/ready");
    private static final String METRICS_PATH = "/q/metrics";

    @TempDir
    static Path localScratch;

    @TempDir
    static Path azureScratch;

    private static List<Installation> installations;

    @BeforeAll
    static void render() {
        installations = List.of(
                Installation.asDelivered("local"),
                Installation.withAllComponents("local", localScratch),
                Installation.asDelivered("azure"),
                Installation.withAllComponents("azure", azureScratch));
    }

    static List<Installation> installations() {
        return installations;
    }

    @Test
    void aFieldThatKubernetesDoesNotKnowIsFound() {
        String misspelt = """
                apiVersion: v1
                kind: Service
                metadata:
                  name: misspelt
                spec:
                  ports:
                    - port: 80
                      targetport: http
                """;
        var unknown = assertThrows(IllegalArgumentException.class, () -> Model.read(misspelt));
        assertTrue(unknown.getMessage().contains("targetport"), unknown.getMessage());
    }

    @Test
    void allComponentsOfAnInstallationAreThereWhenAsked() {
        Installation all = installations.get(3);
        assertAll(
                () -> assertFalse(all.all(ScaledObject.class).isEmpty()),
                () -> assertFalse(all.all(PodMonitor.class).isEmpty()),
                () -> assertFalse(all.all(Ingress.class).isEmpty()),
                () -> assertFalse(all.all(HTTPRoute.class).isEmpty()),
                () -> assertFalse(all.all(Certificate.class).isEmpty()),
                () -> assertTrue(
                        all.workload("hash-generator").container().getImage().endsWith("-jvm")));
    }

    @ParameterizedTest
    @MethodSource("installations")
    void eachObjectIsInTheNamespaceAndThereOnce(Installation installation) {
        Namespace namespace = installation.all(Namespace.class).getFirst();
        List<HasMetadata> others = installation.objects().stream()
                .filter(object -> !(object instanceof Namespace))
                .toList();
        assertAll(others.stream()
                .map(object -> () -> assertEquals(
                        namespace.getMetadata().getName(),
                        object.getMetadata().getNamespace(),
                        object.getMetadata().getName())));
        assertEquals(
                others.size(),
                others.stream()
                        .map(object ->
                                object.getKind() + "/" + object.getMetadata().getName())
                        .distinct()
                        .count());
    }

    @ParameterizedTest
    @MethodSource("installations")
    void selectorsFindTheirPods(Installation installation) {
        for (Deployment deployment : installation.all(Deployment.class)) {
            assertTrue(
                    matches(
                            deployment.getSpec().getSelector(),
                            deployment.getSpec().getTemplate().getMetadata().getLabels()),
                    deployment.getMetadata().getName());
        }
        for (Service service : installation.all(Service.class)) {
            assertEquals(
                    List.of(service.getMetadata().getName()),
                    selected(installation, service.getSpec().getSelector()).stream()
                            .map(Workload::name)
                            .toList());
        }
        for (PodDisruptionBudget budget : installation.all(PodDisruptionBudget.class)) {
            assertEquals(
                    List.of(budget.getMetadata().getName()),
                    selected(installation, budget.getSpec().getSelector()).stream()
                            .map(Workload::name)
                            .toList());
        }
        installation
                .services()
                .forEach(workload -> workload.template().getSpec().getTopologySpreadConstraints().stream()
                        .forEach(spread ->
                                assertTrue(matches(spread.getLabelSelector(), workload.labels()), workload::name)));
    }

    @ParameterizedTest
    @MethodSource("installations")
    void servicesLeadToPortsThatAreThere(Installation installation) {
        for (Service service : installation.all(Service.class)) {
            Workload behind =
                    selected(installation, service.getSpec().getSelector()).getFirst();
            for (ServicePort port : service.getSpec().getPorts()) {
                assertTrue(
                        hasPort(behind, port.getTargetPort()),
                        service.getMetadata().getName());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("installations")
    void portsAreThoseThatTheProgramsListenOn(Installation installation) throws IOException {
        for (Workload workload : installation.services().toList()) {
            Map<String, String> environment = installation.environment(workload);
            String properties = Files.readString(
                    Kustomize.HOME.resolve(workload.name()).resolve("src/main/resources/application.properties"));
            for (ContainerPort port : workload.container().getPorts()) {
                String property = Map.of(
                                "http", "quarkus.http.port",
                                "grpc", "quarkus.grpc.server.port",
                                "management", "quarkus.management.port")
                        .get(port.getName());
                String configured = Optional.ofNullable(
                                environment.get(property.toUpperCase().replace('.', '_')))
                        .orElseGet(() -> properties
                                .lines()
                                .filter(line -> line.startsWith(property + "="))
                                .map(line -> line.substring(property.length() + 1))
                                .collect(Collectors.joining()));
                assertEquals(configured, port.getContainerPort().toString(), workload.name() + " " + port.getName());
            }
            assertTrue(
                    properties.lines().anyMatch("quarkus.management.enabled=true"::equals)
                            && properties
                                    .lines()
                                    .noneMatch(line -> line.startsWith("quarkus.management.root-path")
                                            || line.startsWith("quarkus.smallrye-health.")),
                    "probe paths have moved in " + workload.name());
            assertEquals("0.0.0.0", environment.get("QUARKUS_MANAGEMENT_HOST"), "probes come from the node");
        }
    }

    @ParameterizedTest
    @MethodSource("installations")
    void noServiceLeadsToHealthAndMetrics(Installation installation) {
        installation
                .all(Service.class)
                .forEach(service -> assertTrue(
                        service.getSpec().getPorts().stream()
                                .noneMatch(port ->
                                        "management".equals(port.getTargetPort().getStrVal())),
                        service.getMetadata().getName()));
    }

    @Test
    void imagesListenWherePodsDo() throws IOException {
        Installation installation = installations.getFirst();
        for (Workload workload : installation.services().toList()) {
            String ports = workload.container().getPorts().stream()
                    .map(ContainerPort::getContainerPort)
                    .sorted()
                    .map(Object::toString)
                    .collect(Collectors.joining(" "));
            for (String file : List.of("Dockerfile.jvm", "Dockerfile.native-micro")) {
                String image = Files.readString(Kustomize.HOME
                        .resolve(workload.name())
                        .resolve("src/main/docker")
                        .resolve(file));
                assertTrue(image.contains(" QUARKUS_MANAGEMENT_HOST=0.0.0.0"), workload.name() + " " + file);
                assertTrue(image.contains("\nEXPOSE %s\n".formatted(ports)), workload.name() + " " + file);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("installations")
    void probesAskWhereHealthIs(Installation installation) {
        installation.services().forEach(workload -> {
            Container container = workload.container();
            for (Probe probe : Stream.of(
                            container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe())
                    .toList()) {
                assertNotNull(probe, workload.name());
                if (probe.getGrpc() != null) {
                    assertEquals(
                            List.of("grpc"), portNames(workload, probe.getGrpc().getPort()));
                    assertEquals("plaintext", installation.environment(workload).get("REVERSEIP_WRITER_TRANSPORT"));
                } else {
                    assertTrue(PROBE_PATHS.contains(probe.getHttpGet().getPath()));
                    assertEquals("management", probe.getHttpGet().getPort().getStrVal());
                    assertTrue(hasPort(workload, probe.getHttpGet().getPort()));
                }
            }
            assertEquals(
                    "/q/health/ready",
                    container.getReadinessProbe().getHttpGet().getPath());
        });
    }

    /** A JVM that starts on a busy node takes minutes, and restarts would make the node busier. */
    @ParameterizedTest
    @MethodSource("installations")
    void probesDoNotEndPodsOnABusyNode(Installation installation) {
        assertAll(installation.workloads().stream()
                .flatMap(workload -> Stream.of(
                        () -> {
                            Probe startup = workload.container().getStartupProbe();
                            assertEquals(300, startup.getFailureThreshold(), workload.name());
                            assertTrue(startup.getPeriodSeconds() >= 1, workload.name());
                        },
                        () -> {
                            Probe liveness = workload.container().getLivenessProbe();
                            assertEquals(6, liveness.getFailureThreshold(), workload.name());
                            assertTrue(liveness.getPeriodSeconds() >= 10, workload.name());
                            assertTrue(liveness.getTimeoutSeconds() >= 5, workload.name());
                        })));
    }

    @ParameterizedTest
    @MethodSource("installations")
    void generatorsAskTheHeadlessServiceForReadyWriters(Installation installation) {
        String[] hostPort = installation
                .environment(installation.workload("hash-generator"))
                .get("REVERSEIP_WRITERS")
                .split(":");
        Service writers = installation.one(Service.class, hostPort[0]);
        assertEquals("None", writers.getSpec().getClusterIP());
        assertFalse(Boolean.TRUE.equals(writers.getSpec().getPublishNotReadyAddresses()));
        ServicePort grpc = writers.getSpec().getPorts().stream()
                .filter(port -> port.getName().equals("grpc"))
                .findFirst()
                .orElseThrow();
        assertEquals(Integer.valueOf(hostPort[1]), grpc.getPort());
        // A headless Service translates no ports.
        assertEquals(List.of("grpc"), portNames(installation.workload("table-writer"), grpc.getPort()));
    }

    @ParameterizedTest
    @MethodSource("installations")
    void bothSidesOfTheStreamsAgreeOnTransport(Installation installation) {
        String writers =
                installation.environment(installation.workload("table-writer")).get("REVERSEIP_WRITER_TRANSPORT");
        String generators = installation
                .environment(installation.workload("hash-generator"))
                .getOrDefault("REVERSEIP_DISPATCH_TRANSPORT", "plaintext");
        assertEquals(writers, generators);
    }

    @ParameterizedTest
    @MethodSource("installations")
    void whatPodsReferToIsThere(Installation installation) {
        Set<String> secrets = installation.all(Certificate.class).stream()
                .map(certificate -> certificate.getSpec().getSecretName())
                .collect(Collectors.toSet());
        for (Workload workload : installation.workloads()) {
            installation.environment(workload);
            workload.container().getEnvFrom().stream()
                    .filter(source -> source.getSecretRef() != null)
                    .forEach(source -> assertTrue(source.getSecretRef().getOptional(), workload::name));
            workload.template().getSpec().getVolumes().stream()
                    .filter(volume -> volume.getSecret() != null)
                    .forEach(volume ->
                            assertTrue(secrets.contains(volume.getSecret().getSecretName()), workload::name));
            Optional.ofNullable(workload.template().getSpec().getServiceAccountName())
                    .ifPresent(account -> installation.one(ServiceAccount.class, account));
        }
    }

    @ParameterizedTest
    @MethodSource("installations")
    void podsMayDoNothingButTheirWork(Installation installation) {
        for (Workload workload : installation.workloads()) {
            var pod = workload.template().getSpec();
            var container = workload.container().getSecurityContext();
            assertAll(
                    workload.name(),
                    () -> assertEquals(1, pod.getContainers().size()),
                    () -> assertEquals(false, pod.getAutomountServiceAccountToken()),
                    () -> assertEquals(true, pod.getSecurityContext().getRunAsNonRoot()),
                    () -> assertEquals(
                            "RuntimeDefault",
                            pod.getSecurityContext().getSeccompProfile().getType()),
                    () -> assertEquals(true, container.getReadOnlyRootFilesystem()),
                    () -> assertEquals(false, container.getAllowPrivilegeEscalation()),
                    () -> assertEquals(
                            List.of("ALL"), container.getCapabilities().getDrop()),
                    () -> assertEquals(
                            Set.of("cpu", "memory"),
                            workload.container().getResources().getRequests().keySet()),
                    () -> assertEquals(
                            Set.of("cpu", "memory"),
                            workload.container().getResources().getLimits().keySet()));
        }
    }

    /** OpenShift refuses any user that it has not given itself. */
    @ParameterizedTest
    @MethodSource("installations")
    void podsNameTheirUserExceptOnOpenShift(Installation installation) {
        boolean openShift = installation.toString().endsWith("all components");
        for (Workload workload : installation.workloads()) {
            var context = workload.template().getSpec().getSecurityContext();
            if (openShift) {
                assertNull(context.getRunAsUser(), workload.name());
                assertNull(context.getRunAsGroup(), workload.name());
                assertNull(context.getFsGroup(), workload.name());
            } else {
                assertTrue(context.getRunAsUser() > 0, workload.name());
            }
        }
    }

    /** Native executables are built for one architecture, and jars for all. */
    @ParameterizedTest
    @MethodSource("installations")
    void podsRunOnNodesThatTheirImageRunsOn(Installation installation) {
        installation
                .services()
                .forEach(workload -> assertEquals(
                        workload.container().getImage().endsWith("-jvm")
                                ? Map.of()
                                : Map.of("kubernetes.io/arch", "amd64"),
                        Objects.requireNonNullElse(workload.template().getSpec().getNodeSelector(), Map.of()),
                        workload.name()));
    }

    @ParameterizedTest
    @MethodSource("installations")
    void podsOfJobsAreLeftToEndAndHaveNoSidecar(Installation installation) {
        List<Workload> jobs = installation.workloads().stream()
                .filter(workload -> !(workload.object() instanceof Deployment))
                .toList();
        assertEquals(3, jobs.size());
        for (Workload job : jobs) {
            assertEquals(
                    Map.of(
                            "cluster-autoscaler.kubernetes.io/safe-to-evict", "false",
                            "karpenter.sh/do-not-disrupt", "true",
                            "linkerd.io/inject", "disabled",
                            "consul.hashicorp.com/connect-inject", "false"),
                    job.template().getMetadata().getAnnotations(),
                    job.name());
            assertEquals("false", job.labels().get("sidecar.istio.io/inject"), job.name());
            assertEquals("disabled", job.labels().get("kuma.io/sidecar-injection"), job.name());
        }
    }

    @ParameterizedTest
    @MethodSource("installations")
    void aGeneratorsMemoryIsRequestedInFull(Installation installation) {
        var resources = installation.workload("hash-generator").container().getResources();
        assertEquals(
                resources.getLimits().get("memory"), resources.getRequests().get("memory"));
    }

    @ParameterizedTest
    @MethodSource("installations")
    void whatHasBegunEndsBeforeAPodIsKilled(Installation installation) {
        Workload writer = installation.workload("table-writer");
        long drain = java.time.Duration.parse(
                        "PT" + installation.environment(writer).get("REVERSEIP_WRITER_DRAIN_TIMEOUT"))
                .toSeconds();
        assertTrue(writer.template().getSpec().getTerminationGracePeriodSeconds() >= drain + 10);
        Workload lookup = installation.workload("lookup-api");
        long preStop = lookup.container().getLifecycle().getPreStop().getSleep().getSeconds();
        assertTrue(lookup.template().getSpec().getTerminationGracePeriodSeconds() >= preStop + 10 + 10);
    }

    @ParameterizedTest
    @MethodSource("installations")
    void autoscalersScaleWhatIsThereAndAloneDecideItsNumber(Installation installation) {
        List<String> targets = Stream.concat(
                        installation.all(HorizontalPodAutoscaler.class).stream()
                                .map(autoscaler -> autoscaler.getSpec().getScaleTargetRef())
                                .map(target ->
                                        target.getApiVersion() + " " + target.getKind() + " " + target.getName()),
                        installation.all(ScaledObject.class).stream()
                                .map(object -> object.spec.scaleTargetRef())
                                .map(target -> target.apiVersion() + " " + target.kind() + " " + target.name()))
                .sorted()
                .toList();
        assertEquals(List.of("apps/v1 Deployment lookup-api", "apps/v1 Deployment table-writer"), targets);
        for (String name : List.of("lookup-api", "table-writer")) {
            Deployment deployment = installation.one(Deployment.class, name);
            assertEquals(null, deployment.getSpec().getReplicas(), name);
            assertTrue(
                    installation
                            .workload(name)
                            .container()
                            .getResources()
                            .getRequests()
                            .containsKey("cpu"),
                    name);
        }
    }

    /** Otherwise a further account could not be added without naming it, and with it every service would refuse to start. */
    @ParameterizedTest
    @MethodSource("installations")
    void allServicesAndJobsHaveTheSameHomeAccount(Installation installation) {
        List<String> homes = installation.workloads().stream()
                .map(installation::environment)
                .filter(environment ->
                        environment.keySet().stream().anyMatch(key -> key.startsWith("REVERSEIP_ACCOUNTS_")))
                .map(environment -> {
                    String home = String.valueOf(environment.get("REVERSEIP_HOME_ACCOUNT"));
                    String account = "REVERSEIP_ACCOUNTS_%s_".formatted(home.toUpperCase(Locale.ROOT));
                    assertTrue(environment.keySet().stream().anyMatch(key -> key.startsWith(account)), home);
                    return home;
                })
                .toList();
        assertTrue(homes.size() >= 3, homes.toString());
        assertEquals(1, homes.stream().distinct().count(), homes.toString());
    }

    @ParameterizedTest
    @MethodSource("installations")
    void asManyWritersAsTheAccountsCanFeed(Installation installation) {
        Workload writer = installation.workload("table-writer");
        long accounts = installation.environment(writer).keySet().stream()
                .filter(key -> key.startsWith("REVERSEIP_ACCOUNTS_"))
                .count();
        Stream.concat(
                        installation.all(HorizontalPodAutoscaler.class).stream()
                                .filter(scaler -> scaler.getMetadata().getName().equals("table-writer"))
                                .map(scaler -> scaler.getSpec().getMaxReplicas()),
                        installation.all(ScaledObject.class).stream().map(object -> object.spec.maxReplicaCount()))
                .forEach(max -> assertEquals(2 * accounts, max.longValue()));
    }

    @ParameterizedTest
    @MethodSource("installations")
    void theFirstWriterComesWithTheFirstGenerator(Installation installation) {
        for (ScaledObject object : installation.all(ScaledObject.class)) {
            assertEquals(0, object.spec.minReplicaCount());
            Map<String, String> metadata = object.spec.triggers().getFirst().metadata();
            Map<String, String> selector = Stream.of(metadata.get("podSelector").split(","))
                    .map(part -> part.split("="))
                    .collect(Collectors.toMap(part -> part[0], part -> part[1]));
            List<Workload> generators = selected(installation, selector);
            assertTrue(generators.contains(installation.workload("hash-generator")), selector::toString);
            assertEquals(
                    List.of(),
                    generators.stream()
                            .filter(workload -> !workload.name().equals("hash-generator"))
                            .toList());
            assertEquals(
                    List.of(),
                    generators.stream()
                            .filter(workload -> workload.object() instanceof CronJob)
                            .toList(),
                    "audits need no writers");
        }
    }

    @ParameterizedTest
    @MethodSource("installations")
    void onlyWhatIsNamedMayTalk(Installation installation) {
        List<NetworkPolicy> policies = installation.all(NetworkPolicy.class);
        NetworkPolicy deny = installation.one(NetworkPolicy.class, "default-deny");
        assertEquals(Set.of("Ingress", "Egress"), Set.copyOf(deny.getSpec().getPolicyTypes()));
        assertTrue(deny.getSpec().getIngress().isEmpty()
                && deny.getSpec().getEgress().isEmpty());
        assertEquals(
                installation.workloads().size(),
                selected(installation, deny.getSpec().getPodSelector()).size());

        for (NetworkPolicy policy : policies) {
            String name = policy.getMetadata().getName();
            List<Workload> pods = selected(installation, policy.getSpec().getPodSelector());
            assertFalse(pods.isEmpty(), name);
            policy.getSpec().getIngress().forEach(rule -> {
                assertFalse(rule.getFrom().isEmpty() || rule.getPorts().isEmpty(), name);
                rule.getPorts().forEach(port -> pods.forEach(pod -> assertTrue(hasPort(pod, port.getPort()), name)));
                rule.getFrom().forEach(peer -> assertPeer(installation, peer, List.of(), name));
            });
            policy.getSpec().getEgress().forEach(rule -> {
                assertFalse(rule.getTo().isEmpty() || rule.getPorts().isEmpty(), name);
                rule.getTo().forEach(peer -> assertPeer(installation, peer, rule.getPorts(), name));
            });
        }
        assertTrue(allows(installation, "hash-generator", "table-writer", "grpc"));
        assertFalse(allows(installation, "lookup-api", "table-writer", "grpc"));
        assertFalse(allows(installation, "table-writer", "lookup-api", "http"));
        for (Workload from : installation.workloads()) {
            installation
                    .services()
                    .forEach(to -> assertFalse(allows(installation, from.name(), to.name(), "management")));
        }
        if (installation.has(Deployment.class, "azurite")) {
            for (String service : List.of("hash-generator", "table-writer", "lookup-api")) {
                assertTrue(allows(installation, service, "azurite", "table"), service);
            }
        }
    }

    /** The DNS server of pods differs between clusters, and policies apply to the ports of pods, not of Services. */
    @ParameterizedTest
    @MethodSource("installations")
    void namesAreAskedForWhereverAClusterAnswersThem(Installation installation) {
        var rule = installation
                .one(NetworkPolicy.class, "dns")
                .getSpec()
                .getEgress()
                .getFirst();
        for (int port : List.of(53, 5353, 8053, 1053)) {
            for (String protocol : List.of("UDP", "TCP")) {
                assertTrue(
                        rule.getPorts().stream()
                                .anyMatch(candidate ->
                                        candidate.getPort().getIntVal().equals(port)
                                                && candidate.getProtocol().equals(protocol)),
                        protocol + " " + port);
            }
        }
        Set<String> namespaces = rule.getTo().stream()
                .filter(peer -> peer.getNamespaceSelector() != null)
                .flatMap(peer -> peer.getNamespaceSelector().getMatchExpressions().stream())
                .flatMap(requirement -> requirement.getValues().stream())
                .collect(Collectors.toSet());
        assertEquals(Set.of("kube-system", "openshift-dns"), namespaces);
        Set<String> caches = rule.getTo().stream()
                .filter(peer -> peer.getIpBlock() != null)
                .map(peer -> peer.getIpBlock().getCidr())
                .collect(Collectors.toSet());
        assertEquals(Set.of("169.254.20.10/32", "169.254.25.10/32", "169.254.10.10/31"), caches);
    }

    /** Where the table service has addresses on the internet, it is reached by those of either version, and no private ones are. */
    @Test
    void theWayToAzureIsOpenInBothVersionsOfIp() {
        for (Installation azure : installations.subList(2, 4)) {
            Map<String, IPBlock> blocks =
                    azure.one(NetworkPolicy.class, "table-service-out").getSpec().getEgress().stream()
                            .flatMap(rule -> rule.getTo().stream())
                            .map(NetworkPolicyPeer::getIpBlock)
                            .collect(Collectors.toMap(IPBlock::getCidr, block -> block));
            assertEquals(Set.of("0.0.0.0/0", "::/0"), blocks.keySet());
            assertTrue(blocks.get("0.0.0.0/0").getExcept().contains("10.0.0.0/8"));
            assertEquals(List.of("fc00::/7", "fe80::/10"), blocks.get("::/0").getExcept());
        }
    }

    private static void assertPeer(
            Installation installation, NetworkPolicyPeer peer, List<NetworkPolicyPort> ports, String name) {
        if (peer.getPodSelector() != null && peer.getNamespaceSelector() == null) {
            List<Workload> pods = selected(installation, peer.getPodSelector());
            assertFalse(pods.isEmpty(), name);
            ports.forEach(port -> pods.forEach(pod -> assertTrue(hasPort(pod, port.getPort()), name)));
        }
    }

    /** Whether both sides may: one to send, the other to receive. */
    private static boolean allows(Installation installation, String from, String to, String port) {
        Workload source = installation.workload(from);
        Workload target = installation.workload(to);
        List<NetworkPolicy> policies = installation.all(NetworkPolicy.class);
        boolean out = policies.stream()
                .filter(policy -> matches(policy.getSpec().getPodSelector(), source.labels()))
                .flatMap(policy -> policy.getSpec().getEgress().stream())
                .anyMatch(rule ->
                        names(rule.getPorts(), port) && rule.getTo().stream().anyMatch(peer -> isPod(peer, target)));
        boolean in = policies.stream()
                .filter(policy -> matches(policy.getSpec().getPodSelector(), target.labels()))
                .flatMap(policy -> policy.getSpec().getIngress().stream())
                .anyMatch(rule ->
                        names(rule.getPorts(), port) && rule.getFrom().stream().anyMatch(peer -> isPod(peer, source)));
        return out && in;
    }

    private static boolean names(List<NetworkPolicyPort> ports, String name) {
        return ports.stream().anyMatch(port -> name.equals(port.getPort().getStrVal()));
    }

    private static boolean isPod(NetworkPolicyPeer peer, Workload workload) {
        return peer.getNamespaceSelector() == null
                && peer.getPodSelector() != null
                && matches(peer.getPodSelector(), workload.labels());
    }

    @ParameterizedTest
    @MethodSource("installations")
    void theIngressLeadsToTheLookupAndOnlyToItsPaths(Installation installation) {
        for (Ingress ingress : installation.all(Ingress.class)) {
            Set<String> secured = ingress.getSpec().getTls().stream()
                    .flatMap(tls -> tls.getHosts().stream())
                    .collect(Collectors.toSet());
            ingress.getSpec().getRules().forEach(rule -> {
                assertTrue(secured.contains(rule.getHost()));
                rule.getHttp().getPaths().forEach(path -> {
                    IngressServiceBackend backend = path.getBackend().getService();
                    Service service = installation.one(Service.class, backend.getName());
                    assertTrue(service.getSpec().getPorts().stream()
                            .anyMatch(port ->
                                    port.getName().equals(backend.getPort().getName())));
                    assertTrue(
                            path.getPathType().equals("Exact") || !METRICS_PATH.startsWith(path.getPath()),
                            path.getPath());
                });
            });
        }
    }

    @Test
    void theGatewayLeadsWhereTheIngressDoes() {
        Installation all = installations.get(3);
        HTTPRoute route = all.one(HTTPRoute.class, "lookup-api");
        Set<String> byGateway = route.getSpec().getRules().stream()
                .flatMap(rule -> rule.getMatches().stream())
                .map(match -> path(match.getPath()))
                .collect(Collectors.toSet());
        Set<String> byIngress =
                all.one(Ingress.class, "lookup-api").getSpec().getRules().getFirst().getHttp().getPaths().stream()
                        .map(ManifestsTest::path)
                        .collect(Collectors.toSet());
        assertEquals(byIngress, byGateway);
        Service lookup = all.one(Service.class, "lookup-api");
        route.getSpec().getRules().stream()
                .flatMap(rule -> rule.getBackendRefs().stream())
                .forEach(backend -> {
                    assertEquals(lookup.getMetadata().getName(), backend.getName());
                    assertEquals(lookup.getSpec().getPorts().getFirst().getPort(), backend.getPort());
                });
    }

    private static String path(HTTPPathMatch path) {
        return "%s %s".formatted(path.getType().equals("PathPrefix") ? "Prefix" : path.getType(), path.getValue());
    }

    private static String path(HTTPIngressPath path) {
        return "%s %s".formatted(path.getPathType(), path.getPath());
    }

    @ParameterizedTest
    @MethodSource("installations")
    void prometheusFindsTheMetricsOfAllServices(Installation installation) {
        for (PodMonitor monitor : installation.all(PodMonitor.class)) {
            List<Workload> pods = selected(installation, monitor.getSpec().getSelector());
            assertEquals(installation.services().toList(), pods);
            monitor.getSpec().getPodMetricsEndpoints().forEach(endpoint -> {
                assertEquals(METRICS_PATH, endpoint.getPath());
                assertEquals("management", endpoint.getPort());
                pods.forEach(pod -> assertTrue(hasPort(pod, new IntOrString(endpoint.getPort())), pod::name));
            });
        }
    }

    @ParameterizedTest
    @MethodSource("installations")
    void theWritersCertificateIsForTheNameThatGeneratorsAskFor(Installation installation) {
        if (installation.all(Certificate.class).isEmpty()) {
            return;
        }
        String host = installation
                .environment(installation.workload("hash-generator"))
                .get("REVERSEIP_WRITERS")
                .split(":")[0];
        assertTrue(installation
                .one(Certificate.class, "table-writer")
                .getSpec()
                .getDnsNames()
                .contains(host));
        for (String name : List.of("table-writer", "hash-generator")) {
            Workload workload = installation.workload(name);
            Map<String, String> environment = installation.environment(workload);
            String mounted = workload.container().getVolumeMounts().stream()
                    .filter(mount -> mount.getName().equals("tls"))
                    .findFirst()
                    .orElseThrow()
                    .getMountPath();
            assertEquals(mounted + "/tls.crt", environment.get("quarkus.tls.grpc.key-store.pem.0.cert"));
            assertEquals(mounted + "/tls.key", environment.get("quarkus.tls.grpc.key-store.pem.0.key"));
            assertEquals(mounted + "/ca.crt", environment.get("quarkus.tls.grpc.trust-store.pem.certs"));
            Certificate certificate = installation.one(Certificate.class, name);
            assertTrue(certificate
                    .getSpec()
                    .getUsages()
                    .contains(name.equals("table-writer") ? "server auth" : "client auth"));
        }
    }

    @ParameterizedTest
    @MethodSource("installations")
    void eachIndexOfAJobKnowsHowManyThereAre(Installation installation) {
        for (Job job : installation.all(Job.class)) {
            assertEquals("Indexed", job.getSpec().getCompletionMode());
            Workload workload = installation.workloads().stream()
                    .filter(candidate -> candidate.object().equals(job))
                    .findFirst()
                    .orElseThrow();
            assertEquals(
                    job.getSpec().getCompletions().toString(),
                    installation.environment(workload).get("JOB_COMPLETIONS"));
            assertTrue(job.getSpec().getParallelism() <= job.getSpec().getCompletions());
            assertEquals("Never", job.getSpec().getTemplate().getSpec().getRestartPolicy());
        }
    }

    /** 2: arguments that cannot be carried out; 3: an audit found faults. To do the same again would end in the same way. */
    @ParameterizedTest
    @MethodSource("installations")
    void whatCannotSucceedIsNotRepeatedAndADrainedNodeCostsNoAttempt(Installation installation) {
        Map<String, JobSpec> jobs = Stream.concat(
                        installation.all(Job.class).stream()
                                .map(job -> Map.entry(job.getMetadata().getName(), job.getSpec())),
                        installation.all(CronJob.class).stream()
                                .map(job -> Map.entry(
                                        job.getMetadata().getName(),
                                        job.getSpec().getJobTemplate().getSpec())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertEquals(3, jobs.size());
        jobs.forEach((name, job) -> {
            List<PodFailurePolicyRule> rules = job.getPodFailurePolicy().getRules();
            assertEquals(
                    List.of("FailJob", "Ignore"),
                    rules.stream().map(PodFailurePolicyRule::getAction).toList());
            assertEquals(
                    name.startsWith("generate-") ? List.of(2) : List.of(2, 3),
                    rules.getFirst().getOnExitCodes().getValues(),
                    name);
            assertEquals(
                    "DisruptionTarget",
                    rules.getLast().getOnPodConditions().getFirst().getType());
        });
    }

    @Test
    void aDroppedDatasetIsNotFilledByAJobThatIsCreatedAgain() {
        installations.forEach(installation -> {
            List<String> arguments =
                    installation.workload("hash-generator").container().getArgs();
            assertTrue(arguments.contains("--unless-dropped"), arguments::toString);
        });
    }

    @Test
    void aRepairFindsItsFaultsAndBringsWriters() {
        Workload repair = installations.get(3).workloads().stream()
                .filter(workload -> workload.object().getMetadata().getName().equals("command-once"))
                .findFirst()
                .orElseThrow();
        assertEquals("generate", repair.labels().get("app.kubernetes.io/component"));
        assertEquals(
                "/etc/reverse-ip/faults",
                repair.container().getVolumeMounts().stream()
                        .filter(mount -> mount.getName().equals("faults"))
                        .findFirst()
                        .orElseThrow()
                        .getMountPath());
    }

    @ParameterizedTest
    @MethodSource("installations")
    void imagesAreThoseThatThisVersionBuilds(Installation installation) throws IOException {
        String version = projectVersion();
        installation.services().forEach(workload -> {
            Path docker = Kustomize.HOME.resolve(workload.name()).resolve("src/main/docker");
            String image = "reverse-ip/" + workload.name() + ":" + version;
            String actual = workload.container().getImage();
            if (actual.endsWith("-jvm")) {
                assertEquals(image + "-jvm", actual);
                assertTrue(Files.exists(docker.resolve("Dockerfile.jvm")), workload.name());
            } else {
                assertEquals(image, actual);
                assertTrue(Files.exists(docker.resolve("Dockerfile.native-micro")), workload.name());
            }
        });
    }

    static String projectVersion() throws IOException {
        return Files.readString(Kustomize.HOME.resolve("pom.xml"))
                .split("<artifactId>reverse-ip</artifactId>\\s*<version>")[1]
                .split("</version>")[0];
    }

    @Test
    void azuriteIsTheOneThatIsTestedWith() throws IOException {
        String image = installations.getFirst().workload("azurite").container().getImage();
        String tested = Files.readString(Kustomize.HOME.resolve("package.json"));
        assertTrue(tested.contains("\"azurite\": \"" + image.substring(image.indexOf(':') + 1) + "\""), image);
    }

    @Test
    void onlyOnOnesOwnMachineAnybodyMayAsk() {
        List<String> access = installations.stream()
                .map(installation -> installation
                        .environment(installation.workload("lookup-api"))
                        .get("REVERSEIP_LOOKUP_ACCESS"))
                .toList();
        assertEquals(List.of("anonymous", "anonymous", "authenticated", "authenticated"), access);
    }

    @Test
    void noSecretStandsInTheFilesForAzure() {
        for (Installation azure : installations.subList(2, 4)) {
            azure.workloads()
                    .forEach(workload -> azure.environment(workload)
                            .forEach((key, value) -> assertFalse(
                                    key.endsWith("CONNECTION_STRING")
                                            || key.endsWith("_SAS")
                                            || value.contains("AccountKey"),
                                    key)));
        }
    }

    private static List<Workload> selected(Installation installation, Map<String, String> selector) {
        return installation.workloads().stream()
                .filter(workload -> workload.labels().entrySet().containsAll(selector.entrySet()))
                .toList();
    }

    private static List<Workload> selected(Installation installation, LabelSelector selector) {
        return installation.workloads().stream()
                .filter(workload -> matches(selector, workload.labels()))
                .toList();
    }

    private static boolean matches(LabelSelector selector, Map<String, String> labels) {
        Map<String, String> exact = Objects.requireNonNullElse(selector.getMatchLabels(), Map.of());
        return labels.entrySet().containsAll(exact.entrySet())
                && selector.getMatchExpressions().stream().allMatch(requirement -> matches(requirement, labels));
    }

    private static boolean matches(LabelSelectorRequirement requirement, Map<String, String> labels) {
        if (!requirement.getOperator().equals("In")) {
            throw new IllegalArgumentException("Only In is used here, not " + requirement.getOperator());
        }
        return requirement.getValues().contains(labels.get(requirement.getKey()));
    }

    private static boolean hasPort(Workload workload, IntOrString port) {
        return workload.container().getPorts().stream()
                .anyMatch(candidate -> candidate.getName().equals(port.getStrVal())
                        || candidate.getContainerPort().equals(port.getIntVal()));
    }

    private static List<String> portNames(Workload workload, int port) {
        return workload.container().getPorts().stream()
                .filter(candidate -> candidate.getContainerPort() == port)
                .map(ContainerPort::getName)
                .toList();
    }
}
