package io.reverseip.hashgenerator.command;

import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine.IVersionProvider;

/** The version of the build of this program. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "Reverse-IP " + ConfigProvider.getConfig().getValue("quarkus.application.version", String.class)
        };
    }
}
