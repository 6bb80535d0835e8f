package io.reverseip.bench.kubernetes;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** The Compose file. An element that is not known here is an error. */
public final class Compose {
    private Compose() {}

    /** The elements of a service that are used here, named as in the Compose specification. */
    public record Service(
            String image,
            List<String> command,
            Map<String, String> environment,
            Map<String, Map<String, String>> depends_on,
            Map<String, Object> healthcheck,
            Map<String, Integer> deploy,
            List<String> ports,
            String restart,
            String mem_limit,
            String stop_grace_period,
            boolean read_only,
            List<String> cap_drop,
            List<String> security_opt,
            List<String> tmpfs) {}

    record File(String name, Map<String, Service> services) {}

    /** The services, by name. */
    public static Map<String, Service> services() throws IOException {
        // Not Jackson, which knows no merge keys.
        Map<String, Object> file = new Yaml().load(Files.readString(Kustomize.K8S.resolve("compose/compose.yaml")));
        file.keySet().removeIf(key -> key.startsWith("x-"));
        return new ObjectMapper()
                .convertValue(file, new TypeReference<File>() {})
                .services();
    }
}
