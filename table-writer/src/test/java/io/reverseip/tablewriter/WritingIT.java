package io.reverseip.tablewriter;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.reverseip.azurite.AzuriteTestResource;
import io.reverseip.network.ManagementInterface;

/** The same of the packaged program, on a JVM or as a native executable. */
@QuarkusIntegrationTest
@QuarkusTestResource(value = AzuriteTestResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = GrpcPortResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = ManagementInterface.class, restrictToAnnotatedClass = true)
class WritingIT extends WritingTest {}
