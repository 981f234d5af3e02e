package dev.marina.tenancy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.marina.tenancy", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {

    @ArchTest
    static final ArchRule ONLY_IDENTITY_TALKS_TO_KEYCLOAK = noClasses().that().resideOutsideOfPackage("..identity..")
            .should().dependOnClassesThat().resideInAnyPackage("org.keycloak..", "org.jboss.resteasy..");

    @ArchTest
    static final ArchRule ONLY_MANAGEMENT_TALKS_TO_KUBERNETES = noClasses().that().resideOutsideOfPackage("..management..")
            .should().dependOnClassesThat().resideInAnyPackage("io.fabric8..");

    @ArchTest
    static final ArchRule ONLY_REST_KNOWS_HTTP_SERVING = noClasses().that().resideOutsideOfPackages("..rest..", "..identity..")
            .should().dependOnClassesThat().resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule NOBODY_CALLS_REST_CLASSES = noClasses().that().resideOutsideOfPackage("..rest..")
            .should().dependOnClassesThat().resideInAPackage("..tenancy.rest..");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("dev.marina.tenancy.(*)..").should().beFreeOfCycles();
}
