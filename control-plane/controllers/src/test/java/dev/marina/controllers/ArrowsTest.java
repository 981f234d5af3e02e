package dev.marina.controllers;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.marina.controllers.engine.Reconciler;
import org.junit.jupiter.api.Test;

class ArrowsTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.marina.controllers");

    /// A replication controller is a replica set in an older form.
    @Test
    void controllersKnowTheEngineAndNotEachOther() {
        slices().matching("dev.marina.controllers.(*)").should().notDependOnEachOther()
                .ignoreDependency(DescribedPredicate.alwaysTrue(),
                        resideInAPackage("dev.marina.controllers.engine"))
                .ignoreDependency(resideInAPackage("dev.marina.controllers.replicationcontroller"),
                        resideInAPackage("dev.marina.controllers.replicaset"))
                .check(CLASSES);
    }

    @Test
    void nothingReachesTheServerOrTheStorageButThroughItsInterfaces() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("dev.marina.apiserver..", "dev.marina.store.etcd..", "dev.marina.store.backend..", "io.etcd..", "io.vertx..")
                .check(CLASSES);
    }

    @Test
    void reconcilersAreCalledReconcilers() {
        classes().that().implement(Reconciler.class).should().haveSimpleNameEndingWith("Reconciler").check(CLASSES);
    }
}
