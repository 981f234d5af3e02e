package dev.marina.apiserver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.marina.apiserver", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {

    private static final String ROOT = "dev.marina.apiserver.";

    /// What knows types and documents, and nothing of requests, connections or the store.
    private static final String[] PURE = {ROOT + "defaulting..", ROOT + "openapi..", ROOT + "patch..", ROOT + "protobuf..", ROOT + "schema..",
        ROOT + "table..", ROOT + "types..", ROOT + "validation.."};

    @ArchTest
    static final ArchRule pureHalfKnowsNoRequests = noClasses().that().resideInAnyPackage(PURE).should().dependOnClassesThat().resideInAnyPackage(
            ROOT + "http..", ROOT + "endpoint..", ROOT + "filter..", ROOT + "admission..", ROOT + "authn..", ROOT + "authz..", "dev.marina.store..",
            "io.vertx..", "java.net..");

    @ArchTest
    static final ArchRule pureHalfHasNoCycles = slices().matching(ROOT + "(defaulting|openapi|patch|protobuf|registry|schema|table|types|validation)..")
            .should().beFreeOfCycles();

    /// A connection is Vert.x's at the edge and in the agents' tunnels only; [ApiServer] makes the one instance.
    @ArchTest
    static final ArchRule onlyTheEdgeKnowsVertx = noClasses().that().resideOutsideOfPackages(ROOT + "http..", ROOT + "tunnel..").and()
            .areNotAssignableTo(ApiServer.class).should().dependOnClassesThat().resideInAnyPackage("io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule onlyPkiKnowsBouncyCastle = noClasses().that().resideOutsideOfPackage(ROOT + "pki..")
            .should().dependOnClassesThat().resideInAnyPackage("org.bouncycastle..");

    /// Names that say nothing.
    @ArchTest
    static final ArchRule namesSaySomething = noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl|Info|Processor)");
}
