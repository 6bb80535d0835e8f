package io.reverseip.bench.house;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;

/** The arrows between modules and between rooms go as the design says. */
@AnalyzeClasses(packages = "io.reverseip", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {
    private static final String[] PROTO = {
        "io.reverseip.address..",
        "io.reverseip.digest..",
        "io.reverseip.key..",
        "io.reverseip.layout..",
        "io.reverseip.dataset..",
        "io.reverseip.account..",
        "io.reverseip.wire..",
        "io.reverseip.configuration..",
        "io.reverseip.spelling..",
        "io.reverseip.terminal.."
    };

    @ArchTest
    static final ArchRule servicesKnowProtoAndNotEachOther = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("proto")
            .definedBy(PROTO)
            .layer("hash-generator")
            .definedBy("io.reverseip.hashgenerator..")
            .layer("table-writer")
            .definedBy("io.reverseip.tablewriter..")
            .layer("lookup-api")
            .definedBy("io.reverseip.lookupapi..")
            .whereLayer("proto")
            .mayNotAccessAnyLayer()
            .whereLayer("hash-generator")
            .mayOnlyAccessLayers("proto")
            .whereLayer("table-writer")
            .mayOnlyAccessLayers("proto")
            .whereLayer("lookup-api")
            .mayOnlyAccessLayers("proto");

    @ArchTest
    static final ArchRule roomsOfProto = rooms(
                    "io.reverseip.", "address", "digest", "key", "layout", "dataset", "account", "spelling", "wire")
            .whereLayer("digest")
            .mayNotAccessAnyLayer()
            .whereLayer("key")
            .mayNotAccessAnyLayer()
            .whereLayer("account")
            .mayNotAccessAnyLayer()
            .whereLayer("address")
            .mayOnlyAccessLayers("digest")
            .whereLayer("spelling")
            .mayOnlyAccessLayers("digest")
            .whereLayer("layout")
            .mayOnlyAccessLayers("address", "digest", "key")
            .whereLayer("dataset")
            .mayOnlyAccessLayers("account", "address", "digest", "key", "layout")
            .whereLayer("wire")
            .mayOnlyAccessLayers("dataset", "digest", "key", "layout");

    @ArchTest
    static final ArchRule roomsOfTheGenerator = rooms(
                    "io.reverseip.hashgenerator.",
                    "command",
                    "plan",
                    "audit",
                    "filling",
                    "slice",
                    "hash",
                    "dispatch",
                    "progress")
            .whereLayer("hash")
            .mayNotAccessAnyLayer()
            .whereLayer("progress")
            .mayNotAccessAnyLayer()
            .whereLayer("dispatch")
            .mayNotAccessAnyLayer()
            .whereLayer("slice")
            .mayOnlyAccessLayers("hash")
            .whereLayer("filling")
            .mayOnlyAccessLayers("slice", "hash", "dispatch", "progress")
            .whereLayer("audit")
            .mayOnlyAccessLayers("filling", "slice", "hash", "progress")
            .whereLayer("plan")
            .mayOnlyAccessLayers("audit", "filling", "slice", "hash", "dispatch", "progress")
            .whereLayer("command")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule roomsOfTheWriter = rooms("io.reverseip.tablewriter.", "intake", "transaction", "throttle")
            .whereLayer("throttle")
            .mayNotAccessAnyLayer()
            .whereLayer("transaction")
            .mayOnlyAccessLayers("throttle")
            .whereLayer("intake")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule roomsOfTheLookup = rooms(
                    "io.reverseip.lookupapi.", "page", "bulk", "access", "lookup", "problem")
            .whereLayer("problem")
            .mayNotAccessAnyLayer()
            .whereLayer("lookup")
            .mayOnlyAccessLayers("problem")
            .whereLayer("access")
            .mayOnlyAccessLayers("problem")
            .whereLayer("bulk")
            .mayOnlyAccessLayers("lookup", "access", "problem")
            .whereLayer("page")
            .mayOnlyAccessLayers("lookup", "access", "problem");

    @ArchTest
    static final ArchRule roomsGoInNoCircle = slices().matching("io.reverseip.(**)")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(
                    // The messages that protoc generates refer to each other.
                    resideInAnyPackage("io.reverseip.wire.."), alwaysTrue());

    private static LayeredArchitecture rooms(String prefix, String... names) {
        LayeredArchitecture rooms = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String name : names) {
            rooms = rooms.layer(name).definedBy(prefix + name + "..");
        }
        return rooms;
    }
}
