package dev.marina.net;

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
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.marina.net");
    }

    @Test
    void onlyOnePackageTalksToTheKernel() {
        noClasses().that().resideOutsideOfPackage("dev.marina.net.linux").should().dependOnClassesThat().resideInAPackage("java.lang.foreign..").check(classes);
    }

    @Test
    void onlyDnsSpeaksDns() {
        noClasses().that().resideOutsideOfPackage("dev.marina.net.dns").should().dependOnClassesThat().resideInAPackage("org.xbill..").check(classes);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.marina.net.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void nothingBelowKnowsTheFacade() {
        noClasses().that().resideInAnyPackage("dev.marina.net.ip", "dev.marina.net.linux", "dev.marina.net.cni", "dev.marina.net.dns",
                "dev.marina.net.service").should().dependOnClassesThat().resideInAPackage("dev.marina.net").check(classes);
    }

    @Test
    void theCniProtocolKnowsNoKernel() {
        noClasses().that().resideInAPackage("dev.marina.net.cni").should().dependOnClassesThat().resideInAPackage("dev.marina.net.linux").check(classes);
    }
}
