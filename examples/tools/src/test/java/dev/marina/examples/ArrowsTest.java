package dev.marina.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Here both sides are on the class path, so here it is seen that the arrow goes one way.
class ArrowsTest {
    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.marina.examples", "dev.marina.launcher");
    }

    @Test
    void theLauncherKnowsNeitherTheExamplesNorAClientOfClusters() {
        noClasses().that().resideInAPackage("dev.marina.launcher..").should().dependOnClassesThat().resideInAnyPackage("dev.marina.examples..", "io.fabric8..")
                .check(classes);
    }

    @Test
    void componentsKnowNoImages() {
        noClasses().that().resideInAPackage("dev.marina.launcher.component..").should().dependOnClassesThat().resideInAPackage("dev.marina.launcher.images..")
                .check(classes);
    }

    @Test
    void clustersAreSpokenToByTheDemoAlone() {
        noClasses().that().resideInAnyPackage("dev.marina.examples", "dev.marina.examples.images..").should().dependOnClassesThat()
                .resideInAPackage("io.fabric8..").check(classes);
    }
}
