package dev.marina.tenancy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArrowsTest {

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.marina.tenancy");
    }

    @Test
    void onlyIdentityTalksToKeycloak() {
        noClasses().that().resideOutsideOfPackage("..identity..")
                .should().dependOnClassesThat().resideInAnyPackage("org.keycloak..", "org.jboss.resteasy..").check(classes);
    }

    @Test
    void onlyManagementTalksToKubernetes() {
        noClasses().that().resideOutsideOfPackage("..management..")
                .should().dependOnClassesThat().resideInAnyPackage("io.fabric8..").check(classes);
    }

    @Test
    void onlyRestKnowsHttpServing() {
        noClasses().that().resideOutsideOfPackages("..rest..", "..identity..")
                .should().dependOnClassesThat().resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..").check(classes);
    }

    @Test
    void nobodyCallsRestClasses() {
        noClasses().that().resideOutsideOfPackage("..rest..")
                .should().dependOnClassesThat().resideInAPackage("..tenancy.rest..").check(classes);
    }

    @Test
    void noCycles() {
        slices().matching("dev.marina.tenancy.(*)..").should().beFreeOfCycles().check(classes);
    }
}
