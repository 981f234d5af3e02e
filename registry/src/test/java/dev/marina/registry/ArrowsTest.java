package dev.marina.registry;

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
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.marina.registry");
    }

    @Test
    void onlyTheGateAndTheCacheTalkToRegistries() {
        noClasses().that().resideOutsideOfPackages("..gate..", "..cache..").should().dependOnClassesThat().resideInAPackage("java.net.http..").check(classes);
    }

    @Test
    void filesAndTokensKnowNothingOfRequests() {
        noClasses().that().resideInAnyPackage("..storage..", "..token..").should().dependOnClassesThat()
                .resideInAnyPackage("com.sun.net.httpserver..", "..gate..",
                        "..control..")
                .check(classes);
    }

    @Test
    void noCycles() {
        slices().matching("dev.marina.registry.(*)..").should().beFreeOfCycles().check(classes);
    }
}
