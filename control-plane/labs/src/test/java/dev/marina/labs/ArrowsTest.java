package dev.marina.labs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.marina.controllers.engine.Reconciler;
import org.junit.jupiter.api.Test;

class ArrowsTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.marina.labs");

    /// What a lab is knows nothing of clusters; how it is judged knows nothing of who writes.
    @Test
    void contentIsBelowGradingAndGradingBelowRuns() {
        noClasses().that().resideInAPackage("dev.marina.labs.content..").should().dependOnClassesThat()
                .resideInAnyPackage("dev.marina.labs.grading..", "dev.marina.labs.run..", "dev.marina.store..", "dev.marina.controllers..").check(CLASSES);
        noClasses().that().resideInAPackage("dev.marina.labs.grading..").should().dependOnClassesThat()
                .resideInAnyPackage("dev.marina.labs.run..", "dev.marina.controllers..", "dev.marina.apiserver.http..").check(CLASSES);
    }

    @Test
    void onlyAskingMakesRequests() {
        noClasses().that().resideOutsideOfPackage("dev.marina.labs.asking..").should().dependOnClassesThat()
                .resideInAnyPackage("dev.marina.apiserver.http..", "io.vertx..").check(CLASSES);
    }

    @Test
    void reconcilersAreCalledReconcilers() {
        classes().that().implement(Reconciler.class).should().haveSimpleNameEndingWith("Reconciler").check(CLASSES);
    }
}
