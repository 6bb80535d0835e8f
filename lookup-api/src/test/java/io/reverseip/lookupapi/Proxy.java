package io.reverseip.lookupapi;

import static org.awaitility.Awaitility.await;

import io.reverseip.azurite.AzuriteServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A reverse proxy in front of the service, as Debian packages it: a process on a loopback port. */
final class Proxy implements AutoCloseable {
    private final Process process;
    private final int port;

    /** How a proxy is configured. */
    enum Kind {
        /** Only told where the service is. */
        NGINX_DEFAULT("/usr/sbin/nginx") {
            @Override
            List<String> command(Path directory, int port, int upstream) throws IOException {
                return nginx(
                        directory,
                        "server { listen 127.0.0.1:%d; location / { proxy_pass http://127.0.0.1:%d; } }"
                                .formatted(port, upstream));
            }
        },
        /** As later versions do by default: by HTTP/1.1, without a header that shows that there is a proxy. */
        NGINX_UNSEEN("/usr/sbin/nginx") {
            @Override
            List<String> command(Path directory, int port, int upstream) throws IOException {
                return nginx(
                        directory,
                        "proxy_http_version 1.1; proxy_set_header Connection ''; server { listen 127.0.0.1:%d; location / { proxy_pass http://127.0.0.1:%d; } }"
                                .formatted(port, upstream));
            }
        },
        /** As this project recommends. */
        NGINX_RECOMMENDED("/usr/sbin/nginx") {
            @Override
            List<String> command(Path directory, int port, int upstream) throws IOException {
                return nginx(
                        directory,
                        recommended("nginx.conf", "listen 80;", "listen 127.0.0.1:%d;".formatted(port), upstream));
            }
        },
        /** Only told where the service is. */
        CADDY_DEFAULT("/usr/bin/caddy") {
            @Override
            List<String> command(Path directory, int port, int upstream) throws IOException {
                return caddy(
                        directory, "http://127.0.0.1:%d {\n reverse_proxy 127.0.0.1:%d\n}\n".formatted(port, upstream));
            }
        },
        /** As this project recommends. */
        CADDY_RECOMMENDED("/usr/bin/caddy") {
            @Override
            List<String> command(Path directory, int port, int upstream) throws IOException {
                return caddy(
                        directory,
                        recommended(
                                "Caddyfile",
                                "reverse-ip.example.org {",
                                "http://127.0.0.1:%d {".formatted(port),
                                upstream));
            }
        };

        private final Path program;

        Kind(String program) {
            this.program = Path.of(program);
        }

        boolean isInstalled() {
            return Files.isExecutable(program);
        }

        abstract List<String> command(Path directory, int port, int upstream) throws IOException;

        /** The recommended configuration, on other ports. */
        private static String recommended(String file, String site, String testSite, int upstream) throws IOException {
            String text = Files.readString(Path.of("proxies", file));
            for (String replaced : List.of(site, "127.0.0.1:8080")) {
                if (!text.contains(replaced)) {
                    throw new IllegalStateException("%s has no '%s'".formatted(file, replaced));
                }
            }
            return text.replace(site, testSite).replace("127.0.0.1:8080", "127.0.0.1:" + upstream);
        }

        /** All that a main configuration has to say for a process without privileges; the rest are nginx's defaults. */
        private static List<String> nginx(Path directory, String server) throws IOException {
            StringBuilder http = new StringBuilder("access_log off;\n");
            for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
                http.append("%s_temp_path %s/%s;%n".formatted(kind, directory, kind));
            }
            Path file = Files.writeString(
                    directory.resolve("nginx.conf"),
                    "daemon off;\nmaster_process off;\npid %1$s/pid;\nerror_log %1$s/error.log;\nevents {}\nhttp {\n%2$s%3$s\n}\n"
                            .formatted(directory, http, server));
            return List.of("/usr/sbin/nginx", "-p", directory.toString(), "-c", file.toString());
        }

        private static List<String> caddy(Path directory, String site) throws IOException {
            Path file = Files.writeString(directory.resolve("Caddyfile"), "{\n admin off\n}\n" + site);
            return List.of("/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config", file.toString());
        }
    }

    private Proxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one, and waits until it accepts connections.
     *
     * @param directory for its files
     * @param upstream port of the service
     */
    static Proxy start(Kind kind, Path directory, int upstream) throws IOException {
        int port = AzuriteServer.freePort();
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(kind.command(directory, port, upstream))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .putAll(Map.of(
                        "HOME",
                        directory.toString(),
                        "XDG_DATA_HOME",
                        directory.resolve("data").toString()));
        Process process = builder.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("%s ended: %s".formatted(kind, Files.readString(output)));
            }
            return accepts(port);
        });
        return new Proxy(process, port);
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
