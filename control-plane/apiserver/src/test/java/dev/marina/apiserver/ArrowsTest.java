package dev.marina.apiserver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArrowsTest {

    private static final String ROOT = "dev.marina.apiserver.";

    /// What knows types and documents, and nothing of requests, connections or the store.
    private static final String[] PURE = {ROOT + "defaulting..", ROOT + "fieldset..", ROOT + "managedfields..", ROOT + "merge..", ROOT + "openapi..",
            ROOT + "patch..", ROOT + "podsecurity..", ROOT + "protobuf..", ROOT + "schema..",
            ROOT + "table..", ROOT + "types..", ROOT + "validation.."};

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.marina.apiserver");
    }

    @Test
    void pureHalfKnowsNoRequests() {
        noClasses().that().resideInAnyPackage(PURE).should().dependOnClassesThat().resideInAnyPackage(
                ROOT + "http..", ROOT + "endpoint..", ROOT + "filter..", ROOT + "admission..", ROOT + "authn..", ROOT + "authz..", "dev.marina.store..",
                "io.vertx..", "java.net..").check(classes);
    }

    /// An address in a value is taken apart, never visited.
    @Test
    void schemasAndExpressionsKnowNoRequests() {
        noClasses().that().resideInAnyPackage(ROOT + "structural..", ROOT + "cel..").should().dependOnClassesThat().resideInAnyPackage(
                ROOT + "http..", ROOT + "endpoint..", ROOT + "filter..", ROOT + "admission..", ROOT + "authn..", ROOT + "authz..", ROOT + "crd..",
                ROOT + "types..",
                "dev.marina.store..", "io.vertx..", "java.net.http..").check(classes);
    }

    @Test
    void onlyOnePackageKnowsTheExpressionLibrary() {
        noClasses().that().resideOutsideOfPackage(ROOT + "cel..").should().dependOnClassesThat().resideInAnyPackage("dev.cel..").check(classes);
    }

    @Test
    void pureHalfHasNoCycles() {
        slices().matching(
                ROOT + "(cel|defaulting|fieldset|managedfields|merge|openapi|patch|podsecurity|protobuf|registry|schema|structural|table|types|validation)..")
                .should().beFreeOfCycles().check(classes);
    }

    /// A connection is Vert.x's at the edge and in the agents' tunnels only; [ApiServer] makes the one instance.
    @Test
    void onlyTheEdgeKnowsVertx() {
        noClasses().that().resideOutsideOfPackages(ROOT + "http..", ROOT + "tunnel..").and()
                .areNotAssignableTo(ApiServer.class).should().dependOnClassesThat().resideInAnyPackage("io.vertx..", "io.netty..").check(classes);
    }

    @Test
    void onlyPkiKnowsBouncyCastle() {
        noClasses().that().resideOutsideOfPackage(ROOT + "pki..")
                .should().dependOnClassesThat().resideInAnyPackage("org.bouncycastle..").check(classes);
    }

    /// Names that say nothing.
    @Test
    void namesSaySomething() {
        noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl|Info|Processor)").check(classes);
    }
}
