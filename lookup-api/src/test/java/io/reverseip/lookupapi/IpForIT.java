package io.reverseip.lookupapi;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.reverseip.azurite.AzuriteTestResource;
import io.reverseip.network.ManagementInterface;

/** The same of the packaged program, on a JVM or as a native executable. */
@QuarkusIntegrationTest
@WithTestResource(AzuriteTestResource.class)
@WithTestResource(ManagementInterface.class)
class IpForIT extends IpForTest {}
