package dev.marina.linux;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArrowsTest {

    private final JavaClasses classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.marina.linux");

    @Test
    void callsKnowNothingOfWhatTheyAreUsedFor() {
        noClasses().that().resideInAPackage("dev.marina.linux").should().dependOnClassesThat().resideInAPackage("dev.marina.linux.fs").check(classes);
    }

    @Test
    void treesAreNotReachedByPath() {
        noClasses().that().resideInAPackage("dev.marina.linux.fs").should().dependOnClassesThat().belongToAnyOf(java.nio.file.Files.class, java.io.File.class)
                .check(classes);
    }
}
