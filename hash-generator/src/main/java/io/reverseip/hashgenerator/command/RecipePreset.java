package io.reverseip.hashgenerator.command;

import io.reverseip.digest.DigestFunction;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Template;
import io.reverseip.digest.TextForm;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What programs hash when they hash an address, by a name for the command line. */
enum RecipePreset {
    /** Most programs. */
    PLAIN("plain", "", "sha256sum of the text alone, SHA2(ip, 256), hashlib.sha256, BigQuery SHA256", TextForm.DOTTED),

    /** A command line that forgets {@code -n}. */
    NEWLINE("newline", "", "echo 8.8.8.8 | sha256sum", TextForm.DOTTED_NEWLINE),

    /** Lines of a file with Windows line ends. */
    CRLF("crlf", "", "lines that end in CR LF, hashed with their ends", TextForm.DOTTED_CRLF),

    /** https://www.elastic.co/docs/reference/beats/filebeat/fingerprint. */
    BEATS("beats", "FIELD", "Beats, processor fingerprint with this field", "|%s|{ip}|"),

    /** https://github.com/logstash-plugins/logstash-filter-fingerprint, {@code concatenate_sources}. */
    LOGSTASH("logstash", "FIELD", "Logstash, fingerprint with concatenate_sources and without key", "|%s|{ip}|"),

    /** The same source: with a key, HMAC of the field's value. */
    LOGSTASH_KEY("logstash-key", "SECRET", "Logstash, fingerprint with a key", "") {
        @Override
        Recipe of(String parameter) {
            return hmac(parameter);
        }
    },

    /** Helpers of web frameworks. */
    HMAC("hmac", "SECRET", "HMAC-SHA-256 of the text, as hashIp helpers make it", "") {
        @Override
        Recipe of(String parameter) {
            return hmac(parameter);
        }
    },

    /** https://docs.opensearch.org/latest/ingest-pipelines/processors/fingerprint/. */
    OPENSEARCH("opensearch", "FIELD", "OpenSearch, ingest processor fingerprint with this field", "|%s|{len}:{ip}|"),

    /** {@code org.elasticsearch.ingest.common.FingerprintProcessor}: salt, a zero byte, the value. */
    ELASTICSEARCH("elasticsearch", "", "Elasticsearch, ingest processor fingerprint without salt", "{bytes:00}{ip}"),

    /** The same. */
    ELASTICSEARCH_SALT(
            "elasticsearch-salt",
            "SECRET",
            "Elasticsearch, ingest processor fingerprint with a salt",
            "{secret:%s}{bytes:00}{ip}"),

    /** https://docs.haproxy.org/3.0/configuration.html#sha2: of the sample's binary form. */
    HAPROXY("haproxy", "", "HAProxy, src,sha2(256),hex", TextForm.RAW),

    /** NVARCHAR is UTF-16. */
    SQLSERVER_NVARCHAR("sqlserver-nvarchar", "", "SQL Server, HASHBYTES('SHA2_256', an NVARCHAR)", TextForm.UTF16LE),

    /** The text of an inet has its mask. */
    POSTGRES_INET("postgres-inet", "", "PostgreSQL, sha256(inet::text::bytea)", "{ip}/32"),

    /** https://grafana.com/docs/loki/latest/send-data/promtail/stages/template/: salt, then the value. */
    PROMTAIL("promtail", "SECRET", "Loki/Promtail, Sha2Hash with this salt", "{secret:%s}{ip}"),

    /** Sockets of both families. */
    MAPPED("mapped", "", "dual-stack sockets: ::ffff:8.8.8.8", TextForm.MAPPED),

    /** The sixteen bytes of such an address. */
    MAPPED_RAW(
            "mapped-raw",
            "",
            "MySQL INET6_ATON('::ffff:8.8.8.8'), in6_addr of dual-stack sockets",
            TextForm.MAPPED_RAW),

    /** A number is hashed as its decimal digits. */
    MYSQL_INET_ATON("mysql-inet-aton", "", "MySQL, SHA2(INET_ATON(ip), 256)", TextForm.DECIMAL),

    /** Fixed-width columns. */
    PADDED("padded", "", "008.008.008.008, as some appliances and fixed-width logs write it", TextForm.PADDED),

    /** A digest that is hashed again as text. */
    TWICE("twice", "", "hash('sha256', hash('sha256', $ip)) in PHP: of the hexadecimal digits", "") {
        @Override
        Recipe of(String parameter) {
            return new Recipe(DigestFunction.SHA256_OF_HEX, TextForm.DOTTED, Template.ADDRESS_ALONE, "");
        }
    };

    private final String presetName;
    private final String parameter;
    private final String origin;
    private final TextForm textForm;
    private final String template;

    RecipePreset(String presetName, String parameter, String origin, TextForm textForm) {
        this(presetName, parameter, origin, textForm, "{ip}");
    }

    RecipePreset(String presetName, String parameter, String origin, String template) {
        this(presetName, parameter, origin, TextForm.DOTTED, template);
    }

    RecipePreset(String presetName, String parameter, String origin, TextForm textForm, String template) {
        this.presetName = presetName;
        this.parameter = parameter;
        this.origin = origin;
        this.textForm = textForm;
        this.template = template;
    }

    /** The name, with the name of its parameter if it has one. */
    String usage() {
        return parameter.isEmpty() ? presetName : presetName + ":" + parameter;
    }

    /** Where digests by this recipe come from. */
    String origin() {
        return origin;
    }

    /** The recipe with the preset's parameter; for people, with an example. */
    Recipe example() {
        return of(parameter.equals("SECRET") ? "salt" : parameter.equals("FIELD") ? "source.ip" : "");
    }

    /** @param parameter name of a secret or of a field, empty for presets without */
    Recipe of(String parameter) {
        return new Recipe(
                DigestFunction.SHA256,
                textForm,
                Template.parse(template.formatted(parameter.replace("{", "{{").replace("}", "}}"))),
                "");
    }

    private static Recipe hmac(String secret) {
        return new Recipe(DigestFunction.HMAC_SHA256, TextForm.DOTTED, Template.ADDRESS_ALONE, secret);
    }

    /**
     * The recipe of a preset as it is given on the command line.
     *
     * @throws IllegalArgumentException if there is no such preset, or its parameter is missing or not wanted
     */
    static Recipe recipe(String given) {
        int colon = given.indexOf(':');
        String name = colon < 0 ? given : given.substring(0, colon);
        String parameter = colon < 0 ? "" : given.substring(colon + 1);
        RecipePreset preset = Arrays.stream(values())
                .filter(known -> known.presetName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no recipe preset '%s'; choose one of %s."
                        .formatted(
                                name,
                                Arrays.stream(values()).map(RecipePreset::usage).collect(Collectors.joining(", ")))));
        if (preset.parameter.isEmpty() != parameter.isEmpty()) {
            throw new IllegalArgumentException("Recipe preset '%s' is written %s.".formatted(given, preset.usage()));
        }
        return preset.of(parameter);
    }
}
