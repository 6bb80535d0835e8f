package io.reverseip.account;

import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The certificate authorities that are trusted: the platform's, and those of a file. */
final class CertificateAuthorities {
    private static final String PROPERTY = "reverseip.table-service.ca-file";
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

    private static final Pattern CERTIFICATE =
            Pattern.compile(BEGIN + "([^-]*)(-----END CERTIFICATE-----)?", Pattern.DOTALL);

    private CertificateAuthorities() {}

    /**
     * The platform's authorities and those of a file.
     *
     * @param file path of a file with certificates in PEM; whatever else it contains is ignored
     * @throws InvalidAccountException if it cannot be read, contains no certificate, or one that is broken
     */
    static TrustOptions of(String file) {
        List<X509Certificate> additional = certificates(file);
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int number = 0;
            for (X509Certificate authority :
                    Stream.concat(platform().stream(), additional.stream()).toList()) {
                all.setCertificateEntry("authority-" + number++, authority);
            }
            return TrustOptions.wrap(trustManager(all));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The platform's certificate authorities cannot be read", e);
        }
    }

    private static List<X509Certificate> platform() throws GeneralSecurityException {
        return List.of(trustManager(null).getAcceptedIssuers());
    }

    private static X509TrustManager trustManager(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Stream.of(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static List<X509Certificate> certificates(String file) {
        Matcher matcher = CERTIFICATE.matcher(read(file));
        List<X509Certificate> certificates = new ArrayList<>();
        while (matcher.find()) {
            try {
                if (matcher.group(2) == null) {
                    throw new CertificateException("it is cut off");
                }
                certificates.add(certificate(matcher.group(1)));
            } catch (CertificateException | IllegalArgumentException e) {
                throw refused(
                        file,
                        "certificate number %d in it is broken (%s)"
                                .formatted(certificates.size() + 1, e.getMessage()));
            }
        }
        if (certificates.isEmpty()) {
            throw refused(file, "it contains no certificate");
        }
        return certificates;
    }

    private static X509Certificate certificate(String base64) throws CertificateException {
        byte[] encoded = Base64.getMimeDecoder().decode(base64);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    /** One character for each byte: comments may be in any encoding. */
    private static String read(String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw refused(file, "there is no such file");
        } catch (IOException | InvalidPathException e) {
            throw refused(file, "it cannot be read (%s)".formatted(e));
        }
    }

    private static InvalidAccountException refused(String file, String fault) {
        return new InvalidAccountException(
                "%s is %s, and %s. Give it the path of a file with certificates in PEM (%s), or leave it out."
                        .formatted(PROPERTY, file, fault, BEGIN));
    }
}
